import { type Composed, issuedFolder } from '../compose/compose.ts';
import { bullets, code, heading, markdownText, table } from '../config/markdown.ts';
import type { LabKit } from '../lab-kit/kit.ts';
import { labSection } from '../lab-kit/readme.ts';
import type { Issuance } from '../pki/issuance.ts';
import type { Bundle } from '../plan/bundle.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import { distinctNotices } from '../plan/notices.ts';
import type { Notice, Plan } from '../plan/plan.ts';
import type { ProbedLink } from '../verify/probe.ts';
import { verifySection } from '../verify/readme.ts';
import { orderOf } from './order.ts';
import { renewalSection } from './renewal.ts';
import { secretsSection } from './secrets.ts';

export interface ReadmeSources {
  readonly plans: readonly Plan[];
  readonly bundle: Bundle;
  readonly issuance: Issuance;
  /** Files of the design as a whole besides this one. */
  readonly others: readonly ExportedFile[];
  readonly composed: Composed;
  readonly links: readonly ProbedLink[];
  readonly lab: LabKit;
}

/** What goes where, in which order, what has to be filled in, what has to be renewed, and what no file says. */
export function readmeOf(sources: ReadmeSources): ExportedFile {
  const { plans, composed } = sources;
  const [first] = plans;
  const lines = [
    heading(1, markdownText(first?.design ?? '') || 'A design'),
    '',
    'Written by Plainsight from the drawing in `design.plainsight.json`. Change the drawing and export again, or these files; they know nothing of each other afterwards.',
    ...(first?.reopen ? ['', `Reopen the design: <${first.reopen}>`] : []),
    '',
    ...failing(sources),
    ...orderSection(sources),
    ...placesSection(sources),
    ...labSection(sources.lab, composed.files.length > 0),
    ...secretsSection(sources),
    ...renewalSection(sources.issuance),
    ...verifySection(sources.links),
    ...noticesSection(sources),
    ...(composed.notices.length > 0 ? [heading(3, '`compose.yaml`'), '', ...noticeItems(composed.notices), ''] : []),
  ];
  return { path: 'README.md', text: `${lines.join('\n').trimEnd()}\n`, language: 'markdown' };
}

/** Nodes, then mesh zones. */
const partsOf = ({ nodes, zones }: Bundle) => [
  ...nodes.map((each) => ({ ...each, id: each.node })),
  ...zones.map((each) => ({ ...each, id: each.zone })),
];

function failing({ bundle }: ReadmeSources): readonly string[] {
  const broken = distinctNotices(partsOf(bundle).flatMap(({ notices }) => notices)).filter(
    ({ kind }) => kind === 'fails',
  );
  return broken.length === 0
    ? []
    : [
        heading(2, 'This will not work as drawn'),
        '',
        ...bullets(broken.map(({ message }) => markdownText(message))),
        '',
      ];
}

function orderSection({ plans, bundle, issuance, others }: ReadmeSources): readonly string[] {
  const has = (path: string) => others.some((file) => file.path === path);
  const folders = [...new Set(bundle.files.map(({ path }) => /^terraform\/[^/]+/.exec(path)?.[0] ?? ''))].filter(
    Boolean,
  );
  const titles = orderOf(plans).map(({ node }) => markdownText(node.title) || code(node.id));
  const steps = [
    ...(issuance.elsewhere.length > 0
      ? ['Set up the certificate authorities of the drawing, and have them issue what the list below says.']
      : []),
    ...(has('pki/issue.sh')
      ? [
          `Issue the private and self-signed certificates and gather the files of trusted CAs: ${code(`sh pki/issue.sh ${issuedFolder}`)} (OpenSSL), or ${code(`sh pki/issue-step.sh ${issuedFolder}`)} (step). Copy ${code(`${issuedFolder}/nodes/NODE/`)} to the host of each node; keep ${code(`${issuedFolder}/authorities/`)} off all of them.`,
        ]
      : []),
    ...(issuance.public.length > 0 ? ['Order the public certificates; the list below says how.'] : []),
    'Fill in the secrets below.',
    ...bundle.zones.map(
      ({ zone, files: [objects] }) =>
        `Apply the mesh settings of ${code(zone)}: ${code(`kubectl apply -f ${objects?.path ?? ''}`)}, then patch the workloads by the files in ${code(`meshes/${zone}/pods/`)}.`,
    ),
    ...folders.map(
      (folder) => `Plan and apply ${code(folder)}: ${code(`terraform -chdir=${folder} init`)}, then ${code('plan')}.`,
    ),
    `Start what is dialled before what dials it: ${titles.join(', ')}.`,
  ];
  return [heading(2, 'In this order'), '', ...steps.map((step, i) => `${i + 1}. ${step}`), ''];
}

function placesSection({ plans, bundle, others }: ReadmeSources): readonly string[] {
  const products = new Map(plans.map(({ node, product }) => [node.id, product.title]));
  return [
    heading(2, 'What goes where'),
    '',
    ...table(
      ['Component', 'Product', 'Files'],
      partsOf(bundle).map(({ id, title, files }) => [
        `${markdownText(title)} (${code(id)})`,
        markdownText(products.get(id) ?? 'service mesh'),
        files.length === 0 ? 'nothing is exported for it' : files.map(({ path }) => code(path)).join(' '),
      ]),
    ),
    '',
    ...(others.length > 0 ? [`For the design as a whole: ${others.map(({ path }) => code(path)).join(' ')}`, ''] : []),
  ];
}

const noticeName: Readonly<Record<Notice['kind'], string>> = {
  fails: 'will not connect',
  lost: 'not said by the files',
  weakened: 'weaker than drawn',
  'by-hand': 'by hand',
};

const noticeItems = (notices: readonly Notice[]): readonly string[] =>
  bullets(
    notices.map(({ kind, about, message }) => `**${noticeName[kind]}** (${code(about)}): ${markdownText(message)}`),
  );

function noticesSection({ bundle }: ReadmeSources): readonly string[] {
  const said = partsOf(bundle).filter(({ notices }) => notices.length > 0);
  if (said.length === 0) return [];
  return [
    heading(2, 'What no file does for you'),
    '',
    ...said.flatMap(({ id, title, notices }) => [
      heading(3, `${markdownText(title)} (${code(id)})`),
      '',
      ...noticeItems(notices),
      '',
    ]),
  ];
}
