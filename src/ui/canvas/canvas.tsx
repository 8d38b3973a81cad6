import {
  ConnectionMode,
  ControlButton,
  Controls,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useStore as useFlowState,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { Maximize } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useStore } from '../../store/store.ts';
import { useInterface } from '../interface.ts';
import { useComparison } from '../observed.ts';
import { Dots } from './dots.tsx';
import { bringIntoView, roomAround, zooms } from './fit.ts';
import type { CanvasNode, LinkEdge } from './flow.ts';
import { grid } from './geometry.ts';
import { Layer } from './layer.tsx';
import { LinkLine } from './link-line.tsx';
import { looksOf } from './looks.ts';
import { mountedCards } from './mounted.ts';
import { NodeCard } from './node-card.tsx';
import { Overview } from './overview.tsx';
import { isFar, isSmall, type Picture } from './picture.ts';
import { useDrag } from './use-drag.ts';
import { useElements } from './use-elements.ts';
import { useGestures } from './use-gestures.ts';
import { useHeld } from './use-held.ts';
import { useMotion } from './use-motion.ts';
import { useNear } from './use-near.ts';
import { boundsOf, type World, withMoved, worldOf } from './world.ts';
import { ZoneFrame } from './zone-frame.tsx';

const nodeTypes = { card: NodeCard, zone: ZoneFrame };
const edgeTypes = { link: LinkLine };

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Board />
    </ReactFlowProvider>
  );
}

function Board() {
  const topology = useStore((state) => state.topology);
  const drawing = useStore((state) => state.drawing);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const selection = useStore((state) => state.selection);
  const wanted = useInterface((state) => state.focusCard);
  const far = useFlowState((state) => isFar(state.transform[2], topology.nodes.size));

  const last = useRef<World>(undefined);
  const still = useMemo(() => {
    last.current = worldOf(topology, last.current);
    return last.current;
  }, [topology]);
  const drag = useDrag(still);
  const world = useMemo(() => withMoved(still, drag.moved), [still, drag.moved]);
  const looks = useMemo(() => looksOf(drawing, simulation), [drawing, simulation]);
  const held = useHeld(world, far);
  const near = useNear(still);
  const cards = useMemo(() => {
    const legible = far ? none : isSmall(still.nodes.length) ? new Set(still.numbers.keys()) : near;
    const ends = held.focusedLink === null ? undefined : topology.links.get(held.focusedLink);
    const pinned = [wanted, drag.lead, far ? held.hovered : null, ends?.from ?? null, ends?.to ?? null];
    return mountedCards(still, legible, pinned, held.focused);
  }, [still, near, far, wanted, drag.lead, held.hovered, held.focused, held.focusedLink, topology]);
  const { nodes, edges, mounted } = useElements(world, selection, cards, far, held.focusedLink);
  const comparison = useComparison();
  const picture = useMemo((): Picture => {
    const differing = new Set<string>();
    for (const [id, { agreement }] of comparison?.links ?? []) if (agreement === 'differs') differing.add(id);
    return { world, looks, selection, far, mounted, hovered: held.hovered, focused: held.ring, differing };
  }, [world, looks, selection, far, mounted, held.hovered, held.ring, comparison]);

  const gestures = useGestures({ world, still, far, mounted, drag });
  useViewTurns();
  useMotion();
  useFocusWanted(mounted.nodes);

  return (
    <section
      className="canvas"
      aria-label="Canvas"
      data-far={far || undefined}
      {...held.handlers}
      onDoubleClick={gestures.onDoubleClick}
    >
      <ReactFlow<CanvasNode, LinkEdge>
        nodes={nodes as CanvasNode[]}
        edges={edges as LinkEdge[]}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...gestures.flow}
        connectionMode={ConnectionMode.Strict}
        connectionRadius={48}
        selectionMode={SelectionMode.Partial}
        selectionOnDrag
        panOnDrag={[1, 2]}
        panOnScroll
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={[grid, grid]}
        minZoom={zooms.least}
        maxZoom={zooms.most}
        deleteKeyCode={null}
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        nodesFocusable
        edgesFocusable={false}
        elevateEdgesOnSelect={false}
        proOptions={{ hideAttribution: true }}
      >
        {!far && <Dots />}
        <Layer picture={picture} />
        <Controls position="bottom-left" showInteractive={false} showFitView={false} aria-label="Zoom">
          <ControlButton
            aria-label="Fit View"
            title="Fit View"
            onClick={() => useStore.setState(({ fitTurn }) => ({ fitTurn: fitTurn + 1 }))}
          >
            <Maximize fill="none" aria-hidden="true" />
          </ControlButton>
        </Controls>
        {topology.nodes.size > 12 && <Overview world={still} />}
      </ReactFlow>
      {topology.nodes.size === 0 && topology.zones.size === 0 && <Empty />}
    </section>
  );
}

const none: ReadonlySet<string> = new Set();

/** Shows everything, or the selection, whenever somebody asks for it. */
function useViewTurns(): void {
  const fitTurn = useStore((state) => state.fitTurn);
  const focusTurn = useInterface((state) => state.focusTurn);
  const flow = useReactFlow<CanvasNode, LinkEdge>();
  const state = useStoreApi();

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a turn rises, not when the canvas changes
  useEffect(() => {
    const show = () => {
      const whole = boundsOf(worldOf(useStore.getState().topology));
      bringIntoView(flow, state.getState(), whole, { padding: roomAround(), most: 1.1, duration: 0 });
    };
    const timer = setTimeout(show, 30);
    return () => clearTimeout(timer);
  }, [fitTurn]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    const { selection, topology } = useStore.getState();
    const ends = [...selection.links].flatMap((id) => {
      const found = topology.links.get(id);
      return found ? [found.from, found.to] : [];
    });
    const ids = [...selection.nodes, ...ends];
    if (focusTurn > 0 && ids.length > 0)
      bringIntoView(flow, state.getState(), boundsOf(worldOf(topology), ids), { padding: 0.6, most: 1, duration: 200 });
  }, [focusTurn]);
}

/** Gives the keyboard's focus to a card that was asked for, as soon as it is mounted. */
function useFocusWanted(mounted: ReadonlySet<string>): void {
  const wanted = useInterface((state) => state.focusCard);
  useEffect(() => {
    if (wanted === null || !mounted.has(wanted)) return;
    // After the dialogue that asked for it has given the focus back.
    const timer = setTimeout(() => {
      const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(wanted)}"]`);
      // Whoever types fast has opened the next dialogue by now: its focus is not taken away.
      if (!document.querySelector('[role="dialog"], [role="alertdialog"]')) card?.focus({ preventScroll: true });
      useInterface.setState({ focusCard: null });
    }, 60);
    return () => clearTimeout(timer);
  }, [wanted, mounted]);
}

function Empty() {
  return (
    <div className="canvas-empty">
      <p className="canvas-empty-title">Where does your TLS end?</p>
      <p>Drag a component here from the left, or start from a pattern.</p>
      <button type="button" className="button primary" onClick={() => useInterface.setState({ templatesOpen: true })}>
        Browse patterns
      </button>
    </div>
  );
}
