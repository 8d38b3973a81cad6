import {
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { move, whyNoLink } from '../../core/model/commands.ts';
import type { Position } from '../../core/model/schema.ts';
import { products } from '../../store/registry.ts';
import { change, nothingSelected, select, useStore } from '../../store/store.ts';
import { addComponent, addZone, link } from '../actions.ts';
import { useInterface } from '../interface.ts';
import { chosen } from './choose.ts';
import { dragType } from './drag-type.ts';
import type { CanvasNode, LinkEdge } from './flow.ts';
import { card } from './geometry.ts';
import { titleHigh, titleTop } from './paint.ts';
import { type Drag, snapped, together } from './use-drag.ts';
import type { Elements } from './use-elements.ts';
import { lineReach } from './use-held.ts';
import { cardAt, cardsIn, lineAt, type World, zoneTitleAt } from './world.ts';

interface Stage {
  readonly world: World;
  /** The world as the document has it, without the drag. */
  readonly still: World;
  readonly far: boolean;
  readonly mounted: Elements['mounted'];
  readonly drag: Drag;
}

/** What pointer and keys do on the canvas, put into the actions that menus use too. */
export function useGestures(stage: Stage) {
  const flow = useReactFlow<CanvasNode, LinkEdge>();
  const state = useStoreApi();
  const latest = useRef(stage);
  latest.current = stage;
  useMarquee(latest);

  return useMemo(() => {
    const at = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Position =>
      flow.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false });

    const choose = (kind: 'nodes' | 'links', changes: readonly (NodeChange<CanvasNode> | EdgeChange<LinkEdge>)[]) => {
      const { userSelectionActive, multiSelectionActive } = state.getState();
      if (userSelectionActive) return;
      const { selection, topology } = useStore.getState();
      const next = chosen(selection, kind, changes, topology[kind], latest.current.mounted, multiSelectionActive);
      if (next !== selection) useStore.setState({ selection: next });
    };

    const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
      const { drag, still } = latest.current;
      const positions = new Map(
        changes.flatMap((each) => (each.type === 'position' && each.position ? [[each.id, each.position]] : [])),
      );
      if (positions.size > 0 && drag.active()) drag.to(positions);
      else if (positions.size > 0) {
        // Arrow keys move without a drag: written at once, and joined into one step while they follow quickly.
        const all = together(still, useStore.getState().selection.nodes, positions);
        change('nudge', (before) => move(before, all), { joins: true });
      }
      choose('nodes', changes);
    };

    /** What the layer shows at a point that nothing mounted covers, chosen. */
    const onPaneClick = (event: React.MouseEvent) => {
      const { world, far } = latest.current;
      const point = at(event);
      const zoom = flow.getZoom();
      const node = far ? cardAt(world, point) : null;
      if (node !== null) return select({ nodes: new Set([node]) });
      const line = lineAt(world, point, lineReach / zoom);
      if (line !== null) return select({ links: new Set([line]) });
      const zone = far ? zoneTitleAt(world, point, titleTop(zoom) / zoom, titleHigh / zoom) : null;
      select(zone === null ? nothingSelected : { zone });
    };

    const onConnectEnd = (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
      const from = connection.fromNode?.id;
      if (!from || connection.isValid) return;
      const end = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (!end) return;
      const point = at(end);
      const target = cardAt(latest.current.world, point);
      if (target !== null) {
        if (target !== from) link(from, target);
        return;
      }
      useInterface.setState({
        palette: { mode: 'add', from, at: snapped({ x: point.x, y: point.y - card.height / 2 }) },
      });
    };

    const onDrop = (event: React.DragEvent) => {
      const dropped = event.dataTransfer.getData(dragType);
      if (!dropped) return;
      event.preventDefault();
      const point = at(event);
      if (dropped.startsWith('zone:'))
        return addZone(dropped.slice(5) as Parameters<typeof addZone>[0], snapped(point));
      addComponent(dropped, { at: snapped({ x: point.x - card.width / 2, y: point.y - card.height / 2 }) });
    };

    /** From afar a double click goes where it points, close enough to read. */
    const onDoubleClick = (event: React.MouseEvent) => {
      const onDrawing = event.target instanceof Element && event.target.closest('.react-flow__renderer') !== null;
      if (!latest.current.far || !onDrawing) return;
      const { x, y } = at(event);
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      void flow.setCenter(x, y, { zoom: 1, duration: still ? 0 : 250 });
    };

    return {
      onDoubleClick,
      flow: {
        onNodesChange,
        onEdgesChange: (changes: EdgeChange<LinkEdge>[]) => choose('links', changes),
        onNodeDragStart: (_: unknown, node: CanvasNode, moving: readonly CanvasNode[]) =>
          latest.current.drag.start([node.id, ...cardsOf(moving)]),
        onNodeDragStop: () => latest.current.drag.stop(),
        onSelectionDragStart: (_: unknown, moving: readonly CanvasNode[]) => latest.current.drag.start(cardsOf(moving)),
        onSelectionDragStop: () => latest.current.drag.stop(),
        onConnect: ({ source, target }: Connection) => {
          link(source, target);
        },
        onConnectEnd,
        isValidConnection: ({ source, target }: { source: string | null; target: string | null }) =>
          source !== null &&
          target !== null &&
          whyNoLink(useStore.getState().topology, products, source, target) === null,
        onPaneClick,
        onDragOver: (event: React.DragEvent) => {
          if (event.dataTransfer.types.includes(dragType)) event.preventDefault();
        },
        onDrop,
      },
    };
  }, [flow, state]);
}

const cardsOf = (nodes: readonly CanvasNode[]): readonly string[] =>
  nodes.flatMap(({ id, type }) => (type === 'card' ? [id] : []));

/** A marquee chooses what it touches, mounted or not, and the links that touch those. */
function useMarquee(stage: { readonly current: Stage }): void {
  const state = useStoreApi();
  useEffect(
    () =>
      state.subscribe(({ userSelectionActive, userSelectionRect: rect, transform: [x, y, zoom] }, before) => {
        if (!userSelectionActive || !rect || rect === before.userSelectionRect) return;
        const { world } = stage.current;
        const box = {
          x: (rect.x - x) / zoom,
          y: (rect.y - y) / zoom,
          width: rect.width / zoom,
          height: rect.height / zoom,
        };
        const nodes = new Set(cardsIn(world, box));
        const { selection } = useStore.getState();
        if (nodes.size === selection.nodes.size && [...nodes].every((id) => selection.nodes.has(id))) return;
        const links = new Set(
          world.links.filter(({ from, to }) => nodes.has(from) || nodes.has(to)).map(({ id }) => id),
        );
        select({ nodes, links });
      }),
    [state, stage],
  );
}
