import '../../src/main.tsx';
import { setDialMode } from '../../src/core/model/commands.ts';
import { products } from '../../src/store/registry.ts';
import { change, useStore } from '../../src/store/store.ts';
import { openAsNew } from '../../src/ui/start.ts';
import { placed } from './drawing.ts';
import { measure } from './probe.ts';

/** The app itself, as it is built, with a handle for the benchmark. */
const drawn = (): number =>
  Math.max(
    Number(document.querySelector<HTMLElement>('.layer')?.dataset.tiles ?? 0),
    document.querySelectorAll('.react-flow__node-card').length,
  );

/** A link in the middle of the drawing: between gateway and service, where it is plaintext or TLS by turns. */
function link(): string {
  const { topology } = useStore.getState();
  const width = topology.nodes.size / 6;
  return `l3-${Math.floor(width / 2)}-0`;
}

const wanted = Number(new URLSearchParams(location.search).get('nodes'));

Object.assign(globalThis, {
  bench: measure({
    ready: () => useStore.getState().topology.nodes.size > 0 && drawn() >= useStore.getState().topology.nodes.size,
    fit: () => useStore.setState(({ fitTurn }) => ({ fitTurn: fitTurn + 1 })),
    edit: () => {
      const id = link();
      const tls = useStore.getState().topology.links.get(id)?.dial.tls === 'plaintext' ? 'tls' : 'plaintext';
      change('bench', (topology) => setDialMode(topology, products, id, tls));
    },
    // The badge where it is mounted; else how often the layer has been drawn.
    seen: () =>
      document.querySelector<HTMLElement>(`[data-link="${link()}"] .badge`)?.dataset.mark ??
      document.querySelector<HTMLElement>('.layer')?.dataset.turn ??
      '',
  }),
  // Kept in this browser, then opened again: as somebody's own design is.
  keep: async () => {
    await openAsNew(placed(wanted));
    while (useStore.getState().saved.state !== 'saved') await new Promise((resolve) => setTimeout(resolve, 50));
  },
});
