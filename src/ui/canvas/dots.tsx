import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';

/** Pixels between two dots at 100 %. */
const gap = 24;

/** The dots behind the drawing: one tiled surface that only moves, by less than a tile, while the canvas is panned. */
export function Dots() {
  const store = useStoreApi();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let drawn = 0;
    const move = () => {
      const [x, y, zoom] = store.getState().transform;
      const dots = element.current;
      if (!dots) return;
      const step = gap * zoom;
      if (zoom !== drawn) {
        dots.style.backgroundSize = `${step}px ${step}px`;
        dots.style.inset = `${-step}px`;
        dots.style.setProperty('--dot', `${0.7 * zoom}px`);
        drawn = zoom;
      }
      dots.style.transform = `translate(${x % step}px, ${y % step}px)`;
    };
    move();
    return store.subscribe((now, before) => now.transform !== before.transform && move());
  }, [store]);
  return <div ref={element} className="dots" />;
}
