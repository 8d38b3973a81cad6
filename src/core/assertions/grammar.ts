import { severities } from '../rules/severity.ts';

/** What stands in a sentence where a word of its own is asked for. */
interface Slot {
  /** The field of the claim that it fills. */
  readonly as: string;
  readonly slot: 'what' | 'subject' | 'zone' | 'node' | 'nodes' | 'observer' | 'flow' | 'pack' | 'count' | 'choice';
  readonly of?: readonly string[];
}
/** Words to be said as they are (`a|b` where either does, the first being the usual one), or a slot. */
export type Part = string | Slot;

/** A kind of promise: how it is said, and what it means for the reader. */
export interface Sentence {
  readonly id: string;
  readonly parts: readonly Part[];
  readonly example: string;
  readonly meaning: string;
}

/** What a slot is called when it is empty. */
export const slotWords: Readonly<Record<Exclude<Slot['slot'], 'choice'>, string>> = {
  what: 'an asset or a class of data',
  subject: 'an asset, a class of data or a flow',
  zone: 'a zone or a kind of zone',
  node: 'a component',
  nodes: 'components in braces, such as {orders, db}',
  observer: 'an observer, such as tap:vpc or recorder',
  flow: 'a flow',
  pack: 'a rule pack',
  count: 'a number',
};

const slot = <const A extends string, const S extends Exclude<Slot['slot'], 'choice'>>(as: A, kind: S) =>
  ({ as, slot: kind }) as const;
const choice = <const A extends string, const O extends readonly string[]>(as: A, of: O) =>
  ({ as, slot: 'choice', of }) as const;

/** Where a session or a wire runs, seen from a zone. */
export const relations = ['into', 'out of', 'inside', 'across'] as const;
export type Relation = (typeof relations)[number];
/** What can be asked of a session. */
export const qualities = [
  'verified',
  'mutual',
  'forward secret',
  'post-quantum',
  'TLS 1.3',
  'TLS 1.2 or later',
] as const;
export type Quality = (typeof qualities)[number];

const what = slot('what', 'what');
const zone = slot('zone', 'zone');
const node = slot('node', 'node');
const nodes = slot('nodes', 'nodes');
const observer = slot('observer', 'observer');
const flow = slot('flow', 'flow');
const count = slot('count', 'count');
const relation = choice('relation', relations);
const quality = choice('quality', qualities);
const touching = choice('relation', ['crosses', 'inside']);
const pattern = choice('pattern', ['none', 'edge', 'gateway', 'service', 'end-to-end']);

/** Every sentence that is understood: the parser, the printer, the type of a claim and the documentation follow from this. */
export const sentences = [
  {
    id: 'readable-only',
    parts: [what, 'is|are readable only in', nodes],
    example: 'card is readable only in {orders, db}',
    meaning:
      'Nobody else has it in memory readable, and nobody reads it on a wire. A sidecar counts as part of the component that it serves; a shared mesh proxy must be named.',
  },
  {
    id: 'not-readable',
    parts: [what, 'is|are not readable in', nodes],
    example: 'card is not readable in {cdn}',
    meaning: 'None of these has it in memory readable.',
  },
  {
    id: 'unread-on-wires',
    parts: ['nobody reads', what, 'on a|any wire'],
    example: 'nobody reads card on a wire',
    meaning: 'No wire carries it in plaintext. Wires inside one host count too.',
  },
  {
    id: 'no-plaintext',
    parts: ['no plaintext', touching, zone],
    example: 'no plaintext crosses internet',
    meaning:
      'A wire with an end in the zone (crosses) or both ends in it (inside) is encrypted, by TLS or by its network. Wires inside one host count only when that host is the zone.',
  },
  {
    id: 'no-plaintext-of',
    parts: ['no plaintext', what, touching, zone],
    example: 'no plaintext cardholder crosses internet',
    meaning: 'The same for one asset or one class of data: what else crosses in plaintext does not matter.',
  },
  {
    id: 'no-plaintext-anywhere',
    parts: ['no plaintext anywhere'],
    example: 'no plaintext anywhere',
    meaning: 'Every wire is encrypted, wires inside one host included.',
  },
  {
    id: 'sessions',
    parts: ['every session', relation, zone, 'is', quality],
    example: 'every session into data-tier is verified',
    meaning:
      'Whatever connects into, out of, inside or across the zone has a TLS session of that quality. Plaintext breaks it: there is no session at all.',
  },
  {
    id: 'all-sessions',
    parts: ['every session is', quality],
    example: 'every session is forward secret',
    meaning: 'The same for the whole design.',
  },
  {
    id: 'wires',
    parts: ['every wire', relation, zone, 'is encrypted'],
    example: 'every wire into vpc is encrypted',
    meaning: 'By TLS, by a mesh or by its network, whoever is at the far end.',
  },
  {
    id: 'reads-nothing',
    parts: [observer, 'reads nothing'],
    example: 'tap:vpc reads nothing',
    meaning: 'No asset at all is readable to this observer as it is. For an attacker: not by impersonating either.',
  },
  {
    id: 'cannot-read',
    parts: [observer, 'cannot read', what],
    example: 'operator:AWS cannot read card',
    meaning:
      'Not readable to this observer as it is. For an attacker, who is active by nature: not by impersonating either.',
  },
  {
    id: 'cannot-read-actively',
    parts: [observer, 'cannot read', what, 'even if active'],
    example: 'node:cdn cannot read card even if active',
    meaning: 'Nor by impersonating, downgrading or asking for it.',
  },
  {
    id: 'flow',
    parts: [flow, choice('outcome', ['works', 'fails'])],
    example: 'checkout works',
    meaning: 'Every hop of the flow connects; or one of them is meant not to.',
  },
  {
    id: 'every-flow-works',
    parts: ['every flow works'],
    example: 'every flow works',
    meaning: 'Nothing in the design fails to connect.',
  },
  {
    id: 'can-inspect',
    parts: [node, 'can inspect', slot('what', 'subject')],
    example: 'gateway can inspect checkout',
    meaning: 'The component has it in memory readable: a filter that only relays ciphertext inspects nothing.',
  },
  {
    id: 'keys-at-most',
    parts: ['at most', count, 'nodes|node hold|holds keys|key'],
    example: 'at most 3 nodes hold keys',
    meaning: 'So many drawn components have a private key to look after, and no more.',
  },
  {
    id: 'readers-at-most',
    parts: ['at most', count, 'nodes|node read|reads', what],
    example: 'at most 4 nodes read card',
    meaning: 'So many processes have it in memory readable, shared mesh proxies included.',
  },
  {
    id: 'only-dial',
    parts: ['only', nodes, 'dial|dials', node],
    example: 'only {orders} dial db',
    meaning: 'Nobody else connects to it. Who is relayed without being read counts as the one who dials.',
  },
  {
    id: 'pattern',
    parts: [flow, 'has pattern', pattern],
    example: 'checkout has pattern gateway',
    meaning: "Where the encryption that starts at the flow's client ends.",
  },
  {
    id: 'every-pattern',
    parts: ['every flow has pattern', pattern],
    example: 'every flow has pattern end-to-end',
    meaning: 'The same for all flows.',
  },
  {
    id: 'findings',
    parts: ['no finding above', choice('severity', severities)],
    example: 'no finding above medium',
    meaning: 'No rule reports anything worse, whatever controls stand against it.',
  },
  {
    id: 'findings-after-controls',
    parts: ['no finding above', choice('severity', severities), 'after controls'],
    example: 'no finding above medium after controls',
    meaning: 'The same of what the controls marked in the drawing leave of each finding.',
  },
  {
    id: 'pack',
    parts: ['pack', slot('pack', 'pack'), 'has no', choice('verdict', ['FAIL', 'GAP'])],
    example: 'pack pci-dss-4.0.1 has no FAIL',
    meaning: 'No clause of the rule pack has that verdict. A level is written after a colon: asvs-5:l3.',
  },
] as const satisfies readonly Sentence[];

type Grammar = (typeof sentences)[number];
type Value<S> = S extends { readonly slot: 'choice'; readonly of: readonly (infer O)[] }
  ? O
  : S extends { readonly slot: 'nodes' }
    ? readonly Name[]
    : S extends { readonly slot: 'count' }
      ? number
      : S extends { readonly slot: 'observer' }
        ? ObserverName
        : Name;
type Fields<G extends Grammar> = {
  readonly [P in Exclude<G['parts'][number], string> as P['as']]: Value<P>;
};
type ClaimOf<G extends Grammar> = G extends Grammar ? { readonly kind: G['id'] } & Fields<G> : never;

/** A sentence that was understood, with names as they were written. */
export type Claim = ClaimOf<Grammar>;

/** A name as somebody wrote it: bare, then an id first of all, or in quotation marks, then a title. */
export interface Name {
  readonly text: string;
  readonly quoted: boolean;
}

/** `tap:vpc`, `operator:"Some Cloud"`, `recorder`; `of` is null where nothing stands after the colon. A `titled` one is known by its title alone. */
export type ObserverName =
  | { readonly kind: ObserverKind; readonly of: Name | null }
  | { readonly kind: 'titled'; readonly title: string };
export const observerKinds = ['tap', 'attacker', 'operator', 'insider', 'node', 'key', 'recorder'] as const;
export type ObserverKind = (typeof observerKinds)[number];
