import { check } from '../../src/core/index.ts';
import type { Topology } from '../../src/core/model/topology.ts';

/** How each kind of id is to be called in a comparison. */
export type Renaming = Readonly<
  Record<'zones' | 'nodes' | 'links' | 'data' | 'flows' | 'listeners', (id: string) => string>
>;

const same = (id: string): string => id;
export const asNamed: Renaming = {
  zones: same,
  nodes: same,
  links: same,
  data: same,
  flows: same,
  listeners: same,
};

/**
 * A verdict as plain data with every list sorted, for comparing two drawings that mean the same. Of several equally
 * weak sessions or failures on a link, which one is named first is a matter of ids: only their sets are compared.
 */
export function verdictOf(topology: Topology, name: Renaming = asNamed): unknown {
  const { simulation, findings } = check(topology);
  const session = (id: string) => {
    const [, mesh = '', links = ''] = /^(mesh:)?(.*)$/.exec(id) ?? [];
    return mesh + links.split('>').map(name.links).join('>');
  };
  const place = (where: { readonly [K in 'node' | 'link' | 'listener' | 'zone']?: string }) => ({
    node: where.node && name.nodes(where.node),
    link: where.link && name.links(where.link),
    // Listeners that a product brings keep their names.
    listener:
      where.listener &&
      (topology.nodes.get(where.node ?? '')?.listeners ? name.listeners(where.listener) : where.listener),
    zone: where.zone && name.zones(where.zone),
  });
  return {
    links: table(simulation.links, name.links, (link) => ({
      state: link.state,
      authentication: link.authentication,
      downgradable: link.downgradable,
      downgraded: link.downgraded,
      sessions: link.sessions.map(session).sort(),
      network: link.layers.flatMap((layer) => (layer.kind === 'network' ? [name.zones(layer.zone)] : [])),
      cause: link.cause?.code ?? null,
      exposure: table(Object.entries(link.exposure), name.data, same),
      assets: link.assets.map(name.data).sort(),
    })),
    nodes: table(simulation.nodes, name.nodes, (node) => ({
      plaintext: node.plaintext.map(name.data).sort(),
      active: node.active.map(name.data).sort(),
      beforeFailure: node.beforeFailure.map(name.data).sort(),
      holdsKeys: node.holdsKeys,
    })),
    flows: [...simulation.flows.values()]
      .map((verdict) => ({
        path: verdict.flow.path.map(name.links).join('>'),
        title: verdict.flow.title,
        outcome: verdict.outcome,
        failsAt: verdict.failsAt && name.links(verdict.failsAt),
        cause: verdict.cause?.code,
        message: verdict.cause?.message,
        log: verdict.cause && name.nodes(verdict.cause.log.node),
        pattern: verdict.pattern,
        traits: [...verdict.traits].sort(),
      }))
      .sort(byText),
    sessions: [...simulation.sessions.values()]
      .map((each) => ({
        links: each.links.map(name.links),
        from: name.nodes(each.from),
        to: name.nodes(each.to),
        relays: each.relays.map(name.nodes),
        authentication: each.authentication,
        downgradable: each.downgradable,
        version: each.version,
        serverName: each.serverName,
      }))
      .sort(byText),
    designErrors: simulation.designErrors
      .map(({ code, where, message, alternative }) => ({ code, where: place(where), message, alternative }))
      .sort(byText),
    findings: findings
      .map(({ rule, severity, where, assets, message, fixes }) => ({
        rule,
        severity,
        where: place(where),
        assets: assets.map(name.data).sort(),
        message,
        fixes: fixes.map(({ title }) => withoutOwnNames(title)).sort(),
      }))
      .sort(byText),
    notes: simulation.notes.map(({ code, message }) => `${code} ${message}`).sort(),
  };
}

function table<T>(
  entries: Iterable<readonly [string, T]>,
  name: (id: string) => string,
  plain: (record: T) => unknown,
) {
  return [...entries].map(([id, record]) => [name(id), plain(record)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A name that stands in for an undrawn one is made from the node's id, and changes with it. */
const withoutOwnNames = (text: string): string => text.replaceAll(/[a-z0-9-]+\.internal/g, '(its own name)');

const byText = (a: unknown, b: unknown): number => {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};
