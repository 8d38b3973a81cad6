import { maxLength, readTopology } from '../core/model/read.ts';
import { describe } from '../core/model/result.ts';
import { writeTopology } from '../core/model/write.ts';
import type { Observation } from '../core/verify/results.ts';
import { say, useStore } from '../store/store.ts';
import { useInterface } from './interface.ts';
import { openAsNew } from './start.ts';

/** Lets the user pick a file and opens it as a design of its own; a bad one is refused and changes nothing. */
export async function openFile(): Promise<void> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void readFile(file);
  };
  input.click();
}

export async function readFile(file: File): Promise<void> {
  const refuse = (problems: readonly string[]) => useInterface.setState({ refused: { name: file.name, problems } });
  if (file.size > maxLength) return refuse([`The file is larger than ${maxLength / 1024 / 1024} MB.`]);
  const text = await file.text().catch(() => null);
  if (text === null) return refuse([unreadable]);
  const read = readTopology(text);
  if (!read.ok) return refuse(read.problems.map(describe));
  await openAsNew(read.value);
  say(`${file.name} opened as a design of its own.`);
}

/** Lets the user pick results of a check and shows them beside the design, which they do not touch. */
export function loadResults(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.json,.jsonl,application/json';
  input.onchange = () => void readResults([...(input.files ?? [])]);
  input.click();
}

async function readResults(files: readonly File[]): Promise<void> {
  const { maxResultsLength, readObservations } = await import('../core/verify/results.ts');
  const results: Observation[] = [];
  for (const file of files) {
    const refuse = (problems: readonly string[]) => useInterface.setState({ refused: { name: file.name, problems } });
    if (file.size > maxResultsLength) return refuse([`The file is larger than ${maxResultsLength / 1024 / 1024} MB.`]);
    const text = await file.text().catch(() => null);
    if (text === null) return refuse([unreadable]);
    const read = readObservations(text);
    if (!read.ok) return refuse(read.problems.map(describe));
    results.push(...read.value);
  }
  const name = files.map((file) => file.name).join(', ');
  const { document } = useStore.getState();
  useInterface.setState({ observed: { document, name, results }, panel: 'observed', panelOpen: true });
  say(`${results.length === 1 ? 'One result' : `${results.length} results`} loaded. The design is untouched.`);
}

const unreadable = 'The browser could not read it: a folder, or a file that is gone or locked.';

export function saveFile(): void {
  const { topology } = useStore.getState();
  const name =
    topology.title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'design';
  download(`${name}.plainsight.json`, 'application/json', writeTopology(topology));
  say('Saved as a file.');
}

/** Hands bytes or text to the browser's downloads. */
export function download(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
