import { create } from 'zustand';
import { emptyTopology, type Topology } from '../core/model/topology.ts';
import { type Judged, judge } from './derive.ts';
import { whyUnfit } from './fits.ts';
import { type Kept, keep, type Saved } from './keep.ts';
import { type LiveDocument, openLiveDocument } from './live-document.ts';
import { knowsProductsOf, learnAllProducts, learnProductsOf } from './registry.ts';
import { shelve } from './shelf.ts';

export interface Selection {
  readonly nodes: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  readonly zone: string | null;
}

export const nothingSelected: Selection = { nodes: new Set(), links: new Set(), zone: null };

/** Immutable: the design as it stands, what it comes to, and the state of the interface. */
export interface State {
  readonly document: string | null;
  readonly topology: Topology;
  /** The topology as of the last change of meaning: the same object while boxes only move. */
  readonly drawing: Topology;
  readonly verdict: Judged['verdict'];
  readonly selection: Selection;
  readonly steps: { readonly undo: string | null; readonly redo: string | null };
  readonly saved: Saved;
  /** One line for the live region and the toast: what just happened, or what was refused. */
  readonly message: { readonly text: string; readonly tone: 'plain' | 'error'; readonly turn: number } | null;
  /** Rises whenever the canvas should show everything: after opening another design. */
  readonly fitTurn: number;
  /** Whether every product has been loaded, not only those of the design; see registry.ts. */
  readonly allProducts: boolean;
}

export const useStore = create<State>(() => ({
  document: null,
  topology: emptyTopology,
  ...judge(emptyTopology),
  selection: nothingSelected,
  steps: { undo: null, redo: null },
  saved: { state: 'saved' },
  message: null,
  fitTurn: 0,
  allProducts: false,
}));

let open: { live: LiveDocument; kept: Kept; id: string } | null = null;

/** Applies a command to the open design; the label names the step in undo. */
export function change(
  label: string,
  command: (topology: Topology) => Topology,
  options?: { readonly joins: boolean },
): void {
  if (!open) return;
  const before = open.live.snapshot();
  const next = command(before);
  if (next === before) return;
  const why = whyUnfit(before, next);
  if (why === null) open.live.change(label, next, options);
  else say(`Not changed: ${why}`, 'error');
}

export const undo = (): void => open?.live.undo();
export const redo = (): void => open?.live.redo();

export const select = (selection: Partial<Selection>): void =>
  useStore.setState({ selection: { ...nothingSelected, ...selection } });

let turn = 0;
export const say = (text: string, tone: 'plain' | 'error' = 'plain'): void =>
  useStore.setState({ message: { text, tone, turn: ++turn } });
export const hush = (): void => useStore.setState({ message: null });

/** Opens a design kept in this browser; with a topology, a new one that starts with it. Resolves when it is on screen. */
export async function openDesign(id: string, start?: Topology): Promise<void> {
  open?.kept.close();
  open?.live.close();
  const live = openLiveDocument();
  const kept = keep(live.doc, id, (saved) => useStore.setState({ saved }));
  open = { live, kept, id };
  await kept.ready;
  if (open.live !== live) return;
  if (start) {
    live.change('open', start);
    live.forgetSteps();
  }
  const show = () => {
    const topology = live.snapshot();
    // Another tab may bring a product that this one has not loaded yet.
    if (!knowsProductsOf(topology)) void learnProductsOf(topology).then(() => open?.live === live && show());
    const before = useStore.getState();
    useStore.setState({
      document: id,
      topology,
      ...judge(topology),
      steps: live.steps(),
      selection: stillThere(before.selection, topology),
    });
    if (before.topology.title !== topology.title || before.document !== id)
      shelve({ id, title: topology.title, touched: Date.now() });
  };
  await learnProductsOf(live.snapshot());
  if (open.live !== live) return;
  live.subscribe(show);
  show();
  useStore.setState(({ fitTurn }) => ({ selection: nothingSelected, fitTurn: fitTurn + 1 }));
}

/** Everything that can be drawn, for the palette and the fixes: after the design itself is on screen. */
export async function learnProducts(): Promise<void> {
  await learnAllProducts();
  useStore.setState({ allProducts: true });
}

function stillThere(selection: Selection, topology: Topology): Selection {
  const gone =
    [...selection.nodes].some((id) => !topology.nodes.has(id)) ||
    [...selection.links].some((id) => !topology.links.has(id)) ||
    (selection.zone !== null && !topology.zones.has(selection.zone));
  if (!gone) return selection;
  return {
    nodes: new Set([...selection.nodes].filter((id) => topology.nodes.has(id))),
    links: new Set([...selection.links].filter((id) => topology.links.has(id))),
    zone: selection.zone !== null && topology.zones.has(selection.zone) ? selection.zone : null,
  };
}
