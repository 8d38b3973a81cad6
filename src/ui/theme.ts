import { useEffect, useSyncExternalStore } from 'react';
import { useInterface } from './interface.ts';

const preference = () => matchMedia('(prefers-color-scheme: dark)');

const subscribe = (listener: () => void) => {
  const query = preference();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** Whether the dark theme is on screen, by choice or by the system's. */
export function useDark(): boolean {
  const theme = useInterface((state) => state.theme);
  const system = useSyncExternalStore(subscribe, () => preference().matches);
  return theme === 'system' ? system : theme === 'dark';
}

/** Puts the theme on the page, where the style sheet reads it. */
export function useThemeOnPage(): void {
  const dark = useDark();
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, [dark]);
}
