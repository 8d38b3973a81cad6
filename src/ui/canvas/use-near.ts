import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import { grown } from './mounted.ts';
import { isFar, type View } from './picture.ts';
import type { World } from './world.ts';

const none: ReadonlySet<string> = new Set();

/** Milliseconds for which the view rests before cards are mounted: nobody reads in motion. */
const rest = 80;
/** On a long way they are mounted now and then all the same, in milliseconds; never while zooming. */
const patience = 400;

/** The part of React Flow's state that says how the canvas is looked at. */
export const viewOf = (state: {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}): View => ({
  x: state.transform[0],
  y: state.transform[1],
  zoom: state.transform[2],
  width: state.width,
  height: state.height,
});

/** The cards in and around the window while they can be read there, mounted a few in each frame. */
export function useNear(world: World): ReadonlySet<string> {
  const store = useStoreApi();
  const [near, setNear] = useState(none);
  const latest = useRef({ world, near: none });
  latest.current.world = world;

  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again when the world is another one
  useEffect(() => {
    let frame = 0;
    let view = viewOf(store.getState());
    let readable = latest.current.near.size > 0 ? 0 : performance.now() + rest;
    let shown = performance.now();
    const show = (next: ReadonlySet<string>) => {
      if (next === latest.current.near) return;
      latest.current.near = next;
      setNear(next);
    };
    const look = () => {
      frame = 0;
      const next = viewOf(store.getState());
      const now = performance.now();
      const zoomed = next.zoom !== view.zoom;
      if (zoomed || next.x !== view.x || next.y !== view.y)
        readable = zoomed || now < shown + patience ? now + rest : Math.min(readable, now);
      view = next;
      if (isFar(view.zoom, latest.current.world.nodes.length)) {
        if (now >= readable) show(none);
        else soon();
        return;
      }
      if (now < readable) return soon();
      const { near, complete } = grown(latest.current.world, latest.current.near, view);
      show(near);
      shown = now;
      if (!complete) soon();
    };
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    soon();
    const stop = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) soon();
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [store, world]);
  return near;
}
