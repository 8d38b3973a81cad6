import { useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';

/** Milliseconds without motion after which the cards are ordinary parts of the page again. */
const rest = 150;

/**
 * While the canvas is panned, the cards are one layer that the browser moves without drawing them again. Not while it is
 * zoomed: their text would blur.
 */
export function useMotion(): void {
  const store = useStoreApi();
  useEffect(() => {
    let timer = 0;
    const viewport = () => store.getState().domNode?.querySelector<HTMLElement>('.react-flow__viewport');
    const still = () => {
      viewport()?.style.removeProperty('will-change');
    };
    const stop = store.subscribe(({ transform }, { transform: before }) => {
      if (transform === before) return;
      clearTimeout(timer);
      if (transform[2] !== before[2]) {
        still();
        return;
      }
      viewport()?.style.setProperty('will-change', 'transform');
      timer = window.setTimeout(still, rest);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
}
