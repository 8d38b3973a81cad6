import { create } from 'zustand';
import type { Position } from '../core/model/schema.ts';
import type { Observation } from '../core/verify/results.ts';

export type Theme = 'light' | 'dark' | 'system';

export type Panel = 'findings' | 'configs' | 'observed';

/** The state of the interface alone: nothing here is part of a design. */
export interface Interface {
  readonly theme: Theme;
  /** The command palette: closed, or open for commands, or to choose what to add or to link to. */
  readonly palette:
    | null
    | { readonly mode: 'commands' }
    | { readonly mode: 'link'; readonly from: string }
    | { readonly mode: 'add'; readonly from?: string; readonly at?: Position };
  readonly templatesOpen: boolean;
  readonly diagramOpen: boolean;
  readonly panel: Panel;
  readonly panelOpen: boolean;
  /** Rises whenever the canvas should bring the selection into view. */
  readonly focusTurn: number;
  /** The card that takes the keyboard's focus as soon as it is on the canvas. */
  readonly focusCard: string | null;
  /** What was seen of a design where it is deployed, and of which one; beside the document, never in it. */
  readonly observed: {
    readonly document: string | null;
    readonly name: string;
    readonly results: readonly Observation[];
  } | null;
  /** Problems of a file that was refused. */
  readonly refused: { readonly name: string; readonly problems: readonly string[] } | null;
}

const themeKey = 'plainsight:theme';

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(themeKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export const useInterface = create<Interface>(() => ({
  theme: storedTheme(),
  palette: null,
  templatesOpen: false,
  diagramOpen: false,
  panel: 'findings',
  panelOpen: true,
  focusTurn: 0,
  focusCard: null,
  observed: null,
  refused: null,
}));

export function setTheme(theme: Theme): void {
  useInterface.setState({ theme });
  try {
    if (theme === 'system') localStorage.removeItem(themeKey);
    else localStorage.setItem(themeKey, theme);
  } catch {
    // Without storage the choice holds until the tab closes.
  }
}

/** Brings what is selected into view. */
export const focusSelection = (): void => useInterface.setState(({ focusTurn }) => ({ focusTurn: focusTurn + 1 }));
