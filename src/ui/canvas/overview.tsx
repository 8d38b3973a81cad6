import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { card } from './geometry.ts';
import { inkOf, onNewInk } from './ink.ts';
import { seen } from './picture.ts';
import { viewOf } from './use-near.ts';
import { boundsOf, type World } from './world.ts';

const size = { width: 148, height: 96, room: 6 } as const;

/** The whole drawing, small, with the window onto it: drag to look elsewhere, turn the wheel to zoom. */
export function Overview({ world }: { readonly world: World }) {
  const store = useStoreApi();
  const flow = useReactFlow();
  const canvas = useRef<HTMLCanvasElement>(null);
  const toDrawing = useRef((x: number, y: number) => ({ x, y }));

  useEffect(() => {
    const surface = canvas.current;
    const context = surface?.getContext('2d');
    const bounds = boundsOf(world);
    if (!surface || !context || !bounds) return;
    const pixels = devicePixelRatio;
    const scale = Math.min((size.width - 2 * size.room) / bounds.width, (size.height - 2 * size.room) / bounds.height);
    const left = (size.width - bounds.width * scale) / 2 - bounds.x * scale;
    const top = (size.height - bounds.height * scale) / 2 - bounds.y * scale;
    toDrawing.current = (x, y) => ({ x: (x - left) / scale, y: (y - top) / scale });
    // What stands still is drawn once; a frame copies it and adds the window.
    const still = document.createElement('canvas');
    let ink: ReturnType<typeof inkOf> | null = null;
    let frame = 0;
    const drawStill = () => {
      ink = inkOf(surface);
      [still.width, still.height] = [size.width * pixels, size.height * pixels];
      const all = still.getContext('2d');
      if (!all) return;
      all.setTransform(pixels, 0, 0, pixels, 0, 0);
      all.fillStyle = ink.surface;
      all.fillRect(0, 0, size.width, size.height);
      all.fillStyle = ink['mini-zone'];
      for (const { x, y, width, height } of world.frames.values())
        all.fillRect(x * scale + left, y * scale + top, width * scale, height * scale);
      all.fillStyle = ink['mini-node'];
      const [width, height] = [Math.max(1, card.width * scale), Math.max(1, card.height * scale)];
      for (let at = 0; at < world.corners.length; at += 2)
        all.fillRect(
          (world.corners[at] ?? 0) * scale + left,
          (world.corners[at + 1] ?? 0) * scale + top,
          width,
          height,
        );
    };
    const draw = () => {
      frame = 0;
      if (!ink) drawStill();
      if (!ink) return;
      const window = seen(viewOf(store.getState()));
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.drawImage(still, 0, 0);
      context.setTransform(pixels, 0, 0, pixels, 0, 0);
      const [x, y] = [window.x * scale + left, window.y * scale + top];
      const [width, height] = [window.width * scale, window.height * scale];
      context.beginPath();
      context.rect(0, 0, size.width, size.height);
      context.rect(x, y, width, height);
      context.fillStyle = ink['mini-mask'];
      context.fill('evenodd');
      context.strokeStyle = ink['line-strong'];
      context.strokeRect(x, y, width, height);
    };
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    [surface.width, surface.height] = [size.width * pixels, size.height * pixels];
    soon();
    const stop = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) soon();
    });
    const stopInk = onNewInk(() => {
      ink = null;
      soon();
    });
    return () => {
      stop();
      stopInk();
      cancelAnimationFrame(frame);
    };
  }, [world, store]);

  const lookAt = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const { x, y } = toDrawing.current(event.clientX - box.left, event.clientY - box.top);
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <canvas
      ref={canvas}
      className="overview nopan nowheel"
      role="img"
      aria-label="Overview"
      style={{ width: size.width, height: size.height }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        lookAt(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && lookAt(event)}
      onWheel={(event) => void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY * 0.002))}
    />
  );
}
