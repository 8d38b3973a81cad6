import type { Edit } from '../model/edits.ts';
import type { Feature } from '../model/features.ts';
import type { Link, Verify } from '../model/schema.ts';
import type { Answer } from '../simulation/bounds.ts';
import { callOf } from '../simulation/dials.ts';
import type { Leg } from '../simulation/walk.ts';
import { doorBeside } from './doors.ts';
import { dialsAnsweredBy, encrypting } from './fixes.ts';
import { listenerKey, reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';
import { answerIn, drawnFrom, type Needs, scenes } from './scene.ts';
import { listed, titlesOf } from './words.ts';

/** The listeners that a hop's dial reaches, whoever else dials these, what else those reach, and so on. */
interface Knot {
  readonly answers: readonly Answer[];
  readonly dials: readonly Link[];
}

function knotOf(context: Context, { call, answer }: Leg): Knot {
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
    return met?.call.link.id === id ? [met.answer] : [];
  });

/** Everything that hangs together with a hop made TLS at once, with substitutes where somebody can't. */
export function secureTogether(context: Context, leg: Leg, title: string, least: Verify, own: boolean): Fix | null {
  const knot = knotOf(context, leg);
  const needs = new Map<string, Feature[]>();
  const need = (id: string, feature: Feature) => needs.set(id, [...(needs.get(id) ?? []), feature]);
  for (const { node } of knot.answers) need(node.id, 'listen:terminate');
  for (const { from } of knot.dials) need(from, 'dial:tls');
  if (least !== 'none') need(leg.call.node.id, `verify:${least}`);
  for (const scene of scenes(context, needs, own)) {
    const targets = knot.answers.flatMap((each) => {
      const answer = answerIn(scene, each);
      return answer ? [{ answer }] : [];
    });
    const fix = targets.length === knot.answers.length ? encrypting(scene.context, targets, title) : null;
    const ends = listed(titlesOf(context.topology, new Set(knot.answers.map(({ node }) => node.id))));
    const many = `Changes ${ends} and every link that leads there at once, so that none of them breaks.`;
    const whole = fix && drawnFrom(context, scene, { ...fix, note: many });
    if (whole) return whole;
  }
  return null;
}

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
  const needs: Needs = new Map<string, Feature[]>([
    [answer.node.id, ['listen:terminate']],
    [call.node.id, ['dial:tls', ...(least === 'none' ? [] : [`verify:${least}` as const])]],
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
