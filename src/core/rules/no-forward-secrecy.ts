import type { ListenerTls } from '../model/schema.ts';
import { dialsAnsweredBy, setDial, setListener } from './fixes.ts';
import { sharedLegs } from './legs.ts';
import type { Fix, Observation, Rule } from './rule.ts';
import { keepsWorking } from './trying-out.ts';
import { listAssets, placeOf } from './words.ts';

export const noForwardSecrecy = {
  id: 'no-forward-secrecy',
  title: 'A stolen key opens old recordings',
  rationale:
    'With RSA key transport the session key travels under the server’s private key: whoever has recorded the traffic and gets that key, years later, reads all of it. With (EC)DHE a stolen key lets somebody pose as the server from then on, and opens nothing of the past.',
  source: 'https://www.rfc-editor.org/rfc/rfc9325#section-4.1',
  about: 'keys',
  clauses: ['asvs-5/12.1.2', 'pci-dss-4.0.1/4.2.1', 'nist-800-52r2/suites'],
  misconceptions: ['M22'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    // Recorded anywhere on the way, however well the peer was checked.
    return sharedLegs(
      context,
      'active',
      ({ outcome }) => outcome.kind === 'session' && outcome.keyExchange === 'rsa',
      () => true,
    ).map(({ leg: { call, answer }, assets, severity, worst }) => ({
      severity,
      where: { link: worst.id },
      assets,
      message: `Whoever records this ${placeOf(topology, worst)} and ever gets the private key of ${answer.node.title} reads ${listAssets(topology, assets)} of all that time: ${call.node.title} and ${answer.node.title} use RSA key exchange, without forward secrecy.`,
      fixes: () => {
        const { listener, node, product } = answer;
        const listens = listener.tls.mode === 'terminate' || listener.tls.mode === 'permissive' ? listener.tls : null;
        const fix: Fix = {
          title: `Use ephemeral keys between ${call.node.title} and ${node.title}`,
          edits: [
            ...(call.keyExchange === 'rsa' ? [setDial(call.link, { keyExchange: 'ecdhe', earlyData: undefined })] : []),
            // With ephemeral keys they may agree on TLS 1.3, and on early data that there was none of until now.
            ...(answer.keyExchange === 'rsa' ? dialsAnsweredBy(context, answer) : [])
              .filter(({ id, dial }) => dial.earlyData && !(call.keyExchange === 'rsa' && id === call.link.id))
              .map((link) => setDial(link, { earlyData: undefined })),
            ...(answer.keyExchange === 'rsa' && listens
              ? [setListener(node, product, { ...listener, tls: { ...listens, keyExchange: 'ecdhe' } as ListenerTls })]
              : []),
          ],
        };
        return keepsWorking(context, fix) ? [fix] : [];
      },
    }));
  },
} as const satisfies Rule;
