import { applyEdits, type Edit } from '../model/edits.ts';
import { answersUpgrade } from '../model/product.ts';
import { protocolOf } from '../model/protocols.ts';
import type { Link, Verify } from '../model/schema.ts';
import type { Answer } from '../simulation/bounds.ts';
import { callOf } from '../simulation/dials.ts';
import { expectedName, takesDirectTls } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { doorBeside } from './doors.ts';
import { dialsAnsweredBy, encrypting } from './fixes.ts';
import { issuable } from './internal-names.ts';
import { allLegs } from './legs.ts';
import { listenerKey, reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';
import { answerIn, drawnFrom, type Needs, type Scene, scenes } from './scene.ts';
import type { Need } from './substitutes.ts';
import { listed, titlesOf } from './words.ts';

/** The listeners that a hop's dial reaches, whoever else dials these, what else those reach, and so on. */
interface Knot {
  readonly answers: readonly Answer[];
  readonly dials: readonly Link[];
}

export function knotOf(context: Context, { call, answer }: Leg): Knot {
  const answers = new Map([[listenerKey(answer.node.id, answer.listener.id), answer]]);
  const dials = new Map([[call.link.id, call.link]]);
  // A map that grows while it is walked: what is added comes later in the same walk.
  for (const each of answers.values())
    for (const link of dialsAnsweredBy(context, each)) {
      dials.set(link.id, link);
      for (const other of answersTo(context, link)) {
        const key = listenerKey(other.node.id, other.listener.id);
        if (!answers.has(key)) answers.set(key, other);
      }
    }
  return { answers: [...answers.values()], dials: [...dials.values()] };
}

/** Who answers a link's own dial, in any flow. */
const answersTo = (context: Context, { id, from }: Link): readonly Answer[] =>
  (reachOf(context).throughNode.get(from) ?? []).flatMap(({ verdict, leg }) => {
    const met = verdict.legs[leg];
    return met?.call.link.id === id && isAnswered(met) ? [met.answer] : [];
  });

/** Where nobody listens, or a relay has nobody to pass it on to, nothing has to change. */
const isAnswered = ({ answer: { mode }, outcome }: Leg): boolean =>
  mode !== 'closed' && !(mode === 'passthrough' && outcome.kind === 'failed');

/** A protocol in which a server takes TLS in band alone, in this version and any later one; null where it need not be. */
function inBandAlone({ product, node }: Answer, { protocol: id }: Link): string | null {
  const { id: protocol, negotiation } = protocolOf(id);
  const direct = product.directSince !== undefined || takesDirectTls({ product, node });
  return negotiation === 'in-band' && !direct ? protocol : null;
}

/** What such a server needs of whoever dials it. */
const askedBy = (answer: Answer, link: Link): readonly Need[] => {
  const protocol = inBandAlone(answer, link);
  return protocol !== null && answersUpgrade(answer.product, protocol) ? [`ask:${protocol}`] : [];
};

/** A server that is spoken to in the protocol of another one starts no TLS: it is spoken to in its own. */
function respoken({ topology }: Context, { answers, dials }: Knot): Scene['edits'] {
  return dials.flatMap((link) => {
    const misled = answers.find((each) => {
      const protocol = each.node.id === link.to ? inBandAlone(each, link) : null;
      return protocol !== null && !answersUpgrade(each.product, protocol);
    });
    return misled && topology.links.has(link.id)
      ? [{ table: 'links' as const, id: link.id, set: { protocol: misled.product.defaults.protocol } }]
      : [];
  });
}

/** Changes to a drawing before TLS is put into it, and how to say so. */
interface Before {
  readonly edits: readonly Edit[];
  readonly titles: readonly string[];
}

/** What comes in plaintext shows no server name to route by: once it does, it is to be led on to where it is led today. */
function unrouted(context: Context, { dials }: Knot): Before {
  const { ground } = reachOf(context);
  const own = new Set(dials.map(({ id }) => id));
  const onward = allLegs(context).flatMap(({ leg }) => (own.has(leg.call.link.id) ? leg.links.slice(1) : []));
  const beside = onward.flatMap(({ from, to }) => (ground.outgoing.get(from) ?? []).filter((each) => each.to === to));
  const named = [...new Set(beside)].filter(({ match }) => match?.sni !== undefined);
  const edits = named.map(({ id, match: { sni: _, ...rest } = {} }): Edit => {
    const match = Object.keys(rest).length > 0 ? rest : undefined;
    return { table: 'links', id, set: { match } };
  });
  const ends = titlesOf(
    context.topology,
    named.map(({ to }) => to),
  );
  return { edits, titles: named.length === 0 ? [] : [`Route to ${listed(ends)} whatever the server name`] };
}

/** Everything that hangs together with a hop made TLS at once, with substitutes where somebody can't. */
export function secureTogether(context: Context, leg: Leg, title: string, least: Verify, own: boolean): Fix | null {
  const knot = knotOf(context, leg);
  const edits = respoken(context, knot);
  const { node, product } = leg.answer;
  const titles = edits.length === 0 ? [] : [`Speak ${protocolOf(product.defaults.protocol).title} to ${node.title}`];
  const wanted = { leg, title, least, own };
  const fix = secureKnot(context, knot, { edits, titles }, wanted);
  if (fix) return fix;
  const { edits: routes, titles: routed } = unrouted(context, knot);
  const before = { edits: [...edits, ...routes], titles: [...titles, ...routed] };
  return routes.length > 0 ? secureKnot(context, knot, before, wanted) : null;
}

interface Wanted {
  readonly leg: Leg;
  readonly title: string;
  readonly least: Verify;
  readonly own: boolean;
}

function secureKnot(drawn: Context, knot: Knot, before: Before, { leg, title, least, own }: Wanted): Fix | null {
  const after = applyEdits(drawn.topology, before.edits);
  const context = after.ok ? { ...drawn, topology: after.value } : drawn;
  const needs = new Map<string, Need[]>();
  const need = (id: string, each: Need) => needs.set(id, [...(needs.get(id) ?? []), each]);
  for (const { node } of knot.answers) need(node.id, 'listen:terminate');
  for (const { id, from } of knot.dials) {
    need(from, 'dial:tls');
    const link = context.topology.links.get(id);
    for (const asking of link ? knot.answers.flatMap((each) => askedBy(each, link)) : []) need(from, asking);
  }
  if (least !== 'none') need(leg.call.node.id, `verify:${least}`);
  for (const scene of scenes(context, needs, own)) {
    const targets = knot.answers
      .flatMap((each) => {
        const answer = answerIn(scene, each);
        return answer ? [{ answer }] : [];
      })
      // The first one names what all are dialled by: any CA issues what a public one does, and not the other way round.
      .sort((a, b) => Number(isPublic(b.answer)) - Number(isPublic(a.answer)));
    const fix = targets.length === knot.answers.length ? encrypting(scene.context, targets, title) : null;
    const ends = listed(titlesOf(context.topology, new Set(knot.answers.map(({ node }) => node.id))));
    const many = `Changes ${ends} and every link that leads there at once, so that none of them breaks.`;
    const whole =
      fix &&
      drawnFrom(
        drawn,
        { ...scene, edits: [...before.edits, ...scene.edits], titles: [...before.titles, ...scene.titles] },
        { ...fix, note: many },
      );
    if (whole) return whole;
  }
  return null;
}

const isPublic = (answer: Answer): boolean => issuable(expectedName({ sni: undefined }, answer));

/** The same, with products that can do it, or with services of your own in their place. */
export function securedTogether(context: Context, leg: Leg, title: string): readonly Fix[] {
  const fix = secureTogether(context, leg, title, 'none', false) ?? secureTogether(context, leg, title, 'none', true);
  return fix ? [fix] : [];
}

/** TLS on a port of its own, beside the one that others go on using as they do. */
export function secureBeside(context: Context, leg: Leg, title: string, least: Verify, own: boolean): Fix | null {
  const { call, answer, links } = leg;
  const last = links.at(-1);
  if (!last) return null;
  const needs: Needs = new Map<string, Need[]>([
    [answer.node.id, ['listen:terminate']],
    [
      call.node.id,
      ['dial:tls', ...askedBy(answer, call.link), ...(least === 'none' ? [] : [`verify:${least}` as const])],
    ],
  ]);
  for (const scene of scenes(context, needs, own)) {
    const there = answerIn(scene, answer);
    const opened = there && doorBeside(scene.context, there, 'tls', { ...tlsOf(there), mode: 'terminate' });
    const calls = opened && callOf(opened.context.topology, call.link, context.products);
    const fix = calls && encrypting(opened.context, [{ answer: opened.answer, call: calls, by: [call.link] }], title);
    if (!fix) continue;
    const led: Edit = { table: 'links', id: last.id, set: { listener: opened.answer.listener.id } };
    const whole = drawnFrom(context, scene, {
      title: `${title}, on a port of its own (${opened.answer.listener.port})`,
      note: 'Whoever else dials it goes on as today.',
      edits: [...fix.edits, led],
    });
    if (whole) return whole;
  }
  return null;
}

const tlsOf = ({ listener: { tls } }: Answer) => (tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : {});
