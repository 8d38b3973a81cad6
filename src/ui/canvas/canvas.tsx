import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionMode,
  Controls,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import { move, whyNoLink } from '../../core/model/commands.ts';
import type { Position } from '../../core/model/schema.ts';
import { products } from '../../store/registry.ts';
import { change, nothingSelected, select, useStore } from '../../store/store.ts';
import { addComponent, addZone, link } from '../actions.ts';
import { useInterface } from '../interface.ts';
import { type CanvasNode, type LinkEdge, toEdges, toNodes } from './flow.ts';
import { card, grid, positionOf } from './geometry.ts';
import { LinkLine } from './link-line.tsx';
import { NodeCard } from './node-card.tsx';
import { settleInZones } from './settle.ts';
import { ZoneFrame } from './zone-frame.tsx';

const nodeTypes = { card: NodeCard, zone: ZoneFrame };
const edgeTypes = { link: LinkLine };
/** The kind of thing dragged out of the palette; a custom type, so that foreign drags are left alone. */
export const dragType = 'application/x-plainsight-component';

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Board />
    </ReactFlowProvider>
  );
}

function Board() {
  const topology = useStore((state) => state.topology);
  const selection = useStore((state) => state.selection);
  const fitTurn = useStore((state) => state.fitTurn);
  const focusTurn = useInterface((state) => state.focusTurn);
  const flow = useReactFlow<CanvasNode, LinkEdge>();
  const [nodes, setNodes] = useState<readonly CanvasNode[]>([]);
  const [edges, setEdges] = useState<readonly LinkEdge[]>([]);
  const dragging = useRef<ReadonlySet<string>>(new Set());

  useEffect(() => {
    setNodes((before) => {
      const previous = new Map(before.map((node) => [node.id, node]));
      // A node under the pointer stays there, whatever another tab does meanwhile.
      const positions = (id: string) =>
        (dragging.current.has(id) ? previous.get(id)?.position : undefined) ?? positionOf(topology, id);
      return toNodes(topology, selection, positions, previous);
    });
    setEdges((before) => toEdges(topology, selection, new Map(before.map((edge) => [edge.id, edge]))));
  }, [topology, selection]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a turn rises, not when the canvas changes
  useEffect(() => {
    const timer = setTimeout(() => void flow.fitView({ padding: roomAround(), maxZoom: 1.1, duration: 0 }), 30);
    return () => clearTimeout(timer);
  }, [fitTurn]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    const { nodes: chosen, links } = useStore.getState().selection;
    const ends = [...links].flatMap((id) => {
      const found = topology.links.get(id);
      return found ? [found.from, found.to] : [];
    });
    const ids = [...chosen, ...ends];
    if (focusTurn > 0 && ids.length > 0)
      void flow.fitView({ nodes: ids.map((id) => ({ id })), padding: 0.6, maxZoom: 1, duration: 200 });
  }, [focusTurn]);

  const wanted = useInterface((state) => state.focusCard);
  useEffect(() => {
    if (wanted === null || !nodes.some(({ id }) => id === wanted)) return;
    // After the dialogue that asked for it has given the focus back.
    const timer = setTimeout(() => {
      const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(wanted)}"]`);
      // Whoever types fast has opened the next dialogue by now: its focus is not taken away.
      if (!document.querySelector('[role="dialog"], [role="alertdialog"]')) card?.focus({ preventScroll: true });
      useInterface.setState({ focusCard: null });
    }, 60);
    return () => clearTimeout(timer);
  }, [wanted, nodes]);

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const visible = changes.filter(({ type }) => type === 'position' || type === 'dimensions');
    if (visible.length > 0) setNodes((before) => applyNodeChanges(visible, [...before]));
    // Arrow keys move without a drag: written at once, and joined into one step while they follow quickly.
    const nudged = changes.flatMap((each) =>
      each.type === 'position' && each.position && dragging.current.size === 0
        ? [[each.id, each.position] as const]
        : [],
    );
    if (nudged.length > 0) change('nudge', (before) => move(before, new Map(nudged)), { joins: true });
    choose('nodes', changes);
  }, []);

  const onEdgesChange = useCallback((changes: EdgeChange<LinkEdge>[]) => choose('links', changes), []);

  const settle = (moved: readonly CanvasNode[]) => {
    const cards = moved.filter(({ type }) => type === 'card');
    dragging.current = new Set();
    if (cards.length === 0) return;
    const positions = new Map(cards.map(({ id, position }) => [id, snapped(position)]));
    change('move', (before) => settleInZones(before, positions));
  };

  const valid = useCallback(({ source, target }: { source: string | null; target: string | null }) => {
    return (
      source !== null && target !== null && whyNoLink(useStore.getState().topology, products, source, target) === null
    );
  }, []);

  const onConnectEnd = (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
    const from = connection.fromNode?.id;
    if (!from || connection.isValid) return;
    const point = 'changedTouches' in event ? event.changedTouches[0] : event;
    if (!point) return;
    const under = document
      .elementsFromPoint(point.clientX, point.clientY)
      .find((element) => element.closest('.react-flow__node-card'));
    const target = under?.closest('.react-flow__node-card')?.getAttribute('data-id');
    if (target) {
      if (target !== from) link(from, target);
      return;
    }
    const at = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
    useInterface.setState({ palette: { mode: 'add', from, at: { x: at.x, y: at.y - card.height / 2 } } });
  };

  const onDrop = (event: React.DragEvent) => {
    const dropped = event.dataTransfer.getData(dragType);
    if (!dropped) return;
    event.preventDefault();
    const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    if (dropped.startsWith('zone:')) return addZone(dropped.slice(5) as Parameters<typeof addZone>[0], snapped(point));
    const at = snapped({ x: point.x - card.width / 2, y: point.y - card.height / 2 });
    addComponent(dropped, { at });
  };

  return (
    <section className="canvas" aria-label="Canvas">
      <ReactFlow<CanvasNode, LinkEdge>
        nodes={nodes as CanvasNode[]}
        edges={edges as LinkEdge[]}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStart={(_, __, moving) => {
          dragging.current = new Set(moving.map(({ id }) => id));
        }}
        onNodeDragStop={(_, __, moved) => settle(moved)}
        onSelectionDragStop={(_, moved) => settle(moved)}
        onConnect={({ source, target }: Connection) => link(source, target)}
        onConnectEnd={onConnectEnd}
        isValidConnection={valid}
        onPaneClick={() => select(nothingSelected)}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(dragType)) event.preventDefault();
        }}
        onDrop={onDrop}
        connectionMode={ConnectionMode.Strict}
        connectionRadius={48}
        selectionMode={SelectionMode.Partial}
        selectionOnDrag
        panOnDrag={[1, 2]}
        panOnScroll
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={[grid, grid]}
        minZoom={0.08}
        maxZoom={2}
        deleteKeyCode={null}
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        nodesFocusable
        edgesFocusable={false}
        elevateEdgesOnSelect={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} color="var(--dots)" />
        <Controls position="bottom-left" showInteractive={false} aria-label="Zoom" />
        {topology.nodes.size > 12 && (
          <MiniMap
            position="bottom-right"
            pannable
            zoomable
            ariaLabel="Overview"
            style={{ width: 148, height: 96 }}
            nodeColor={(node) => (node.type === 'zone' ? 'var(--mini-zone)' : 'var(--mini-node)')}
            maskColor="var(--mini-mask)"
            bgColor="var(--surface)"
          />
        )}
      </ReactFlow>
      {topology.nodes.size === 0 && topology.zones.size === 0 && (
        <div className="canvas-empty">
          <p className="canvas-empty-title">Where does your TLS end?</p>
          <p>Drag a component here from the left, or start from a pattern.</p>
          <button
            type="button"
            className="button primary"
            onClick={() => useInterface.setState({ templatesOpen: true })}
          >
            Browse patterns
          </button>
        </div>
      )}
    </section>
  );
}

/** Room around the whole drawing, in pixels; on top, what the legend takes, as long as it leaves the drawing its own. */
function roomAround() {
  const legend = document.querySelector<HTMLElement>('.legend')?.offsetHeight ?? 0;
  const canvas = document.querySelector<HTMLElement>('.canvas')?.offsetHeight ?? 0;
  return { top: `${Math.min(legend + 32, canvas * 0.4)}px`, right: '48px', bottom: '40px', left: '64px' } as const;
}

const snapped = ({ x, y }: Position): Position => ({ x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid });

/** What the canvas chose or dropped, by click, marquee or Enter, put into the selection. */
function choose(
  kind: 'nodes' | 'links',
  changes: readonly { readonly type: string; readonly id?: string; readonly selected?: boolean }[],
): void {
  const before = useStore.getState().selection;
  const next = new Set(before[kind]);
  for (const each of changes) {
    if (each.type !== 'select' || each.id === undefined) continue;
    if (each.selected) next.add(each.id);
    else next.delete(each.id);
  }
  const known = kind === 'nodes' ? useStore.getState().topology.nodes : useStore.getState().topology.links;
  for (const id of next) if (!known.has(id)) next.delete(id);
  const same = next.size === before[kind].size && [...next].every((id) => before[kind].has(id));
  if (!same) useStore.setState({ selection: { ...before, [kind]: next, zone: null } });
}
