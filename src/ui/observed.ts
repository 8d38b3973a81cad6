import type { Topology } from '../core/model/topology.ts';
import type { Simulation } from '../core/simulation/verdict.ts';
import { compareObserved, type LinkComparison, type ObservedComparison } from '../core/verify/observed.ts';
import type { Observation } from '../core/verify/results.ts';
import { useStore } from '../store/store.ts';
import { useInterface } from './interface.ts';
import { seenWords } from './words.ts';

let last: {
  readonly simulation: Simulation;
  readonly results: readonly Observation[];
  readonly comparison: ObservedComparison;
} | null = null;

/** Made once for a verdict and the results beside it, however many lines ask. */
function comparisonOf(drawing: Topology, simulation: Simulation, results: readonly Observation[]): ObservedComparison {
  if (last?.simulation !== simulation || last.results !== results)
    last = { simulation, results, comparison: compareObserved(drawing, simulation, results) };
  return last.comparison;
}

/** The results that were loaded for the design on screen. */
export function useObserved() {
  const observed = useInterface((state) => state.observed);
  const document = useStore((state) => state.document);
  return observed?.document === document ? observed : null;
}

/** What was seen beside what is predicted now; null: nothing is loaded. */
export function useComparison(): ObservedComparison | null {
  const observed = useObserved();
  const drawing = useStore((state) => state.drawing);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  return observed && comparisonOf(drawing, simulation, observed.results);
}

/** What differs on a link, or null. */
export function useDifference(link: string): LinkComparison | null {
  const observed = useObserved();
  return useStore(({ drawing, verdict }) => {
    const found = observed && comparisonOf(drawing, verdict.simulation, observed.results).links.get(link);
    return found?.agreement === 'differs' ? found : null;
  });
}

/** In a word or two, beside the link's badge: the state where that is another one, else that something is. */
export function differenceWord({ predicted, observed }: LinkComparison): string {
  const other = observed.find(({ state }) => state !== predicted.state);
  return other ? `seen: ${seenWords[other.state]}` : 'seen otherwise';
}

export function clearResults(): void {
  useInterface.setState(({ panel }) => ({ observed: null, panel: panel === 'observed' ? 'findings' : panel }));
}
