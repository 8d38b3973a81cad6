import { maxLength, readTopology } from '../core/model/read.ts';
import { describe, type Result } from '../core/model/result.ts';
import type { Topology } from '../core/model/topology.ts';
import { writeTopology } from '../core/model/write.ts';
import type { Observation } from '../core/verify/results.ts';
import { say, useStore } from '../store/store.ts';
import { useInterface } from './interface.ts';
import { openAsNew } from './start.ts';

const designFiles = '.json,.svg,.png,application/json,image/svg+xml,image/png';

/** Lets the user pick a file and opens it as a design of its own; a bad one is refused and changes nothing. */
export function openFile(): void {
  pick(designFiles, (file) => void readFile(file));
}

/** Lets the user pick a file and gives the design in it; null, and a refusal, for a bad one. */
export const pickDesign = (): Promise<Topology | null> =>
  new Promise((resolve) => pick(designFiles, (file) => resolve(designIn(file))));

function pick(accept: string, take: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) take(file);
  };
  input.click();
}

export async function readFile(file: File): Promise<void> {
  const design = await designIn(file);
  if (!design) return;
  await openAsNew(design);
  say(`${file.name} opened as a design of its own.`);
}

/** The design in a file: a document, or a picture that carries one. */
async function designIn(file: File): Promise<Topology | null> {
  const refuse = (problems: readonly string[]) => {
    useInterface.setState({ refused: { name: file.name, problems } });
    return null;
  };
  if (file.size > maxLength) return refuse([`The file is larger than ${maxLength / 1024 / 1024} MB.`]);
  const bytes = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  );
  if (bytes === null) return refuse([unreadable]);
  const read = await readBytes(bytes);
  return read.ok ? read.value : refuse(read.problems.map(describe));
}

/** 0x89 begins a PNG and no text in UTF-8; `<` begins an SVG and no document. Only those need more than is loaded. */
async function readBytes(bytes: Uint8Array): Promise<Result<Topology>> {
  const pictures = () => import('../core/diagram/carried.ts');
  if (bytes[0] === 0x89) return (await pictures()).readDesignPng(bytes);
  const text = new TextDecoder().decode(bytes);
  return /^\s*</.test(text) ? (await pictures()).readDesignText(text) : readTopology(text);
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
  download(`${fileName(topology.title)}.plainsight.json`, 'application/json', writeTopology(topology));
  say('Saved as a file.');
}

/** A title as the beginning of a file's name. */
export const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'design';

/** Hands bytes or text to the browser's downloads. */
export function download(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
