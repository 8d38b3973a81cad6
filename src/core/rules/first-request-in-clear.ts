import type { Listener } from '../model/schema.ts';
import { listenersOf } from '../simulation/bounds.ts';
import { carriedBy, portsOf } from './ports.ts';
import type { Observation, Rule } from './rule.ts';
import { byHarm, sensitive } from './severity.ts';
import { listAssets, listed, titlesOf } from './words.ts';

export const firstRequestInClear = {
  id: 'first-request-in-clear',
  title: 'The redirect comes too late',
  rationale:
    'A redirect to https is itself sent in plaintext, after a request that was, with every cookie that is not marked Secure. Whoever answers in its place keeps the visitor on plaintext and reads everything. Strict-Transport-Security lets a browser skip that first request next time, and from the preload list always.',
  source: 'https://www.rfc-editor.org/rfc/rfc6797#section-2.3.1',
  about: 'impersonation',
  clauses: ['asvs-5/12.2.1', 'pci-dss-4.0.1/4.2.1'],
  misconceptions: ['M11'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    return [...portsOf(context).values()].flatMap((ports): readonly Observation[] => {
      const redirect = ports.find(
        ({ answer: { listener } }) => listener.tls.mode === 'plaintext' && listener.tls.redirectsToTls === true,
      );
      if (!redirect) return [];
      const loose = ports.filter(
        ({ answer: { listener, mode }, legs }) =>
          mode === 'terminate' &&
          listener.tls.mode === 'terminate' &&
          (listener.tls.strictTransport ?? 'off') === 'off' &&
          legs.some(({ leg }) => leg.call.product.kind === 'client'),
      );
      const assets = sensitive(topology, new Set(loose.flatMap((port) => [...carriedBy(port)])));
      if (assets.length === 0) return [];
      const { node, product, listener } = redirect.answer;
      const clients = loose.flatMap(({ legs }) =>
        legs.filter(({ leg }) => leg.call.product.kind === 'client').map(({ leg }) => leg.call.node.id),
      );
      return [
        {
          severity: byHarm(topology, assets, 'low'),
          where: { node: node.id, listener: listener.id },
          assets,
          message: `Somebody on the network of ${listed(titlesOf(topology, clients))} reads the first request to ${node.title}, and whoever answers it in plaintext goes on to read ${listAssets(topology, assets)}: port ${listener.port} redirects to TLS, and nothing tells browsers to start there.`,
          fixes: () => [
            {
              title: `Send Strict-Transport-Security from ${node.title}`,
              note: 'Mark its cookies Secure as well, and ask for the preload list once every subdomain speaks TLS.',
              edits: [
                {
                  table: 'nodes',
                  id: node.id,
                  set: {
                    listeners: listenersOf(node, product).map(
                      (each): Listener =>
                        loose.some(({ answer }) => answer.listener.id === each.id) && each.tls.mode === 'terminate'
                          ? { ...each, tls: { ...each.tls, strictTransport: 'sent' } }
                          : each,
                    ),
                  },
                },
              ],
            },
          ],
        },
      ];
    });
  },
} as const satisfies Rule;
