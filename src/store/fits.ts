import * as v from 'valibot';
import { diff } from '../core/model/diff.ts';
import {
  Assertion,
  Asset,
  Assumption,
  Document,
  Flow,
  Link,
  Node,
  PackChoice,
  Rationale,
  Zone,
} from '../core/model/schema.ts';
import type { Table } from '../core/model/table.ts';
import type { Topology } from '../core/model/topology.ts';

const schemas = {
  zones: Zone,
  nodes: Node,
  links: Link,
  data: Asset,
  flows: Flow,
  assertions: Assertion,
  packs: PackChoice,
  assumptions: Assumption,
  rationales: Rationale,
} as const;
const names = Object.keys(schemas) as (keyof typeof schemas)[];

/**
 * Why an edit would leave something that no file may hold, or null: whatever the canvas shows can be saved and opened
 * again. Looks at changed records only.
 */
export function whyUnfit(before: Topology, next: Topology): string | null {
  for (const name of names)
    for (const { to } of diff<unknown>(before[name] as Table<unknown>, next[name] as Table<unknown>).values()) {
      const issue = to === undefined ? undefined : v.safeParse(schemas[name], to).issues?.[0];
      if (issue) return `${v.getDotPath(issue) ?? name}: ${issue.message}`;
    }
  const issue = before.title === next.title ? undefined : v.safeParse(Document.entries.title, next.title).issues?.[0];
  return issue ? `title: ${issue.message}` : null;
}
