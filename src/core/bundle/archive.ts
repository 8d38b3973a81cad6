import { strToU8, type Zippable, zipSync } from 'fflate';
import type { ExportedFile } from '../plan/exporter.ts';

/** Unix, in the upper byte of the version that made the entry (APPNOTE.TXT §4.4.2): only then are modes read. */
const unix = 3;
const modeOf = ({ executable }: ExportedFile): number => (executable ? 0o100755 : 0o100644) << 16;

/** A zip with the same bytes for the same files, whatever the day: every entry is dated 1980-01-01, the format's first. */
export function zipOf(files: readonly ExportedFile[]): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const file of files)
    entries[file.path] = [
      strToU8(file.text),
      { os: unix, attrs: modeOf(file), mtime: '1980-01-01T00:00:00', level: 6 },
    ];
  return zipSync(entries) as Uint8Array<ArrayBuffer>;
}

/** A file name out of a title. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'design';
