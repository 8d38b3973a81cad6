import { formatVersion } from './schema.ts';

/** Turns a document of one version into the next one's shape. Pure; sees raw JSON, before validation. */
export type Migration = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** By the version they start from. Version 1 is the first, so there is none yet. */
const migrations: Readonly<Record<number, Migration>> = {};

/** The document brought to version `to`, or null when a step is missing. */
export function migrate(
  document: Readonly<Record<string, unknown>>,
  from: number,
  to: number = formatVersion,
  steps: Readonly<Record<number, Migration>> = migrations,
): Record<string, unknown> | null {
  let current: Record<string, unknown> = { ...document };
  for (let version = from; version < to; version++) {
    const step = steps[version];
    if (!step) return null;
    current = step(current);
  }
  return current;
}
