import { move } from '../core/model/commands.ts';
import { change, say, useStore } from '../store/store.ts';

/** Lays the drawing out from left to right, zone by zone, off the main thread. */
export async function tidy(): Promise<void> {
  const { topology } = useStore.getState();
  if (topology.nodes.size === 0) return;
  try {
    const { layOut } = await import('./canvas/layout.ts');
    const positions = await layOut(topology);
    change('tidy', (before) => move(before, positions));
    useStore.setState(({ fitTurn }) => ({ fitTurn: fitTurn + 1 }));
    say('Laid out from left to right.');
  } catch (error) {
    say(`The layout could not be computed: ${error instanceof Error ? error.message : String(error)}`, 'error');
  }
}
