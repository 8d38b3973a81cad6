import { lazy, Suspense, useEffect } from 'react';
import { hush, useStore } from '../store/store.ts';
import { Canvas } from './canvas/canvas.tsx';
import { commandFor } from './commands.ts';
import { readFile } from './files.ts';
import { Inspector } from './inspector/inspector.tsx';
import { useInterface } from './interface.ts';
import { Legend } from './legend.tsx';
import { Outline } from './outline.tsx';
import { Palette } from './palette.tsx';
import { Fence } from './panels/fence.tsx';
import { Panels } from './panels/panels.tsx';
import { useThemeOnPage } from './theme.ts';
import { Topbar } from './topbar.tsx';

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })),
);
const ExportDiagram = lazy(() => import('./export-diagram.tsx').then((module) => ({ default: module.ExportDiagram })));
const Refused = lazy(() => import('./refused.tsx').then((module) => ({ default: module.Refused })));
const Templates = lazy(() => import('./templates.tsx').then((module) => ({ default: module.Templates })));

export function App() {
  useThemeOnPage();
  useShortcuts();
  useDroppedFiles();
  const palette = useInterface((state) => state.palette !== null);
  const templates = useInterface((state) => state.templatesOpen);
  const diagram = useInterface((state) => state.diagramOpen);
  const refused = useInterface((state) => state.refused !== null);
  return (
    <div className="app">
      <Topbar />
      <Palette />
      <main className="stage">
        <Fence name="The canvas">
          <Canvas />
        </Fence>
        <Legend />
        <Outline />
        <Message />
      </main>
      <Fence name="The inspector">
        <Inspector />
      </Fence>
      <Panels />
      <Suspense>
        {palette && <CommandPalette />}
        {templates && <Templates />}
        {diagram && <ExportDiagram />}
        {refused && <Refused />}
      </Suspense>
    </div>
  );
}

function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]'))
        return;
      const command = commandFor(event);
      if (!command) return;
      event.preventDefault();
      command.run();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** A file dropped anywhere on the page opens as a design of its own. */
function useDroppedFiles(): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      void readFile(file);
    };
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, []);
}

/** What just happened, for eyes and for screen readers; goes by itself. */
function Message() {
  const message = useStore((state) => state.message);
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(hush, message.tone === 'error' ? 8000 : 4000);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div className="message" role="status" aria-live="polite" data-tone={message?.tone}>
      {message?.text}
    </div>
  );
}
