import type { Scene } from '../../../src/core/observers/observer.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import type { Exposure, LinkVerdict, Session, Simulation } from '../../../src/core/simulation/verdict.ts';
import { type Details, draw } from '../../support/draw.ts';

/** A drawing with its verdict, as the observers look at it. */
export function sceneOf(drawn: string | readonly string[], details?: Details): Scene {
  const topology = draw(drawn, details);
  return { topology, simulation: simulate(topology, products), products };
}

/** The same scene with a mesh's mutual TLS around the given links, laid on by hand. */
export function inMesh(scene: Scene, links: readonly string[], more: Partial<Session> = {}): Scene {
  const { topology, simulation } = scene;
  const sessions = new Map(simulation.sessions);
  const verdicts = new Map(simulation.links);
  for (const id of links) {
    const link = topology.links.get(id);
    const verdict = verdicts.get(id);
    if (!link || !verdict) throw new Error(`no link ${id}`);
    const session: Session = {
      id: `mesh:${id}`,
      kind: 'mesh',
      from: link.from,
      to: link.to,
      links: [id],
      relays: [],
      authentication: 'mutual',
      downgradable: false,
      version: '1.3',
      serverName: null,
      keyExchange: 'ecdhe',
      caller: 'workload',
      ...more,
    };
    sessions.set(session.id, session);
    const sealed = (seen: Exposure): Exposure => (seen === 'hidden' ? seen : 'metadata');
    const wrapped: LinkVerdict = {
      ...verdict,
      state: 'encrypted',
      authentication: 'mutual',
      layers: [
        ...verdict.layers.filter(({ kind }) => kind === 'network'),
        { kind: 'session', session: session.id },
        ...verdict.layers.filter(({ kind }) => kind === 'session'),
      ],
      exposure: Object.fromEntries(Object.entries(verdict.exposure).map(([asset, seen]) => [asset, sealed(seen)])),
    };
    verdicts.set(id, wrapped);
  }
  const judged: Simulation = { ...simulation, links: verdicts, sessions };
  return { ...scene, simulation: judged };
}
