import { startTransition, useEffect, useState } from 'react';

/**
 * A value, one painted frame late when it changes: for what is worked out or written at length from it, so that the drawing
 * does not wait for what is said about it.
 */
export function useAfterPaint<T>(value: T): T {
  const [shown, setShown] = useState(value);
  useEffect(() => {
    let timer = 0;
    const frame = requestAnimationFrame(() => {
      timer = window.setTimeout(() => startTransition(() => setShown(() => value)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [value]);
  return shown;
}
