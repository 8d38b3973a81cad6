import { useReactFlow } from '@xyflow/react';
import { useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from '../../store/store.ts';
import { linkSentence } from '../words.ts';
import { cardAt, lineAt, type World } from './world.ts';

/** How near the pointer must come to a line, in pixels of the screen. */
export const lineReach = 8;

export interface Held {
  readonly hovered: string | null;
  /** Where the keyboard is, or was when it left the canvas. */
  readonly focused: string | null;
  readonly focusedLink: string | null;
  /** The card or zone (`zone:` before its id) whose focus is to be seen. */
  readonly ring: string | null;
  readonly handlers: {
    readonly onPointerMove: (event: React.PointerEvent) => void;
    readonly onPointerLeave: (event: React.PointerEvent) => void;
    readonly onFocus: (event: React.FocusEvent) => void;
    readonly onBlur: (event: React.FocusEvent) => void;
  };
}

/**
 * What the pointer and the keyboard hold on to. From afar the card under the pointer is mounted before it can be pressed,
 * so that clicks, drags and links are the same gestures as close up.
 */
export function useHeld(world: World, far: boolean): Held {
  const flow = useReactFlow();
  const [hovered, setHovered] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [focusedLink, setFocusedLink] = useState<string | null>(null);
  const [ring, setRing] = useState<string | null>(null);
  const latest = useRef({ world, far, hovered });
  latest.current = { world, far, hovered };

  const handlers = useMemo(
    () => ({
      onPointerMove(event: React.PointerEvent) {
        const now = latest.current;
        const section = event.currentTarget as HTMLElement;
        if (event.buttons !== 0) return;
        if (!now.far) {
          if (section.title !== '') section.title = '';
          if (now.hovered !== null) setHovered(null);
          return;
        }
        const onDrawing = event.target instanceof Element && event.target.closest('.react-flow__renderer') !== null;
        const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
        const card = onDrawing ? cardAt(now.world, point) : null;
        // At once: the next press is to find it.
        if (card !== now.hovered) flushSync(() => setHovered(card));
        const line = onDrawing && card === null ? lineAt(now.world, point, lineReach / flow.getZoom()) : null;
        const title = line === null ? '' : sentenceOf(line);
        if (section.title !== title) section.title = title;
        section.dataset.over = line !== null ? 'line' : '';
      },
      onPointerLeave(event: React.PointerEvent) {
        if (event.buttons === 0) setHovered(null);
      },
      onFocus({ target }: React.FocusEvent) {
        const node = target.closest<HTMLElement>('.react-flow__node')?.dataset.id ?? null;
        const link = target.closest<HTMLElement>('[data-link]')?.dataset.link ?? null;
        if (node !== null && !node.startsWith('zone:')) setFocused(node);
        setFocusedLink(link);
        setRing(target.matches(':focus-visible') ? node : null);
      },
      onBlur() {
        setRing(null);
      },
    }),
    [flow],
  );
  return { hovered: far ? hovered : null, focused, focusedLink, ring, handlers };
}

function sentenceOf(link: string): string {
  const { drawing, verdict } = useStore.getState();
  return linkSentence(drawing, verdict.simulation, link);
}
