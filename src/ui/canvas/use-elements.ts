import { useMemo, useRef } from 'react';
import type { Selection } from '../../store/store.ts';
import { type CanvasNode, type LinkEdge, toEdges, toNodes } from './flow.ts';
import type { World } from './world.ts';

export interface Elements {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly LinkEdge[];
  readonly mounted: { readonly nodes: ReadonlySet<string>; readonly links: ReadonlySet<string> };
}

/**
 * What React Flow is given of the drawing: the mounted cards and, close up, the lines between them; from afar only the
 * line whose badge has the keyboard's focus. What is as before keeps its object, so that React Flow passes over it.
 */
export function useElements(
  world: World,
  selection: Selection,
  cards: ReadonlySet<string>,
  far: boolean,
  focusedLink: string | null,
): Elements {
  const previous = useRef<{ nodes: Map<string, CanvasNode>; edges: Map<string, LinkEdge> }>({
    nodes: new Map(),
    edges: new Map(),
  });
  const nodes = useMemo(() => {
    const next = toNodes(world, selection, cards, previous.current.nodes);
    previous.current.nodes = new Map(next.map((node) => [node.id, node]));
    return next;
  }, [world, selection, cards]);
  const edges = useMemo(() => {
    const held = focusedLink === null ? undefined : world.topology.links.get(focusedLink);
    const links = far ? (held ? [held] : []) : world.links;
    const next = toEdges(links, selection, cards, previous.current.edges);
    previous.current.edges = new Map(next.map((edge) => [edge.id, edge]));
    return next;
  }, [world, selection, cards, far, focusedLink]);
  const mounted = useMemo(
    () => ({ nodes: new Set(nodes.map(({ id }) => id)), links: new Set(edges.map(({ id }) => id)) }),
    [nodes, edges],
  );
  return { nodes, edges, mounted };
}
