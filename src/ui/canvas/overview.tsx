import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
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
  const pane = useRef<HTMLDivElement>(null);
  const { scale, left, top } = useMemo(() => placed(world), [world]);

  useEffect(() => {
    const draw = () => canvas.current && drawAll(canvas.current, world);
    draw();
    return onNewInk(draw);
  }, [world]);

  useEffect(() => {
    const move = () => {
      const seenNow = seen(viewOf(store.getState()));
      const { style } = pane.current ?? {};
      if (!style) return;
      style.width = `${seenNow.width * scale}px`;
      style.height = `${seenNow.height * scale}px`;
      style.transform = `translate(${seenNow.x * scale + left}px, ${seenNow.y * scale + top}px)`;
    };
    move();
    return store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) move();
    });
  }, [store, scale, left, top]);

  const lookAt = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left - left) / scale, (event.clientY - box.top - top) / scale];
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <div
      className="overview nopan nowheel"
      role="img"
      aria-label="Overview"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        lookAt(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && lookAt(event)}
      onWheel={(event) => void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY * 0.002))}
    >
      <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
      <div ref={pane} className="overview-window" />
    </div>
  );
}

/** Where the drawing goes in the small picture: pixels for one of its own, and the corner. */
function placed(world: World) {
  const bounds = boundsOf(world) ?? { x: 0, y: 0, width: 1, height: 1 };
  const scale = Math.min((size.width - 2 * size.room) / bounds.width, (size.height - 2 * size.room) / bounds.height);
  return {
    scale,
    left: (size.width - bounds.width * scale) / 2 - bounds.x * scale,
    top: (size.height - bounds.height * scale) / 2 - bounds.y * scale,
  };
}

function drawAll(canvas: HTMLCanvasElement, world: World): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { scale, left, top } = placed(world);
  const ink = inkOf(canvas);
  [canvas.width, canvas.height] = [size.width * devicePixelRatio, size.height * devicePixelRatio];
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.fillStyle = ink.surface;
  context.fillRect(0, 0, size.width, size.height);
  context.fillStyle = ink['mini-zone'];
  for (const { x, y, width, height } of world.frames.values())
    context.fillRect(x * scale + left, y * scale + top, width * scale, height * scale);
  context.fillStyle = ink['mini-node'];
  const [width, height] = [Math.max(1, card.width * scale), Math.max(1, card.height * scale)];
  for (let at = 0; at < world.corners.length; at += 2)
    context.fillRect(
      (world.corners[at] ?? 0) * scale + left,
      (world.corners[at + 1] ?? 0) * scale + top,
      width,
      height,
    );
}
