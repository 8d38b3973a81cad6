import type { Problem } from './result.ts';
import type { Certificate, Document, ListenerTls } from './schema.ts';

/** Everything in a document that names something which is not there, or names one thing twice. */
export function checkReferences(document: Document): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (at: string, message: string, code = 'unknown-reference') => problems.push({ code, at, message });

  type Listed = 'zones' | 'nodes' | 'links' | 'data' | 'flows' | 'assertions' | 'packs' | 'assumptions' | 'rationales';
  const collect = (table: Listed) => {
    const seen = new Set<string>();
    const records: readonly (string | { readonly id: string })[] = document[table] ?? [];
    records.forEach((record, index) => {
      // A bare sentence of an assertion has no id yet; a bare name of a pack is one.
      if (typeof record === 'string' && table !== 'packs') return;
      const [id, at] = typeof record === 'string' ? [record, ''] : [record.id, '/id'];
      if (seen.has(id)) say(`/${table}/${index}${at}`, `the id "${id}" is used twice`, 'duplicate-id');
      seen.add(id);
    });
    return seen;
  };
  const zones = collect('zones');
  const nodes = collect('nodes');
  const links = collect('links');
  const data = collect('data');
  for (const table of ['flows', 'assertions', 'packs', 'assumptions', 'rationales'] as const) collect(table);

  const parents = new Map(document.zones.map(({ id, parent }) => [id, parent]));
  const rooted = new Set<string>();
  document.zones.forEach(({ id, parent }, index) => {
    if (parent !== undefined && !zones.has(parent)) say(`/zones/${index}/parent`, `there is no zone "${parent}"`);
    const trail = new Set<string>();
    for (let zone: string | undefined = id; zone !== undefined && !rooted.has(zone); zone = parents.get(zone)) {
      if (trail.has(zone)) {
        say(`/zones/${index}/parent`, `zone "${id}" lies inside itself`, 'zone-cycle');
        break;
      }
      trail.add(zone);
    }
    for (const zone of trail) rooted.add(zone);
  });

  const issued = (at: string, certificate: Certificate | undefined) => {
    if (certificate?.issuedBy !== undefined && !nodes.has(certificate.issuedBy))
      say(`${at}/issuedBy`, `there is no node "${certificate.issuedBy}"`);
  };
  const listenersOf = new Map<string, ReadonlySet<string>>();
  document.nodes.forEach((node, index) => {
    const at = `/nodes/${index}`;
    if (node.zone !== undefined && !zones.has(node.zone)) say(`${at}/zone`, `there is no zone "${node.zone}"`);
    node.allows?.forEach((caller, position) => {
      if (!nodes.has(caller)) say(`${at}/allows/${position}`, `there is no node "${caller}"`);
    });
    node.stores?.forEach((asset, position) => {
      if (!data.has(asset)) say(`${at}/stores/${position}`, `there is no data asset "${asset}"`);
    });
    if (node.listeners) {
      const ids = new Set<string>();
      node.listeners.forEach((listener, position) => {
        issued(`${at}/listeners/${position}/tls/certificate`, certificateOf(listener.tls));
        if (ids.has(listener.id))
          say(`${at}/listeners/${position}/id`, `the id "${listener.id}" is used twice`, 'duplicate-id');
        ids.add(listener.id);
      });
      listenersOf.set(node.id, ids);
    }
  });

  document.links.forEach((link, index) => {
    const at = `/links/${index}`;
    if (!nodes.has(link.from)) say(`${at}/from`, `there is no node "${link.from}"`);
    if (!nodes.has(link.to)) say(`${at}/to`, `there is no node "${link.to}"`);
    if (link.from === link.to) say(`${at}/to`, `a link must lead to another node`, 'self-link');
    issued(`${at}/dial/clientCertificate`, link.dial.clientCertificate);
    const reached = listenersOf.get(link.to);
    if (link.listener !== undefined && reached && !reached.has(link.listener))
      say(`${at}/listener`, `node "${link.to}" has no listener "${link.listener}"`);
    const left = listenersOf.get(link.from);
    if (link.fromListener !== undefined && left && !left.has(link.fromListener))
      say(`${at}/fromListener`, `node "${link.from}" has no listener "${link.fromListener}"`);
  });

  document.data.forEach(({ protection }, index) => {
    if (!protection) return;
    if (!nodes.has(protection.by)) say(`/data/${index}/protection/by`, `there is no node "${protection.by}"`);
    protection.readableBy.forEach((node, position) => {
      if (!nodes.has(node)) say(`/data/${index}/protection/readableBy/${position}`, `there is no node "${node}"`);
    });
  });

  const ends = new Map(document.links.map(({ id, from, to }) => [id, { from, to }]));
  document.flows.forEach((flow, index) => {
    const at = `/flows/${index}`;
    flow.path.forEach((link, position) => {
      if (!links.has(link)) say(`${at}/path/${position}`, `there is no link "${link}"`);
      const before = ends.get(flow.path[position - 1] ?? '');
      const here = ends.get(link);
      if (before && here && before.to !== here.from)
        say(
          `${at}/path/${position}`,
          `link "${link}" starts at "${here.from}", but the flow has reached "${before.to}"`,
          'broken-path',
        );
    });
    for (const field of ['carries', 'returns'] as const)
      flow[field]?.forEach((asset, position) => {
        if (!data.has(asset)) say(`${at}/${field}/${position}`, `there is no data asset "${asset}"`);
      });
  });
  return problems;
}

const certificateOf = (tls: ListenerTls): Certificate | undefined =>
  'certificate' in tls ? tls.certificate : undefined;
