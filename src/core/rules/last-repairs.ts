import type { Edit } from '../model/edits.ts';
import type { Listener } from '../model/schema.ts';
import { answerOf, listenersOf } from '../simulation/bounds.ts';
import { callOf } from '../simulation/dials.ts';
import type { Leg } from '../simulation/walk.ts';
import { doorBeside } from './doors.ts';
import { setDial } from './fixes.ts';
import { repairs } from './repairs.ts';
import type { Context, Fix } from './rule.ts';
import { answerIn, drawnFrom, type Needs, type Scene, scenes } from './scene.ts';
import type { Need } from './substitutes.ts';
import { secureBeside, secureTogether } from './together.ts';

/**
 * Where no repair of the two ends alone will do, because one of them can't, or because others need it as it is: a port
 * of its own, everybody at once, and another product. Gentlest first; each is worked out when the one before was no good.
 */
export function* lastRepairs(context: Context, leg: Leg): Generator<Fix> {
  const end = leg.answer.node.title;
  for (const own of [false, true]) {
    const tls = `Terminate TLS at ${end}`;
    for (const fix of [secureBeside(context, leg, tls, 'none', own), secureTogether(context, leg, tls, 'none', own)])
      if (fix) yield fix;
    for (const needs of needsOf(context, leg))
      for (const scene of scenes(context, needs, own)) {
        const there = legIn(scene, leg);
        for (const fix of there ? repairsIn(scene, there) : []) {
          const whole = drawnFrom(context, scene, fix);
          if (whole) yield whole;
        }
      }
  }
}

/** What one end, the other, both, or the relay in between may have to be able to do. */
function needsOf({ topology }: Context, { call, answer, links, reached }: Leg): readonly Needs[] {
  const relay = topology.nodes.get(links[reached - 1]?.to ?? '') ?? answer.node;
  const [from, to] = [call.node.id, answer.node.id];
  const needs = (each: Readonly<Record<string, readonly Need[]>>): Needs => new Map(Object.entries(each));
  return [
    needs({ [from]: ['dial:tls', 'verify:full'] }),
    needs({ [from]: ['dial:mutual', 'verify:full'] }),
    needs({ [to]: ['listen:terminate'] }),
    needs({ [from]: ['dial:tls', 'verify:full'], [to]: ['listen:terminate'] }),
    needs({ [from]: ['dial:plaintext'], [to]: ['listen:plaintext'] }),
    needs({ [to]: ['listen:permissive'] }),
    needs({ [relay.id]: ['listen:passthrough-tcp'] }),
    needs({ [relay.id]: ['proxy-protocol:accept'] }),
    needs({ [from]: ['http2:dial'], [to]: ['http2:listen'] }),
  ];
}

function legIn(scene: Scene, leg: Leg): Leg | null {
  const { topology, products } = scene.context;
  const link = topology.links.get(leg.call.link.id) ?? leg.call.link;
  // Where nobody listened there is no listener to find again.
  const reached = topology.links.get(leg.links[leg.reached - 1]?.id ?? '') ?? link;
  const [call, answer] = [
    callOf(topology, link, products),
    answerIn(scene, leg.answer) ?? answerOf(topology, reached, products),
  ];
  return call && answer ? { ...leg, call, answer } : null;
}

const repairsIn = ({ context }: Scene, leg: Leg): readonly Fix[] =>
  leg.outcome.kind === 'failed'
    ? [
        ...repairs(context, leg, leg.outcome.cause.code),
        ...inClear(leg, context),
        ...both(leg),
        ...unheaded(leg, context),
      ]
    : [];

/** A plaintext port beside the one that speaks TLS. */
function inClear({ call, answer, links }: Leg, context: Context): readonly Fix[] {
  const last = links.at(-1);
  const opened = doorBeside(context, answer, 'plaintext', { mode: 'plaintext' });
  if (!last || !opened) return [];
  const { node, product, listener } = opened.answer;
  const listeners = [...listenersOf(node, product)];
  return [
    {
      title: `Dial ${node.title} in plaintext, on a port of its own (${listener.port})`,
      edits: [
        { table: 'nodes', id: node.id, set: { listeners } },
        setDial(call.link, { tls: 'plaintext' }),
        { table: 'links', id: last.id, set: { listener: listener.id } },
      ],
    },
  ];
}

/** The same port again for whoever puts no PROXY protocol header in front. */
function unheaded({ answer, links }: Leg, context: Context): readonly Fix[] {
  const last = links.at(-1);
  if (!last || !answer.acceptsProxyProtocol) return [];
  const bare = { ...answer, listener: { ...answer.listener, acceptsProxyProtocol: false } };
  const opened = doorBeside(context, bare, 'direct', answer.listener.tls);
  if (!opened) return [];
  const { node, product, listener } = opened.answer;
  const listeners = [...listenersOf(node, product)];
  return [
    {
      title: `Let it in at ${node.title} on a port of its own (${listener.port}), where no PROXY protocol header is expected`,
      edits: [
        { table: 'nodes', id: node.id, set: { listeners } },
        { table: 'links', id: last.id, set: { listener: listener.id } },
      ],
    },
  ];
}

/** One port for both: those who speak TLS and those who do not share the last link, and cannot be led apart. */
function both({ call, answer: { node, product, listener, certificate } }: Leg): readonly Fix[] {
  const issuer = call.trusts.includes(certificate.issuer) ? certificate.issuer : (call.trusts[0] ?? certificate.issuer);
  const kept = listener.tls.mode === 'terminate' || listener.tls.mode === 'permissive' ? listener.tls : {};
  const taken: Listener = { ...listener, tls: { ...kept, mode: 'permissive', certificate: { issuer } } };
  const listeners = listenersOf(node, product).map((each) => (each.id === listener.id ? taken : each));
  const edit: Edit = { table: 'nodes', id: node.id, set: { listeners } };
  return [{ title: `Accept both plaintext and TLS at ${node.title}`, edits: [edit] }];
}
