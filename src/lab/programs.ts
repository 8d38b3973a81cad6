import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that a lab starts, or a file that one needs, and the Debian package that brings it. */
export interface Program {
  readonly name: string;
  readonly debian: string;
  /** Where it lies besides the PATH. */
  readonly folders?: readonly string[];
  /** It is read, not run. */
  readonly module?: boolean;
}

/** Where a program lies; null: it is not installed. */
export function find({ name, folders = [], module = false }: Program): string | null {
  const places = [...folders, ...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return (
    places
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, name))
      .find((path) => allowed(path, module ? constants.R_OK : constants.X_OK)) ?? null
  );
}

export const missingOf = (programs: readonly Program[]): readonly Program[] =>
  [...new Map(programs.map((each) => [each.name, each])).values()].filter((each) => find(each) === null);

function allowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
