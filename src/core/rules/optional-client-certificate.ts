import { groundFor } from './around.ts';
import { encryptListener } from './fixes.ts';
import { carriedBy, portsOf } from './ports.ts';
import type { Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity } from './severity.ts';
import { listed, titlesOf } from './words.ts';

export const optionalClientCertificate = {
  id: 'optional-client-certificate',
  title: 'Who shows no certificate gets in as well',
  rationale:
    'A listener that asks for a client certificate and goes on without one leaves it to the program behind to notice. Where somebody relies on that identity, one forgotten check lets in everybody who shows none.',
  source: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
  about: 'access',
  clauses: ['asvs-5/12.1.3', 'nist-800-53/IA-3'],
  misconceptions: ['M28'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const { outgoing } = groundFor(context);
    return [...portsOf(context).values()].flat().flatMap((port): readonly Observation[] => {
      const { node, listener, clientCertificate, mode } = port.answer;
      // Whoever speaks plaintext shows none, whatever is asked of the others.
      const both = mode === 'permissive' && clientCertificate !== 'none';
      const optional = mode === 'terminate' && clientCertificate === 'optional';
      if (!(both || optional) || port.legs.length === 0) return [];
      const believers = (outgoing.get(node.id) ?? [])
        .map(({ to }) => to)
        .filter((to) => topology.nodes.get(to)?.trustsHeaders?.includes('client-certificate'));
      // A node that names its callers turns away whoever shows no certificate: nothing is left open there.
      if (node.allows || believers.length === 0) return [];
      const users = listed(titlesOf(topology, believers));
      return [
        {
          severity: byHarm(topology, carriedBy(port), 'medium'),
          where: { node: node.id, listener: listener.id },
          assets: bySensitivity(topology, carriedBy(port)),
          message: `Callers without a certificate get through ${node.title}, although ${users} ${believers.length === 1 ? 'decides' : 'decide'} by it who may do what: ${both ? `port ${listener.port} takes plaintext as well, which shows none` : `on port ${listener.port} a client certificate is optional`}.`,
          fixes: () => [
            ...encryptListener(context, port, `Require a client certificate at ${node.title}`, true),
            {
              title: `Believe no certificate header at ${users}`,
              note: 'Who is calling is then told by a token, checked where it is used.',
              edits: [...new Set(believers)].map((id) => {
                const rest = topology.nodes.get(id)?.trustsHeaders?.filter((each) => each !== 'client-certificate');
                return { table: 'nodes', id, set: { trustsHeaders: rest && rest.length > 0 ? rest : undefined } };
              }),
            },
          ],
        },
      ];
    });
  },
} as const satisfies Rule;
