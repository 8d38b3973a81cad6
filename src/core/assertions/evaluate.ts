import { compare } from '../model/order.ts';
import type { Scene } from '../observers/observer.ts';
import type { Finding } from '../rules/rule.ts';
import { type Severity, severityRank } from '../rules/severity.ts';
import { comesOut, everyFlowWorks, everyPattern, hasPattern, onlyDial } from './flows.ts';
import type { Claim, Name } from './grammar.ts';
import { assetsNamed, type Found, flowNamed, nodeNamed, nodesNamed, readersNamed, zonesNamed } from './names.ts';
import { cannotRead, observersNamed } from './observing.ts';
import { broken, type Evaluation, holds, type Place, undecided } from './outcome.ts';
import { parse } from './parse.ts';
import { inspectsAssets, inspectsFlow, keysAtMost, notReadable, readableOnly, readersAtMost } from './readers.ts';
import { everySession } from './sessions.ts';
import { encrypted, everyWire, noPlaintext, noPlaintextOf, wiresOf } from './wires.ts';

/** Who judges what a sentence only refers to: the rules, the rule packs. Without them such sentences stay undecided. */
export interface Judges {
  readonly findings?: (scene: Scene) => readonly Pick<Finding, 'severity' | 'residual' | 'where' | 'message'>[];
  /** Null for a pack, or a level, that is not known. */
  readonly pack?: (scene: Scene, pack: string, level: string | undefined) => readonly JudgedClause[] | null;
}

/** What a rule pack says of one clause at one place. */
export interface JudgedClause {
  readonly verdict: string;
  readonly clause: string;
  readonly place: { readonly link?: string; readonly node?: string };
  readonly message: string;
  /** It says nothing of safety: the hop fails, or what would decide it is not drawn. */
  readonly undecided?: true;
}

/** An assertion of the document with what became of it. */
export interface Judged extends Evaluation {
  readonly id: string;
  readonly text: string;
}

/** Whether the drawing keeps a promise; broken ones name every counter-example, undecided ones say what is missing. */
export function evaluate(scene: Scene, text: string, judges: Judges = {}): Evaluation {
  const parsed = parse(text);
  return parsed.ok ? evaluateClaim(scene, parsed.claim, judges) : undecided(parsed.message);
}

/** The promises of the document itself, in the order of their words. */
export function evaluateAll(scene: Scene, judges: Judges = {}): readonly Judged[] {
  return [...scene.topology.assertions.values()]
    .sort((a, b) => compare(a.text, b.text) || compare(a.id, b.id))
    .map(({ id, text }) => ({ id, text, ...evaluate(scene, text, judges) }));
}

/** The same for a sentence that was understood before. */
export function evaluateClaim(scene: Scene, claim: Claim, judges: Judges = {}): Evaluation {
  switch (claim.kind) {
    case 'readable-only':
      return given(assetsNamed(scene, claim.what), (assets, what) =>
        given(readersNamed(scene, claim.nodes), (allowed) => readableOnly(scene, assets, what, allowed)),
      );
    case 'not-readable':
      return given(assetsNamed(scene, claim.what), (assets, what) =>
        given(readersNamed(scene, claim.nodes), (forbidden, said) => notReadable(scene, assets, what, forbidden, said)),
      );
    case 'unread-on-wires':
      return given(assetsNamed(scene, claim.what), (assets, what) =>
        noPlaintextOf(scene, everyWire(scene), assets, what),
      );
    case 'no-plaintext':
      return given(zonesNamed(scene, claim.zone), (zones, said) =>
        noPlaintext(scene, wiresOf(scene, claim.relation, zones, said)),
      );
    case 'no-plaintext-of':
      return given(assetsNamed(scene, claim.what), (assets, what) =>
        given(zonesNamed(scene, claim.zone), (zones, said) =>
          noPlaintextOf(scene, wiresOf(scene, claim.relation, zones, said), assets, what),
        ),
      );
    case 'no-plaintext-anywhere':
      return noPlaintext(scene, everyWire(scene));
    case 'sessions':
      return given(zonesNamed(scene, claim.zone), (zones, said) =>
        everySession(scene, claim.quality, { relation: claim.relation, zones, said }),
      );
    case 'all-sessions':
      return everySession(scene, claim.quality, null);
    case 'wires':
      return given(zonesNamed(scene, claim.zone), (zones, said) =>
        encrypted(scene, wiresOf(scene, claim.relation, zones, said)),
      );
    case 'reads-nothing':
      return given(observersNamed(scene, claim.observer), (observers) => cannotRead(scene, observers, null, false));
    case 'cannot-read':
    case 'cannot-read-actively':
      return given(observersNamed(scene, claim.observer), (observers) =>
        given(assetsNamed(scene, claim.what), (assets, what) =>
          cannotRead(scene, observers, { assets, what }, claim.kind === 'cannot-read-actively'),
        ),
      );
    case 'flow':
      return given(flowNamed(scene, claim.flow), ([verdict]) =>
        verdict ? comesOut(scene, verdict, claim.outcome) : undecided('There is no such flow.'),
      );
    case 'every-flow-works':
      return everyFlowWorks(scene);
    case 'can-inspect':
      return given(nodeNamed(scene, claim.node), ([node]) => canInspect(scene, node ?? '', claim.what));
    case 'keys-at-most':
      return keysAtMost(scene, claim.count);
    case 'readers-at-most':
      return given(assetsNamed(scene, claim.what), (assets, what) => readersAtMost(scene, claim.count, assets, what));
    case 'only-dial':
      return given(nodeNamed(scene, claim.node), ([node]) =>
        given(nodesNamed(scene, claim.nodes), (allowed) => onlyDial(scene, node ?? '', allowed)),
      );
    case 'pattern':
      return given(flowNamed(scene, claim.flow), ([verdict]) =>
        verdict ? hasPattern(verdict, claim.pattern) : undecided('There is no such flow.'),
      );
    case 'every-pattern':
      return everyPattern(scene, claim.pattern);
    case 'findings':
      return noFindingAbove(scene, claim.severity, false, judges);
    case 'findings-after-controls':
      return noFindingAbove(scene, claim.severity, true, judges);
    case 'pack':
      return packHasNo(scene, claim.pack.text, claim.verdict, judges);
  }
}

/** Goes on with what a name stands for; undecided where it stands for nothing. */
const given = <T>(found: Found<T>, judge: (all: readonly T[], said: string) => Evaluation): Evaluation =>
  found.ok ? judge(found.all, found.said) : undecided(found.message);

/** An asset or a class of that name comes before a flow. */
function canInspect(scene: Scene, node: string, name: Name): Evaluation {
  const assets = assetsNamed(scene, name);
  if (assets.ok) return inspectsAssets(scene, node, assets.all, assets.said);
  const flow = flowNamed(scene, name);
  const [verdict] = flow.ok ? flow.all : [];
  if (verdict) return inspectsFlow(scene, node, verdict);
  return undecided(`There is no data asset and no flow called "${name.text}" in this drawing.`);
}

function noFindingAbove(scene: Scene, severity: Severity, afterControls: boolean, { findings }: Judges): Evaluation {
  if (!findings) return undecided('The rules are not at hand here, so nothing is known of findings.');
  const worse = findings(scene)
    .map(({ message, where, ...each }) => ({
      message,
      where,
      severity: afterControls ? (each.residual?.severity ?? each.severity) : each.severity,
    }))
    .filter((each) => severityRank(each.severity) > severityRank(severity));
  if (worse.length > 0)
    return broken(worse.map((each) => ({ place: placeOf(each.where), why: `${each.message} (${each.severity})` })));
  return (
    nothingWorks(scene) ??
    holds(`No finding is worse than ${severity}${afterControls ? ', with the controls that stand against it' : ''}.`)
  );
}

function packHasNo(scene: Scene, name: string, verdict: 'FAIL' | 'GAP', { pack }: Judges): Evaluation {
  if (!pack) return undecided('The rule packs are not at hand here, so nothing is known of their verdicts.');
  const colon = name.indexOf(':');
  const [id, level] = colon < 0 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1)];
  const clauses = pack(scene, id, level);
  if (!clauses) return undecided(`No rule pack, or more than one, is meant by "${name}".`);
  const found = clauses.filter((each) => each.verdict === verdict);
  if (found.length > 0)
    return broken(found.map(({ clause, place, message }) => ({ place: placeOf(place), why: `${clause}: ${message}` })));
  const [open] = clauses.filter((each) => each.undecided);
  if (open && clauses.every((each) => each.undecided)) return undecided(open.message);
  const note = open ? ' Some of it is not judged, because it fails or is not drawn.' : '';
  return nothingWorks(scene) ?? holds(`No clause of ${name} has the verdict ${verdict}.${note}`);
}

/** A drawing in which nothing connects has no findings either: that is no promise kept. */
function nothingWorks({ simulation }: Scene): Evaluation | null {
  const works = [...simulation.flows.values()].some(({ outcome }) => outcome === 'works');
  return works ? null : undecided('No flow works, so there is nothing to judge.');
}

const placeOf = ({ link, node, zone }: Finding['where']): Place =>
  link !== undefined ? { link } : node !== undefined ? { node } : zone !== undefined ? { zone } : {};
