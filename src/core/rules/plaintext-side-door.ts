import type { Edit } from '../model/edits.ts';
import { productOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import { groundFor, incomingOf } from './around.ts';
import { encryptListener, setDial, strongestCheck } from './fixes.ts';
import { carriedBy, type Port, portsOf } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { byHarm, sensitive } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listAssets } from './words.ts';

export const plaintextSideDoor = {
  id: 'plaintext-side-door',
  title: 'A plaintext door beside the locked one',
  rationale:
    'A port for health checks, metrics or old clients stays open after everybody has moved to TLS, and serves the same program: who finds it talks to it in plaintext, and so does whoever is led there. Probes are hops like any other.',
  source: 'https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html',
  about: 'access',
  clauses: ['asvs-5/12.3.1', 'asvs-5/12.3.3', 'fedramp-rev5/SC-8', 'aws-fsbp/ELB.21'],
  misconceptions: ['M25'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    return [...portsOf(context).values()].flatMap((ports): readonly Observation[] => {
      const locked = ports.filter(
        ({ answer, legs }) => answer.mode === 'terminate' && legs.some(({ leg }) => leg.outcome.kind === 'session'),
      );
      const [first] = locked;
      const assets = sensitive(topology, new Set(locked.flatMap((port) => [...carriedBy(port)])));
      if (!first || assets.length === 0) return [];
      return ports.flatMap((port): readonly Observation[] => {
        const { node, listener, mode } = port.answer;
        // What carries data in plaintext is found on the wire; a redirect serves nothing.
        if ((mode !== 'plaintext' && mode !== 'permissive') || carriedBy(port).size > 0) return [];
        if (listener.tls.mode === 'plaintext' && listener.tls.redirectsToTls) return [];
        const probes = linksTo(context, port).filter(({ purpose }) => purpose === 'health' || purpose === 'telemetry');
        const kept = probes.some(({ purpose }) => purpose === 'health')
          ? 'A health check keeps it open.'
          : probes.length > 0
            ? 'Telemetry keeps it open.'
            : 'Nothing drawn needs it.';
        return [
          {
            severity: byHarm(topology, assets, 'low'),
            where: { node: node.id, listener: listener.id },
            assets,
            message: `${node.title} takes plaintext on port ${listener.port}, beside the TLS port through which it gets ${listAssets(topology, assets)}: whoever finds it speaks to the same program. ${kept}`,
            fixes: () => closed(context, port, first),
          },
        ];
      });
    });
  },
} as const satisfies Rule;

const linksTo = (context: Context, { answer: { node, listener } }: Port) => {
  const ports = portsOf(context).get(node.id) ?? [];
  const isDefault = ports[0]?.answer.listener.id === listener.id;
  return (incomingOf(context).get(node.id) ?? []).filter((link) =>
    link.listener === undefined ? isDefault : link.listener === listener.id,
  );
};

/** The port shut, with what leads there led to the TLS port; where that is not to be, TLS on the port itself. */
function closed(context: Context, port: Port, instead: Port): readonly Fix[] {
  const { topology, products } = context;
  const { node, listener } = port.answer;
  const ports = portsOf(context).get(node.id) ?? [];
  const led = linksTo(context, port);
  const edits = led.flatMap((link): readonly Edit[] => {
    const from = topology.nodes.get(link.from);
    if (!from) return [];
    const dial = {
      tls: 'tls' as const,
      verify: strongestCheck(productOf(from, products), from),
      sni: expectedName({ sni: undefined }, instead.answer),
    };
    const edit = setDial(link, dial);
    return [{ ...edit, set: { ...edit.set, listener: instead.answer.listener.id } } as Edit];
  });
  // The first listener is the default: who names none goes on to reach the one that is meant.
  const defaulted = (incomingOf(context).get(node.id) ?? []).filter(
    (link) => link.listener === undefined && !led.includes(link),
  );
  const fix: Fix = {
    title:
      led.length > 0
        ? `Close port ${listener.port} of ${node.title}, and lead what comes there to port ${instead.answer.listener.port}`
        : `Close port ${listener.port} of ${node.title}`,
    edits: [
      ...edits,
      // What it alone sent on goes on from the port that is left.
      ...(groundFor(context).outgoing.get(node.id) ?? [])
        .filter(({ fromListener }) => fromListener === listener.id)
        .map(({ id }): Edit => ({ table: 'links', id, set: { fromListener: instead.answer.listener.id } })),
      ...defaulted.map(
        (link): Edit => ({ table: 'links', id: link.id, set: { listener: ports[0]?.answer.listener.id } }),
      ),
      {
        table: 'nodes',
        id: node.id,
        set: { listeners: ports.map(({ answer }) => answer.listener).filter(({ id }) => id !== listener.id) },
      },
    ],
  };
  if (keepsWorking(context, fix)) return [fix];
  return encryptListener(
    context,
    { answer: port.answer },
    `Speak TLS on port ${listener.port} of ${node.title} as well`,
  );
}
