import { evaluateAll, type Judged as JudgedAssertion, type Judges } from '../core/assertions/index.ts';
import type { PackChoice } from '../core/model/schema.ts';
import { tableOf } from '../core/model/table.ts';
import type { Topology } from '../core/model/topology.ts';
import type { Scene } from '../core/observers/index.ts';
import { products } from '../core/products/index.ts';
import { judgeDesign, judgePack, type PackVerdict, packs, packsOf } from '../core/regimes/index.ts';
import { findingsOf } from '../core/rules/index.ts';
import type { Finding } from '../core/rules/rule.ts';
import { simulate } from '../core/simulation/simulate.ts';

/** Everything that `check` says of a design. */
export interface Judgement {
  readonly scene: Scene;
  readonly findings: readonly Finding[];
  readonly assertions: readonly JudgedAssertion[];
  /** The packs of the document and those named on the command line. */
  readonly packs: readonly NamedPack[];
}

export interface NamedPack extends PackVerdict {
  /** Asked for on the command line: a FAIL of it fails the run. */
  readonly named: boolean;
}

/** What assertions refer to and do not judge themselves: the rules, the rule packs. */
const judges: Judges = {
  findings: findingsOf,
  pack: (scene, pack, level) => {
    const [choice, ...more] = packsOf(level === undefined ? pack : `${pack}:${level}`);
    return choice && more.length === 0 ? judgePack(scene, choice.id, choice.level) : null;
  },
};

export const sceneOf = (topology: Topology): Scene => ({
  topology,
  products,
  simulation: simulate(topology, products),
});

/** Judges a design; a pack that is named overrides the level which the document chose for it. */
export function judge(topology: Topology, named: readonly PackChoice[]): Judgement {
  const scene = sceneOf(topology);
  const chosen = new Map([...topology.packs, ...tableOf(named)]);
  const ids = new Set(named.map(({ id }) => id));
  return {
    scene,
    findings: findingsOf(scene),
    assertions: evaluateAll(scene, judges),
    packs: judgeDesign({ ...scene, topology: { ...topology, packs: chosen } }).map((verdict) => ({
      ...verdict,
      named: ids.has(verdict.pack),
    })),
  };
}

export type PackNames =
  | { readonly ok: true; readonly chosen: readonly PackChoice[] }
  | { readonly ok: false; readonly message: string };

/** The packs that names on the command line stand for, such as `pci` or `asvs-5:l2`. */
export function packsNamed(names: readonly string[]): PackNames {
  const chosen: PackChoice[] = [];
  for (const name of names) {
    const [found, ...more] = packsOf(name);
    if (!found) return { ok: false, message: `there is no rule pack "${name}"; there are: ${known()}` };
    if (more.length > 0)
      return {
        ok: false,
        message: `"${name}" can mean ${[found, ...more].map(({ id, level }) => (level ? `${id}:${level}` : id)).join(', ')}: say which`,
      };
    chosen.push(found);
  }
  return { ok: true, chosen };
}

const known = (): string =>
  [...packs.values()]
    .map(({ id, levels }) => (levels.length === 0 ? id : `${id} (${levels.map((level) => level.id).join(', ')})`))
    .join(', ');
