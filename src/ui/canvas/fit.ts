import { getViewportForBounds, type ReactFlowInstance } from '@xyflow/react';
import type { CanvasNode, LinkEdge } from './flow.ts';
import type { Box } from './geometry.ts';

/** How far out and in: the largest drawings still fit a small window. */
export const zooms = { least: 0.02, most: 2 } as const;

/** Brings a box into view. React Flow's own fitting sees mounted nodes alone. */
export function bringIntoView(
  flow: ReactFlowInstance<CanvasNode, LinkEdge>,
  { width, height }: { readonly width: number; readonly height: number },
  box: Box | null,
  { padding, most, duration }: { padding: Parameters<typeof getViewportForBounds>[5]; most: number; duration: number },
): void {
  if (!box || width === 0) return;
  void flow.setViewport(getViewportForBounds(box, width, height, zooms.least, most, padding), { duration });
}

/** Room around the whole drawing, in pixels; on top, what the legend takes, as long as it leaves the drawing its own. */
export function roomAround() {
  const legend = document.querySelector<HTMLElement>('.legend')?.offsetHeight ?? 0;
  const canvas = document.querySelector<HTMLElement>('.canvas')?.offsetHeight ?? 0;
  return { top: `${Math.min(legend + 32, canvas * 0.4)}px`, right: '48px', bottom: '40px', left: '64px' } as const;
}
