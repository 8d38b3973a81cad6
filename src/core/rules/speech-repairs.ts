import type { Edit } from '../model/edits.ts';
import { can } from '../model/product.ts';
import type { Link, Listener, ListenerTls } from '../model/schema.ts';
import { type Answer, listenersOf, productOf } from '../simulation/bounds.ts';
import { answerAt } from '../simulation/ground.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { setDial, setListener, strongestCheck } from './fixes.ts';
import { reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';

/** The two sides share no application protocol: offer on both what the protocol needs. */
export function speakAlike({ call, answer }: Leg): readonly Fix[] {
  const able =
    !call.protocol.needsHttp2 ||
    (can(call.product, 'http2:dial', call.node) && can(answer.product, 'http2:listen', answer.node));
  if (!able)
    return [
      {
        title: `Call ${answer.node.title} by HTTP instead`,
        note: 'gRPC then needs a translation, such as gRPC-Web or JSON.',
        edits: [{ table: 'links', id: call.link.id, set: { protocol: 'http' } }],
      },
    ];
  const wanted = call.protocol.needsHttp2 ? ['h2'] : (answer.alpn ?? call.alpn ?? []);
  const offer = (list: readonly string[] | undefined) => (list ? [...new Set([...wanted, ...list])] : undefined);
  const { dial } = call.link;
  const edits: Edit[] = [];
  if (dial.alpn) edits.push(setDial(call.link, { alpn: offer(dial.alpn) ?? [] }));
  if (call.protocol.needsHttp2 && answer.alpn && !answer.alpn.includes('h2'))
    edits.push(setListener(answer.node, answer.product, { ...answer.listener, alpn: offer(answer.alpn) ?? [] }));
  return edits.length === 0
    ? []
    : [{ title: `Let both ends speak ${wanted.join(' and ') || 'the same protocol'}`, edits }];
}

/** The listener redirects: dial the one beside it that speaks TLS, or let it answer. */
export function beyondRedirect(context: Context, { call, answer, links }: Leg): readonly Fix[] {
  return [...reachTls(context, call.link, answer, links.at(-1)), answering(answer)];
}

/** The hop before this one ended at a redirect: whoever dials it reaches the TLS listener instead, or it answers. */
export function insteadOfRedirect(context: Context, { call }: Leg): readonly Fix[] {
  const { topology, products } = context;
  const { node } = call;
  const product = productOf(node, products);
  const { ground } = reachOf(context);
  const redirecting = listenersOf(node, product).filter(({ tls }) => tls.mode === 'plaintext' && tls.redirectsToTls);
  const into = [...topology.links.values()].filter(
    ({ to, listener }) =>
      to === node.id && redirecting.some(({ id }) => id === (listener ?? listenersOf(node, product)[0]?.id)),
  );
  const led = into.flatMap((link) => {
    const answer = answerAt(ground, link);
    return answer ? reachTls(context, link, answer) : [];
  });
  const together: readonly Fix[] =
    led.length === into.length && led[0] ? [{ title: led[0].title, edits: led.flatMap(({ edits }) => edits) }] : led;
  const answers = redirecting.map((listener): Listener => ({ ...listener, tls: { mode: 'plaintext' } }));
  return [
    ...together,
    ...(answers.length > 0
      ? [
          {
            title: `Answer requests at ${node.title} instead of redirecting them`,
            edits: [
              {
                table: 'nodes' as const,
                id: node.id,
                set: {
                  listeners: listenersOf(node, product).map((each) => answers.find(({ id }) => id === each.id) ?? each),
                },
              },
            ],
          },
        ]
      : []),
  ];
}

/** The dial may be relayed: then it is the last link that leads to the listener. */
function reachTls(context: Context, link: Link, { node, product }: Answer, last = link): readonly Fix[] {
  const dialer = context.topology.nodes.get(link.from);
  const sibling = listenersOf(node, product).find(({ tls }) => tls.mode === 'terminate' || tls.mode === 'permissive');
  if (!dialer || !sibling) return [];
  const dialling = productOf(dialer, context.products);
  if (!can(dialling, 'dial:tls', dialer)) return [];
  const tls = sibling.tls as Extract<ListenerTls, { mode: 'terminate' }>;
  const certificate = {
    issuer: tls.certificate?.issuer ?? product.defaults.issuer,
    names: tls.certificate?.names,
    expired: false,
  };
  const sni = expectedName({ sni: undefined }, { certificate, node });
  return [
    {
      title: `Dial the TLS listener of ${node.title} (port ${sibling.port})`,
      edits: [
        setDial(link, { tls: 'tls', verify: strongestCheck(dialling, dialer), sni }),
        { table: 'links', id: last.id, set: { listener: sibling.id } },
      ],
    },
  ];
}

const answering = ({ node, product, listener }: Answer): Fix => ({
  title: `Answer requests at ${node.title} instead of redirecting them`,
  edits: [setListener(node, product, { ...listener, tls: { mode: 'plaintext' } })],
});

/** The server would speak first and the router waits: a relay that looks at nothing lets it. */
export function passUnseen({ topology, products }: Context, link: Link): readonly Fix[] {
  const relay = topology.nodes.get(link.to);
  if (!relay) return [];
  const product = productOf(relay, products);
  const listeners = listenersOf(relay, product);
  const listener = listeners.find(({ id }) => id === link.listener) ?? listeners[0];
  if (!listener || !can(product, 'listen:passthrough-tcp', relay)) return [];
  return [
    {
      title: `Pass everything through at ${relay.title}, without looking for a server name`,
      edits: [setListener(relay, product, { ...listener, tls: { mode: 'passthrough', by: 'tcp' } })],
    },
  ];
}
