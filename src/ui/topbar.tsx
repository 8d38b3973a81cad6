import {
  Command,
  Download,
  FileDown,
  FolderOpen,
  ImageDown,
  LayoutTemplate,
  Moon,
  Redo2,
  Sun,
  SunMoon,
  Undo2,
  WandSparkles,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { setTitle } from '../core/model/commands.ts';
import { change, redo, undo, useStore } from '../store/store.ts';
import { useAfterPaint } from './after-paint.ts';
import { openFile, saveFile } from './files.ts';
import { setTheme, type Theme, useInterface } from './interface.ts';
import { tidy } from './tidy.ts';
import { designSentence } from './words.ts';

export function Topbar() {
  const steps = useStore((state) => state.steps);
  const saved = useStore((state) => state.saved);
  const topology = useStore((state) => state.topology);
  const simulation = useAfterPaint(useStore(({ verdict }) => verdict.simulation));
  const failed = saved.state === 'failed';
  return (
    <header className="topbar">
      <h1 className="brand">Plainsight</h1>
      <TitleField title={topology.title} />
      <span
        className="saved"
        data-tone={failed ? 'failed' : undefined}
        title={failed ? saved.why : 'Kept in this browser'}
      >
        {failed ? `Not saved: ${saved.why}` : saved.state === 'saving' ? 'Saving…' : 'Saved'}
      </span>
      <span className="topbar-sentence">{designSentence(topology, simulation)}</span>
      <div className="tools" role="toolbar" aria-label="Design">
        <button
          type="button"
          className="icon-button"
          disabled={steps.undo === null}
          aria-label={steps.undo === null ? 'Undo' : `Undo ${steps.undo}`}
          title={steps.undo === null ? 'Nothing to undo' : `Undo ${steps.undo}`}
          onClick={undo}
        >
          <Undo2 size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-button"
          disabled={steps.redo === null}
          aria-label={steps.redo === null ? 'Redo' : `Redo ${steps.redo}`}
          title={steps.redo === null ? 'Nothing to redo' : `Redo ${steps.redo}`}
          onClick={redo}
        >
          <Redo2 size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Tidy the layout"
          title="Tidy the layout"
          onClick={() => void tidy()}
        >
          <WandSparkles size={18} aria-hidden="true" />
        </button>
        <span className="divider" />
        <button type="button" className="button" onClick={() => useInterface.setState({ templatesOpen: true })}>
          <LayoutTemplate size={16} aria-hidden="true" /> Patterns
        </button>
        <button type="button" className="button" onClick={openFile}>
          <FolderOpen size={16} aria-hidden="true" /> Open
        </button>
        <button type="button" className="button" onClick={saveFile}>
          <Download size={16} aria-hidden="true" /> Save
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Export diagram"
          title="Export diagram"
          onClick={() => useInterface.setState({ diagramOpen: true })}
        >
          <ImageDown size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => useInterface.setState({ panel: 'configs', panelOpen: true })}
        >
          <FileDown size={16} aria-hidden="true" /> Configs
        </button>
        <span className="divider" />
        <button
          type="button"
          className="icon-button"
          aria-label="All commands"
          title="All commands"
          onClick={() => useInterface.setState({ palette: { mode: 'commands' } })}
        >
          <Command size={18} aria-hidden="true" />
        </button>
        <ThemeButton />
      </div>
    </header>
  );
}

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const themeTitles: Readonly<Record<Theme, string>> = { system: "the system's", light: 'light', dark: 'dark' };

/** Light, dark, the system's, and round again. */
function ThemeButton() {
  const theme = useInterface((state) => state.theme);
  const Icon = theme === 'dark' ? Moon : theme === 'light' ? Sun : SunMoon;
  const words = `Theme: ${themeTitles[theme]}. Change to ${themeTitles[nextTheme[theme]]}`;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={words}
      title={words}
      onClick={() => setTheme(nextTheme[theme])}
    >
      <Icon size={18} aria-hidden="true" />
    </button>
  );
}

function TitleField({ title }: { title: string }) {
  const [draft, setDraft] = useState(title);
  useEffect(() => setDraft(title), [title]);
  const commit = () => {
    const next = draft.trim();
    if (next === '') setDraft(title);
    else if (next !== title) change('title', (before) => setTitle(before, next));
  };
  return (
    <input
      className="title"
      aria-label="Title of the design"
      value={draft}
      spellCheck={false}
      maxLength={500}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setDraft(title);
      }}
    />
  );
}
