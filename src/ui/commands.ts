import { nothingSelected, redo, select, undo, useStore } from '../store/store.ts';
import { cycleDial, cycleTermination, deleteSelection, listenersOfNode } from './actions.ts';
import { loadResults, openFile, saveFile } from './files.ts';
import { focusSelection, setTheme, useInterface } from './interface.ts';
import { clearResults } from './observed.ts';
import { openEmpty } from './start.ts';
import { tidy } from './tidy.ts';

/** One thing that can be done, for the command palette and the keyboard alike. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** As shown; `Mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys?: string;
  readonly run: () => void;
}

const selectedNode = (): string | undefined => [...useStore.getState().selection.nodes].at(-1);
const selectedLink = (): string | undefined => [...useStore.getState().selection.links].at(-1);

export const commands: readonly Command[] = [
  { id: 'add', title: 'Add a component…', keys: 'A', run: () => useInterface.setState({ palette: { mode: 'add' } }) },
  {
    id: 'link',
    title: 'Link the selected component to…',
    keys: 'L',
    run: () => {
      const from = selectedNode();
      if (from) useInterface.setState({ palette: { mode: 'link', from } });
    },
  },
  {
    id: 'termination',
    title: 'Change where TLS ends on the selected component',
    keys: 'T',
    run: () => {
      const node = selectedNode();
      const listener = node ? listenersOfNode(node)[0] : undefined;
      if (node && listener) cycleTermination(node, listener);
    },
  },
  {
    id: 'dial',
    title: 'Change how the selected link dials',
    keys: 'E',
    run: () => {
      const link = selectedLink();
      if (link) cycleDial(link);
    },
  },
  { id: 'delete', title: 'Delete the selection', keys: 'Delete', run: deleteSelection },
  {
    id: 'all',
    title: 'Select everything',
    keys: 'Mod+A',
    run: () => {
      const { topology } = useStore.getState();
      select({ nodes: new Set(topology.nodes.keys()), links: new Set(topology.links.keys()) });
    },
  },
  { id: 'none', title: 'Select nothing', keys: 'Escape', run: () => select(nothingSelected) },
  { id: 'undo', title: 'Undo', keys: 'Mod+Z', run: undo },
  { id: 'redo', title: 'Redo', keys: 'Mod+Shift+Z', run: redo },
  { id: 'tidy', title: 'Tidy the layout', keys: 'Shift+T', run: () => void tidy() },
  {
    id: 'fit',
    title: 'Show everything',
    keys: 'F',
    run: () => useStore.setState(({ fitTurn }) => ({ fitTurn: fitTurn + 1 })),
  },
  { id: 'focus', title: 'Show the selection', keys: 'Shift+F', run: focusSelection },
  {
    id: 'findings',
    title: 'Open the findings',
    run: () => useInterface.setState({ panel: 'findings', panelOpen: true }),
  },
  {
    id: 'configs',
    title: 'Open the configurations',
    run: () => useInterface.setState({ panel: 'configs', panelOpen: true }),
  },
  {
    id: 'templates',
    title: 'Browse patterns and examples…',
    run: () => useInterface.setState({ templatesOpen: true }),
  },
  { id: 'new', title: 'New empty design', run: () => void openEmpty() },
  { id: 'open', title: 'Open a file…', keys: 'Mod+O', run: openFile },
  { id: 'save', title: 'Save as a file', keys: 'Mod+S', run: saveFile },
  {
    id: 'diagram',
    title: 'Export diagram…',

    run: () => useInterface.setState({ diagramOpen: true }),
  },
  { id: 'results', title: 'Load results of a check…', run: loadResults },
  { id: 'clear-results', title: 'Clear the results of the check', run: clearResults },
  { id: 'light', title: 'Light theme', run: () => setTheme('light') },
  { id: 'dark', title: 'Dark theme', run: () => setTheme('dark') },
  { id: 'system-theme', title: 'Theme of the system', run: () => setTheme('system') },
  {
    id: 'palette',
    title: 'All commands',
    keys: 'Mod+K',
    run: () => useInterface.setState({ palette: { mode: 'commands' } }),
  },
];

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

export const showKeys = (keys: string): string =>
  keys
    .replace('Mod', isMac ? '⌘' : 'Ctrl')
    .replace('Shift', isMac ? '⇧' : 'Shift')
    .replaceAll('+', isMac ? '' : ' ');

const fromAnywhere: readonly string[] = ['Mod+K', 'Mod+S', 'Mod+O'];
const undoing: readonly string[] = ['Mod+Z', 'Mod+Shift+Z', 'Mod+Y'];

/** The command that a key press asks for. Plain letters stay with whoever is typing. */
export function commandFor(event: KeyboardEvent): Command | undefined {
  const target = event.target;
  const inField =
    target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
  // Radio buttons, boxes and lists have nothing of their own to undo: Undo is the design's there.
  const typing = inField && !target.matches('select, [type="radio"], [type="checkbox"]');
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const pressed = [
    mod ? 'Mod' : '',
    event.shiftKey ? 'Shift' : '',
    event.key.length === 1 ? event.key.toUpperCase() : event.key,
  ]
    .filter(Boolean)
    .join('+');
  const ours = typing ? fromAnywhere : [...fromAnywhere, ...undoing];
  if (inField && !ours.includes(pressed)) return undefined;
  if (event.altKey) return undefined;
  if (pressed === 'Backspace') return commands.find(({ id }) => id === 'delete');
  if (pressed === 'Mod+Y') return commands.find(({ id }) => id === 'redo');
  return commands.find(({ keys }) => keys === pressed);
}
