import type { Evaluation } from '../assertions/index.ts';
import { type Claim, evaluateClaim, type Judges, type Name, parse } from '../assertions/index.ts';
import { assetsNamed, flowNamed, nodeNamed, nodesNamed, readersNamed, zonesNamed } from '../assertions/names.ts';
import { cannotRead, observersNamed } from '../assertions/observing.ts';
import type { Observer } from '../observers/index.ts';
import type { Context } from '../rules/rule.ts';
import type { Goal, Judgement } from './goal.ts';

export type GoalRead =
  | { readonly ok: true; readonly goal: Goal; readonly readers: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** A sentence as a goal; `readers` are the components that it wants to read something. */
export function goalOfSentence(scene: Context, text: string, judges: Judges): GoalRead {
  const parsed = parse(text);
  if (!parsed.ok) return { ok: false, message: `“${text}”: ${parsed.message}` };
  const { claim } = parsed;
  const unknown = unknownName(scene, claim, judges);
  if (unknown !== null) return { ok: false, message: `“${text}”: ${unknown}` };
  return { ok: true, goal: { text, judge: judgeOf(scene, claim, judges) }, readers: readersOf(scene, claim) };
}

/** An observer who is to read nothing. */
export const goalOfObserver = (observer: Observer, text: string): Goal => ({
  text,
  judge: (scene) => judgementOf(cannotRead(scene, [observer], null, false)),
});

function judgeOf(start: Context, claim: Claim, judges: Judges): Goal['judge'] {
  switch (claim.kind) {
    case 'reads-nothing':
    case 'cannot-read':
    case 'cannot-read-actively': {
      // Found once: an operator who runs nothing any more, or a key that is gone, reads nothing; it is not unknown.
      const observers = observersNamed(start, claim.observer);
      const assets = claim.kind === 'reads-nothing' ? null : assetsNamed(start, claim.what);
      if (!observers.ok || (assets && !assets.ok)) break;
      const wanted = assets && { assets: assets.all, what: assets.said };
      const evenIfActive = claim.kind === 'cannot-read-actively';
      return (scene) => judgementOf(cannotRead(scene, observers.all, wanted, evenIfActive));
    }
  }
  return (scene) => judgementOf(evaluateClaim(scene, claim, judges));
}

const judgementOf = ({ holds, message, witnesses }: Evaluation): Judgement => ({
  met: holds,
  message,
  places: witnesses.map(({ place }) => place),
});

/** Why a name in a sentence stands for nothing in the drawing; null where all of them are known. */
function unknownName(scene: Context, claim: Claim, { pack }: Judges): string | null {
  const fields: Readonly<Record<string, unknown>> = claim;
  const { what, zone, node, nodes, flow } = fields as Partial<Record<string, Name>> & {
    readonly nodes?: readonly Name[];
  };
  const tried = [
    zone && zonesNamed(scene, zone),
    node && nodeNamed(scene, node),
    nodes && (claim.kind === 'only-dial' ? nodesNamed(scene, nodes) : readersNamed(scene, nodes)),
    flow && flowNamed(scene, flow),
    'observer' in claim ? observersNamed(scene, claim.observer) : undefined,
    what && subjectNamed(scene, claim, what),
  ];
  for (const found of tried) if (found && !found.ok) return found.message;
  if (claim.kind !== 'pack' || !pack) return null;
  const [id = '', level] = claim.pack.text.split(':');
  return pack(scene, id, level) === null ? `There is no rule pack "${claim.pack.text}".` : null;
}

function subjectNamed(scene: Context, claim: Claim, name: Name) {
  const assets = assetsNamed(scene, name);
  return !assets.ok && claim.kind === 'can-inspect' && flowNamed(scene, name).ok ? undefined : assets;
}

function readersOf(scene: Context, claim: Claim): readonly string[] {
  switch (claim.kind) {
    case 'can-inspect': {
      const found = nodeNamed(scene, claim.node);
      return found.ok ? found.all : [];
    }
    case 'readable-only': {
      const found = readersNamed(scene, claim.nodes);
      return found.ok ? found.all.flatMap((reader) => ('node' in reader ? [reader.node] : [])) : [];
    }
    default:
      return [];
  }
}
