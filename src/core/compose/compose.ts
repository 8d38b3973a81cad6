import { commentLines, commentText, noticeLines } from '../config/comment.ts';
import { hashComments } from '../config/hash-comment.ts';
import { printYaml, type YamlMap } from '../config/yaml.ts';
import { isAddress } from '../model/names.ts';
import { standIn } from '../pki/stand-ins.ts';
import type { NodeExport } from '../plan/bundle.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import type { Notice, Plan } from '../plan/plan.ts';
import type { Container } from './container.ts';
import { keyFolders, publicCas } from './keys.ts';

/** Where the scripts put what they issue, when they are told to as the README says. */
export const issuedFolder = 'pki/issued';

export interface Composed {
  readonly files: readonly ExportedFile[];
  readonly notices: readonly Notice[];
}

/** Certificates and programs that stand in for what nobody can export. */
export interface StandIns {
  /** The script that issues certificates. */
  readonly issuer: string | null;
  /** Containers of services by node, with the files that they read where they look for them. */
  readonly services: ReadonlyMap<string, { readonly container: Container; readonly files: readonly string[] }>;
}

interface Placed {
  readonly plan: Plan;
  readonly container: Container;
  /** Files of the bundle and where the container looks for them. */
  readonly mounts: readonly { readonly file: string; readonly target: string }[];
  /** The lab's authority in place of public ones. */
  readonly believesPublic: boolean;
}

/**
 * A compose.yaml for every node whose product has a public image. Each zone is a network; whoever dials into a zone is
 * on its network as well. https://docs.docker.com/reference/compose-file/
 */
export function composeOf(
  plans: readonly Plan[],
  nodes: readonly NodeExport[],
  containers: ReadonlyMap<string, Container>,
  { issuer, services: standIns }: StandIns = { issuer: 'pki/issue.sh', services: new Map() },
): Composed {
  const exports = new Map(nodes.map((each) => [each.node, each]));
  const placed = plans.flatMap((plan): Placed[] => {
    const stands = standIns.get(plan.node.id);
    const container = stands?.container ?? containers.get(plan.product.id);
    const exported = exports.get(plan.node.id);
    if (!container || !exported || exported.files.length === 0) return [];
    const mounts = stands
      ? stands.files.map((file) => ({ file, target: `/lab/${file}` }))
      : exported.files.flatMap(({ path }) => {
          const target = container.files[path.split('/').at(-1) ?? ''];
          return target === undefined ? [] : [{ file: path, target }];
        });
    return [
      { plan, container, mounts, believesPublic: issuer?.startsWith('lab/') === true && publicCas(plan) !== null },
    ];
  });
  if (placed.length === 0) return { files: [], notices: [] };

  const inside = new Map(placed.map((each) => [each.plan.node.id, each]));
  const notices = [
    ...plans.filter(({ node }) => !inside.has(node.id)).flatMap(leftOut),
    ...placed.flatMap((each) => noticesOf(each, inside)),
  ];
  const published = publishedPorts(placed, plans, inside);
  const services: Record<string, YamlMap> = {};
  for (const each of placed) services[each.plan.node.id] = serviceOf(each, inside, published);
  const networks = [...new Set(placed.map(({ plan }) => networkOf(plan)))];
  const volumes = placed.filter(({ container }) => container.data !== undefined).map(({ plan }) => plan.node.id);
  const [{ plan }] = placed as [Placed, ...Placed[]];
  const header = [
    'Plainsight',
    `Design: ${commentText(plan.design)}`,
    ...(plan.reopen === null ? [] : ['Reopen: the link in README.md']),
    '',
    ...commentLines(
      `${issuer === null ? '' : `Issue the certificates first: sh ${issuer} ${issuedFolder}. `}Keys must be readable by the user that each container runs as.`,
    ),
    ...notices.flatMap((notice) => ['', ...noticeLines(notice)]),
  ];
  const document: YamlMap = {
    services,
    networks: Object.fromEntries(networks.map((name) => [name, {}])),
    ...(volumes.length > 0 ? { volumes: Object.fromEntries(volumes.map((name) => [name, {}])) } : {}),
  };
  return {
    files: [
      { path: 'compose.yaml', text: printYaml(header, [document]), language: 'yaml' },
      ...placed.flatMap(secretFiles),
    ],
    notices,
  };
}

/** Ids hold no slash and networks are no nodes: a prefix tells the network of a zone from that of no zone. */
const networkOf = ({ node }: Plan): string => (node.zones[0] ? `zone.${node.zones[0].id}` : 'no-zone');

function serviceOf(
  { plan, container, mounts, believesPublic }: Placed,
  inside: ReadonlyMap<string, Placed>,
  published: ReadonlyMap<string, readonly string[]>,
): YamlMap {
  const { node } = plan;
  const ports = published.get(node.id) ?? [];
  const data = dataFor(plan, container);
  return {
    image: `${container.image}:${tagFor(plan, container)}`,
    restart: 'unless-stopped',
    ...(container.command ? { command: container.command.map(literal) } : {}),
    ...(container.workingDirectory ? { working_dir: container.workingDirectory } : {}),
    ...(container.secrets ? { env_file: [secretsFile(node.id)] } : {}),
    ...(container.capabilities ? { cap_add: container.capabilities } : {}),
    ...(container.lowPorts ? { sysctls: { 'net.ipv4.ip_unprivileged_port_start': 0 } } : {}),
    ...(ports.length > 0 ? { ports } : {}),
    volumes: [
      ...mounts.map(({ file, target }) => bind(`./${file}`, target)),
      ...keyFolders(plan).map((folder) => bind(`./${issuedFolder}/nodes/${node.id}${folder}`, folder)),
      ...(believesPublic ? [bind(`./${issuedFolder}/authorities/${standIn}/ca.crt`, publicCas(plan) ?? '')] : []),
      ...(data === undefined ? [] : [{ type: 'volume', source: node.id, target: data }]),
    ],
    networks: networksOf(plan, inside),
  };
}

const tagFor = ({ node: { version } }: Plan, { tag, tagOf }: Container): string =>
  version === null ? tag : (tagOf?.(version) ?? version);

const dataFor = ({ node: { version } }: Plan, { data, dataOf }: Container): string | undefined =>
  version === null ? data : (dataOf?.(version) ?? data);

const bind = (source: string, target: string): YamlMap => ({ type: 'bind', source, target, read_only: true });

/** Compose replaces `$` in every value. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

/** Its own network, under the name that others dial, and those of the zones that it dials into. */
function networksOf(plan: Plan, inside: ReadonlyMap<string, Placed>): YamlMap {
  const own = networkOf(plan);
  const dialled = plan.upstreams.flatMap(({ node }) => {
    const target = inside.get(node);
    return target ? [networkOf(target.plan)] : [];
  });
  const { host } = plan.node;
  const alias = isAddress(host) || host.startsWith('*') ? {} : { aliases: [host] };
  return Object.fromEntries([...new Set([own, ...dialled])].map((name) => [name, name === own ? alias : {}]));
}

/** Ports that somebody outside of this file dials, each once: two services cannot have the same one of the host. */
function publishedPorts(
  placed: readonly Placed[],
  plans: readonly Plan[],
  inside: ReadonlyMap<string, Placed>,
): ReadonlyMap<string, readonly string[]> {
  const dialled = new Set(
    plans
      .filter(({ node }) => !inside.has(node.id))
      .flatMap(({ upstreams }) => upstreams.map(({ node, port }) => `${node} ${port}`)),
  );
  const taken = new Set<number>();
  return new Map(
    placed.map(({ plan }) => [
      plan.node.id,
      [...new Set(plan.listeners.filter(({ mode }) => mode !== 'closed').map(({ port }) => port))].flatMap((port) => {
        if (!dialled.has(`${plan.node.id} ${port}`)) return [];
        const free = !taken.has(port);
        taken.add(port);
        return [free ? `${port}:${port}` : String(port)];
      }),
    ]),
  );
}

/** What you run yourself and no service here does: named, whether or not anything dials it from here. */
const leftOut = ({ node, product }: Plan): readonly Notice[] =>
  product.operator !== null || product.kind === 'client'
    ? []
    : [
        {
          kind: 'by-hand',
          about: node.id,
          message: `${node.title} (${product.title}) is no service here: start it yourself.`,
        },
      ];

function noticesOf({ plan }: Placed, inside: ReadonlyMap<string, Placed>): readonly Notice[] {
  const outside = plan.upstreams.filter(({ node }) => !inside.has(node));
  const byNumber = plan.upstreams.filter(({ node, host }) => inside.has(node) && isAddress(host));
  return [
    ...outside.map(
      ({ link, title, host, port }): Notice => ({
        kind: 'by-hand',
        about: link,
        message: `${plan.node.title} dials ${title}, which is no service here: ${host} port ${port} must be reachable from its container.`,
      }),
    ),
    ...byNumber.map(
      ({ link, title, host }): Notice => ({
        kind: 'by-hand',
        about: link,
        message: `${plan.node.title} dials ${title} by the address ${host}, which no container has by itself: give it a name, or its network that subnet.`,
      }),
    ),
  ];
}

/** No id starts with an underscore, so that the folder is no node's. */
const secretsFile = (node: string): string => `./_secrets/${node}.env`;

const secretFiles = ({ plan, container }: Placed): readonly ExportedFile[] =>
  container.secrets
    ? [
        {
          path: secretsFile(plan.node.id).slice(2),
          text: [
            ...hashComments([
              'Plainsight',
              `Component: ${commentText(plan.node.title)}`,
              'Fill in what is empty, and keep this file to yourself.',
            ]),
            ...container.secrets.map((name) => `${name}=`),
            '',
          ].join('\n'),
          language: 'shell',
        },
      ]
    : [];
