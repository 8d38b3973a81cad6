import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check } from '../../src/core/index.ts';
import { applyEdits, isRemoval } from '../../src/core/model/edits.ts';
import { readDocument } from '../../src/core/model/read.ts';
import type { Certificate, Flow, Link, Listener, Node } from '../../src/core/model/schema.ts';
import { mapTable, tableOf } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { toDocument } from '../../src/core/model/write.ts';
import type { Finding, Fix } from '../../src/core/rules/rule.ts';
import { severityRank } from '../../src/core/rules/severity.ts';
import type { Simulation } from '../../src/core/simulation/verdict.ts';
import { topologies } from '../support/arbitrary.ts';
import { seed } from '../support/seed.ts';

// Law 6 of the semantics, §5: applying a finding's fix removes that finding and adds none that is more severe, for
// flows that worked before; a fix that repairs a failing flow says what it newly exposes. A fix that takes links out of
// the drawing ends the flows that run over them, names each, and ends no other.

const runs = { numRuns: 1000 };

/** A number made of a text, so that a detail hangs on the drawing alone. */
const hash = (text: string): number =>
  [...text].reduce((sum, each) => (sum * 31 + (each.codePointAt(0) ?? 0)) % 9973, 7);

const headers = ['client-certificate', 'forwarded-for', 'forwarded-proto'] as const;
const purposes = [undefined, 'health', 'telemetry', undefined] as const;
const renewals = ['manual', 'automated', undefined] as const;
const exchanges = ['rsa', 'hybrid', undefined, undefined] as const;

/** What the rules ask for and the generator draws too seldom: keys, headers, redirects, early data and the like. */
function detailed(topology: Topology, salt: number): Topology {
  const pick = <T>(id: string, list: readonly T[]): T | undefined => list[hash(`${salt} ${id}`) % list.length];
  const often = (id: string, one: number): boolean => hash(`${id} ${salt}`) % one === 0;
  const listener = (each: Listener, at: string): Listener => {
    const { tls } = each;
    if (tls.mode === 'plaintext')
      return often(`${at} redirects`, 3) ? { ...each, tls: { ...tls, redirectsToTls: true } } : each;
    if (tls.mode === 'passthrough') return each;
    const renewal = pick(`${at} renewal`, renewals);
    const keyExchange = pick(`${at} exchange`, exchanges);
    const certificate: Certificate = {
      ...(tls.certificate ?? { issuer: 'public-ca' }),
      ...(often(`${at} key`, 2) ? { key: 'shared' } : {}),
      ...(renewal ? { renewal } : {}),
    };
    const stated = tls.certificate ? { certificate } : {};
    return { ...each, tls: { ...tls, ...stated, ...(keyExchange ? { keyExchange } : {}) } };
  };
  const node = (each: Node): Node => ({
    ...each,
    ...(each.listeners ? { listeners: each.listeners.map((own) => listener(own, `${each.id} ${own.id}`)) } : {}),
    ...(often(`${each.id} headers`, 4)
      ? { trustsHeaders: [pick(`${each.id} header`, headers) ?? 'forwarded-for'] }
      : {}),
    ...(often(`${each.id} inspects`, 4) ? { inspects: true } : {}),
    ...(often(`${each.id} logs`, 4) ? { logsBodies: true } : {}),
  });
  const link = (each: Link): Link => {
    const purpose = pick(`${each.id} purpose`, purposes);
    const keyExchange = pick(`${each.id} exchange`, exchanges);
    return {
      ...each,
      ...(purpose ? { purpose } : {}),
      dial: {
        ...each.dial,
        ...(often(`${each.id} early`, 3) ? { earlyData: true } : {}),
        ...(keyExchange ? { keyExchange } : {}),
      },
    };
  };
  return {
    ...topology,
    nodes: mapTable(topology.nodes, node),
    links: mapTable(topology.links, link),
    flows: mapTable(topology.flows, (flow) => (often(flow.id, 3) ? { ...flow, idempotent: often(flow.id, 2) } : flow)),
  };
}

const designs = fc
  .tuple(topologies, fc.nat(9_999))
  .map(([topology, salt]) => (salt % 4 === 0 ? topology : detailed(topology, salt)));

/** Titles as plain as ids, and the flows drawn (a fix may change which ones would be derived). */
function drawn(topology: Topology): Topology {
  const flows = [...check(topology).simulation.flows.values()].map(
    ({ flow }): Flow => ({ ...flow, id: flow.id.replaceAll(/[:>]/g, '.').slice(0, 60) }),
  );
  const titled = <T extends { readonly id: string; readonly title?: string }>(record: T): T => ({
    ...record,
    title: record.id,
  });
  return {
    ...topology,
    nodes: mapTable(topology.nodes, titled),
    zones: mapTable(topology.zones, titled),
    data: mapTable(topology.data, titled),
    flows: tableOf(flows.map((flow, i) => ({ ...flow, id: `f${i}`, title: `f${i}` }))),
  };
}

function working(topology: Topology): Topology {
  const flows = [...check(topology).simulation.flows.values()].filter(({ outcome }) => outcome === 'works');
  return { ...topology, flows: tableOf(flows.map(({ flow }) => flow)) };
}

/** What processes and taps read in plaintext; with `failing`, on the way to a failure too. */
const readable = ({ nodes, links, flows }: Simulation, failing = false): ReadonlySet<string> => {
  const memory = [...nodes].flatMap(([id, { plaintext, beforeFailure }]) =>
    [...plaintext, ...(failing ? beforeFailure : [])].map((asset) => `${id} ${asset}`),
  );
  const wires = [...links].flatMap(([id, { exposure }]) =>
    Object.entries(exposure).flatMap(([asset, seen]) => (seen === 'plaintext' ? [`${id} ${asset}`] : [])),
  );
  const attempted = [...flows.values()].flatMap(({ flow, legs }) =>
    legs
      .filter(({ outcome }) => failing && outcome.kind === 'plaintext')
      .flatMap((leg) =>
        leg.links.flatMap(({ id }) => [...flow.carries, ...(flow.returns ?? [])].map((asset) => `${id} ${asset}`)),
      ),
  );
  return new Set([...memory, ...wires, ...attempted]);
};

const applied = (topology: Topology, { edits }: Fix): Topology => {
  const after = applyEdits(topology, edits);
  if (!after.ok) throw new Error('the fix names what is not there');
  return after.value;
};

/** The flows that a fix ends: those over the links that it takes out. */
function endedBy({ flows }: Simulation, { edits }: Fix): ReadonlySet<string> {
  const gone = new Set(edits.filter(isRemoval).map(({ id }) => id));
  return new Set([...flows].flatMap(([id, { flow }]) => (flow.path.some((link) => gone.has(link)) ? [id] : [])));
}

/** A finding by what it says: the place, the hop and the cause, but not how many flows stop there. */
const keyOf = ({ rule, where, message }: Finding): string =>
  `${rule} ${where.link ?? ''} ${where.node ?? ''} ${where.listener ?? ''} ${where.zone ?? ''} ${message.replace(/, and [^:]* stops? here: /, ': ')}`;

/** Two links between the same two nodes may have findings that read alike: then one of them has to go. */
const alike = (findings: readonly Finding[], finding: Finding): number =>
  findings.filter((each) => keyOf(each) === keyOf(finding)).length;

/** Where it hurts: a fix may turn one finding of a place into a milder one, not into a worse one. */
const spot = ({ where }: Finding): string => where.link ?? where.node ?? where.zone ?? '';

test('a fix removes its finding, breaks no flow that worked, and adds nothing more severe', () => {
  fc.assert(
    fc.property(designs.map(drawn).map(working), (topology) => {
      fc.pre(topology.flows.size > 0);
      const before = check(topology);
      const known = new Map<string, number>();
      for (const each of before.findings)
        known.set(spot(each), Math.max(known.get(spot(each)) ?? 0, severityRank(each.severity)));
      // What a component logs is a flow that may fail where all that are drawn work: that is the law after this one.
      const standing = before.findings.filter(({ rule }) => rule !== 'failing-hop');
      for (const finding of standing)
        for (const fix of finding.fixes) {
          const after = check(applied(topology, fix));
          const said = `${keyOf(finding)}\nfix: ${fix.title}`;
          const ended = endedBy(before.simulation, fix);
          // What a component logs is a flow as well, which ends when it logs no more.
          for (const [id, { outcome }] of before.simulation.flows) {
            if (ended.has(id)) continue;
            const later = after.simulation.flows.get(id) ?? { outcome: topology.flows.has(id) ? 'gone' : 'works' };
            if (outcome === 'works') expect(later.outcome, `${said}\nbreaks ${id}`).toBe('works');
          }
          expect(alike(after.findings, finding), said).toBeLessThan(alike(before.findings, finding));
          for (const each of after.findings)
            expect(severityRank(each.severity), `${said}\nnew: ${keyOf(each)}`).toBeLessThanOrEqual(
              Math.max(severityRank(finding.severity), known.get(spot(each)) ?? 0),
            );
        }
    }),
    runs,
  );
});

test('a repair removes its finding, lets the flows that worked work, and says what it newly exposes', () => {
  fc.assert(
    fc.property(designs.map(drawn), (topology) => {
      const before = check(topology);
      const known = readable(before.simulation, true);
      const worked = [...before.simulation.flows.values()].filter(({ outcome }) => outcome === 'works');
      for (const finding of before.findings.filter(({ rule }) => rule === 'failing-hop'))
        for (const fix of finding.fixes) {
          const after = check(applied(topology, fix));
          const said = `${keyOf(finding)}\nfix: ${fix.title} ${JSON.stringify(fix.edits)}`;
          // A flow that stopped elsewhere and was set free as well may stop here next: a finding of its own.
          // What a component logs comes about by itself, or no longer does.
          const ended = endedBy(before.simulation, fix);
          const own = [...before.simulation.flows.values()].filter(
            ({ flow, outcome, failsAt }) =>
              !ended.has(flow.id) &&
              topology.flows.has(flow.id) &&
              (outcome === 'works' || failsAt === finding.where.link),
          );
          const mended = applied(topology, fix);
          const flows = tableOf(own.map(({ flow }) => mended.flows.get(flow.id) ?? flow));
          // Without any flow of its own a drawing has those that can be derived.
          const here = check({ ...mended, flows: flows.size > 0 ? flows : mended.flows });
          expect(alike(here.findings, finding), said).toBeLessThan(alike(before.findings, finding));
          for (const { flow } of worked)
            if (!ended.has(flow.id) && (topology.flows.has(flow.id) || after.simulation.flows.has(flow.id)))
              expect(after.simulation.flows.get(flow.id)?.outcome, `${said}\nbreaks ${flow.path}`).toBe('works');
          if ([...readable(after.simulation)].some((each) => !known.has(each)))
            expect(fix.note, said).toMatch(/^Then .+ will also be readable .+\.$/);
        }
    }),
    runs,
  );
});

test('every fix can be applied and leaves a valid document', () => {
  fc.assert(
    fc.property(designs, (topology) => {
      for (const { fixes } of check(topology).findings)
        for (const fix of fixes) {
          expect(fix.title).not.toBe('');
          expect(fix.edits).not.toEqual([]);
          const read = readDocument(toDocument(applied(topology, fix)));
          if (!read.ok) throw new Error(`${fix.title}: ${JSON.stringify(read.problems)}`);
        }
    }),
    runs,
  );
});

test('a fix that removes links stands beside no gentler one, says so first, and names every flow that ends: no other does', () => {
  fc.assert(
    fc.property(fc.oneof(topologies, designs, designs.map(drawn)), (topology) => {
      const { simulation, findings } = check(topology);
      for (const { fixes } of findings)
        for (const fix of fixes) {
          const ended = endedBy(simulation, fix);
          expect(fix.title.startsWith('Remove the link'), fix.title).toBe(fix.edits.some(isRemoval));
          if (!fix.edits.some(isRemoval)) continue;
          expect(fixes.every(({ edits }) => edits.some(isRemoval))).toBe(true);
          const titles = new Set([...ended].map((id) => `“${simulation.flows.get(id)?.flow.title}”`));
          const unnamed = [...titles].filter((title) => !fix.note?.includes(title));
          if (titles.size > 12) expect(fix.note).toContain(` and ${unnamed.length} more`);
          else expect(unnamed, fix.note).toEqual([]);
          const after = check(applied(topology, fix)).simulation.flows;
          for (const [id, { outcome }] of simulation.flows)
            if (ended.has(id)) expect(after.has(id), fix.note).toBe(false);
            else if (outcome === 'works' && (after.has(id) || !id.startsWith('logged:')))
              expect(after.get(id)?.outcome, `${fix.title} ends ${id}`).toBe('works');
        }
    }),
    runs,
  );
});

test('every finding has a fix', () => {
  fc.assert(
    fc.property(fc.oneof(topologies, designs), (topology) => {
      const bare = check(topology).findings.filter(({ fixes }) => fixes.length === 0);
      expect(bare.map(keyOf), `SEED=${seed}`).toEqual([]);
    }),
    runs,
  );
});
