import { freshId, putFlow } from '../core/model/commands.ts';
import { deriveFlows } from '../core/simulation/flows.ts';
import { survey } from '../core/simulation/ground.ts';
import { products } from '../store/registry.ts';
import { change, say, useStore } from '../store/store.ts';

/** Adds to the document the flows that a drawing without any would have had over this link. */
export function addFlowsThrough(link: string): void {
  const { topology } = useStore.getState();
  const { flows } = deriveFlows(survey({ ...topology, flows: new Map() }, products));
  const through = flows.filter(({ path }) => path.includes(link));
  if (through.length === 0) {
    say('No client reaches this link: link one to where it starts.', 'error');
    return;
  }
  const assets = [...topology.data.keys()];
  change('add flows', (before) =>
    through.reduce(
      (next, flow) => putFlow(next, { ...flow, id: freshId(next.flows, flow.title), carries: assets }),
      before,
    ),
  );
  say(`${through.length} flow${through.length > 1 ? 's' : ''} added.`);
}
