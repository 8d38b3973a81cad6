import { useEffect, useMemo, useState } from 'react';
import type { Finding } from '../../core/rules/rule.ts';
import type { Simulation } from '../../core/simulation/verdict.ts';
import { products } from '../../store/registry.ts';
import { useStore } from '../../store/store.ts';
import { useAfterPaint } from '../after-paint.ts';

type Rules = typeof import('../../core/rules/index.ts');

/** The rules come after the first paint: the drawing and its verdict do not wait for what there is to say about them. */
let loading: Promise<Rules> | undefined;
let loaded: Rules | null = null;
const load = (): Promise<Rules> => {
  loading ??= import('../../core/rules/index.ts').then((rules) => {
    loaded = rules;
    return rules;
  });
  return loading;
};

const remembered = new WeakMap<Simulation, readonly Finding[]>();

/** What the rules say of the design on screen; null until they are there. */
export function useFindings(): readonly Finding[] | null {
  const drawn = useStore((state) => state.drawing);
  const verdict = useStore((state) => state.verdict);
  const now = useMemo(() => ({ topology: drawn, simulation: verdict.simulation }), [drawn, verdict]);
  const { topology, simulation } = useAfterPaint(now);
  // A fix may put any product in the place of another.
  const all = useStore((state) => state.allProducts);
  const [rules, setRules] = useState(loaded);
  useEffect(() => {
    let current = true;
    void load().then((all) => {
      if (current) setRules(all);
    });
    return () => {
      current = false;
    };
  }, []);
  if (!rules || !all) return null;
  let findings = remembered.get(simulation);
  if (!findings) {
    findings = rules.findingsOf({ topology, simulation, products });
    remembered.set(simulation, findings);
  }
  return findings;
}
