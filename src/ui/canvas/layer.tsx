import { useStoreApi } from '@xyflow/react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { fetchedGlyphs } from './glyphs.ts';
import { type Ink, inkOf, onNewInk } from './ink.ts';
import { paint } from './paint.ts';
import type { Picture } from './picture.ts';
import { viewOf } from './use-near.ts';

/**
 * One drawing surface below the cards, with everything on it that is not mounted. Repainted at most once a frame, when
 * the view, the picture or the theme has changed. What it says, the outline says to those who do not see it.
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
    let ink: Ink | null = null;
    let blank = true;
    const draw = () => {
      frame = 0;
      const view = viewOf(store.getState());
      const scale = devicePixelRatio;
      const [width, height] = [Math.round(view.width * scale), Math.round(view.height * scale)];
      if (surface.width !== width || surface.height !== height) [surface.width, surface.height] = [width, height];
      context.setTransform(scale, 0, 0, scale, 0, 0);
      ink ??= inkOf(surface);
      const drawn = paint(context, latest.current, view, ink, glyphs);
      const empty = drawn.tiles + drawn.lines === 0;
      // The attributes are for who looks at the page from outside; while nothing is drawn they need no upkeep.
      if (!(empty && blank)) {
        surface.dataset.tiles = String(drawn.tiles);
        surface.dataset.lines = String(drawn.lines);
      }
      blank = empty;
    };
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    const glyphs = fetchedGlyphs(soon);
    repaint.current = soon;
    soon();
    const stopInk = onNewInk(() => {
      ink = null;
      soon();
    });
    const stop = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) soon();
    });
    addEventListener('resize', soon);
    return () => {
      stop();
      stopInk();
      removeEventListener('resize', soon);
      cancelAnimationFrame(frame);
    };
  }, [store]);

  useLayoutEffect(() => {
    latest.current = picture;
    repaint.current();
  }, [picture]);

  return <canvas ref={canvas} className="layer" data-layer={picture.far ? 'far' : 'near'} />;
}
