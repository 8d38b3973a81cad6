import { maxLength, readTopology } from '../core/model/read.ts';
import { describe } from '../core/model/result.ts';
import { writeTopology } from '../core/model/write.ts';
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
  if (text === null) return refuse(['The browser could not read it: a folder, or a file that is gone or locked.']);
  const read = readTopology(text);
  if (!read.ok) return refuse(read.problems.map(describe));
  await openAsNew(read.value);
  say(`${file.name} opened as a design of its own.`);
}

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
