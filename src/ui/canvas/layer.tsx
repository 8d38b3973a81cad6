import { useStoreApi } from '@xyflow/react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { covers, placeOf, widened } from './cover.ts';
import { fetchedGlyphs } from './glyphs.ts';
import { type Ink, inkOf, onNewInk } from './ink.ts';
import { paint } from './paint.ts';
import type { Picture, View } from './picture.ts';
import { viewOf } from './use-near.ts';

/** Milliseconds without motion after which what was stretched is drawn at its own scale. */
const rest = 120;

/**
 * One drawing surface below the cards, with everything on it that is not mounted. It is drawn, at most once a frame, when
 * the picture or the theme has changed, or when the view leaves what was drawn; until then it only moves along. What it
 * says, the outline says to those who do not see it.
 */
export function Layer({ picture }: { readonly picture: Picture }) {
  const store = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(picture);
  const repaint = useRef(() => {});

  useEffect(() => {
    const surface = canvas.current;
    const context = surface?.getContext('2d');
    if (!surface || !context) return;
    let frame = 0;
    let timer = 0;
    let ink: Ink | null = null;
    let drawn: View | null = null;
    let turn = 0;
    const draw = () => {
      const view = widened(viewOf(store.getState()));
      const scale = devicePixelRatio;
      const [width, height] = [Math.round(view.width * scale), Math.round(view.height * scale)];
      if (surface.width !== width || surface.height !== height) {
        [surface.width, surface.height] = [width, height];
        [surface.style.width, surface.style.height] = [`${view.width}px`, `${view.height}px`];
      }
      context.setTransform(scale, 0, 0, scale, 0, 0);
      ink ??= inkOf(surface);
      const { tiles, lines } = paint(context, latest.current, view, ink, glyphs);
      // For who looks at the page from outside.
      Object.assign(surface.dataset, { tiles, lines, turn: ++turn });
      drawn = view;
    };
    const move = () => {
      frame = 0;
      const view = viewOf(store.getState());
      if (!drawn || !covers(drawn, view)) draw();
      if (!drawn) return;
      const { x, y, scale } = placeOf(drawn, view);
      surface.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    };
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(move);
    };
    const anew = () => {
      drawn = null;
      soon();
    };
    const glyphs = fetchedGlyphs(anew);
    repaint.current = anew;
    anew();
    const stopInk = onNewInk(() => {
      ink = null;
      anew();
    });
    const stop = store.subscribe((now, before) => {
      if (now.width !== before.width || now.height !== before.height) anew();
      else if (now.transform !== before.transform) {
        soon();
        clearTimeout(timer);
        timer = window.setTimeout(anew, rest);
      }
    });
    addEventListener('resize', anew);
    return () => {
      stop();
      stopInk();
      removeEventListener('resize', anew);
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [store]);

  useLayoutEffect(() => {
    latest.current = picture;
    repaint.current();
  }, [picture]);

  return <canvas ref={canvas} className="layer" data-layer={picture.far ? 'far' : 'near'} />;
}
