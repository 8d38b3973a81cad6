import type { Link, Listener, Node } from '../model/schema.ts';
import type { Notice } from './plan.ts';

/** Settings that are drawn and simulated, and that no export writes yet: said, so that nobody takes them for configured. */
export function unwritten(node: Node, listeners: readonly Listener[], links: readonly Link[]): readonly Notice[] {
  const byHand = (about: string, what: string): Notice => ({
    kind: 'by-hand',
    about,
    message: `${what} is drawn and not written here: set it by hand.`,
  });
  return [
    ...(node.allows ? [byHand(node.id, `Who may call ${node.title}`)] : []),
    ...listeners.flatMap(({ id, tls, alpn, mesh }) => {
      const terminating = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : null;
      return [
        ...(tls.mode === 'plaintext' && tls.redirectsToTls ? [byHand(id, 'The redirect to https')] : []),
        ...(terminating?.keyExchange ? [byHand(id, `The key exchange (${terminating.keyExchange})`)] : []),
        ...(terminating?.strictTransport && terminating.strictTransport !== 'off'
          ? [byHand(id, 'Strict-Transport-Security')]
          : []),
        ...(alpn ? [byHand(id, `The list of application protocols (${alpn.join(', ')})`)] : []),
        ...(mesh ? [byHand(id, `What the mesh asks of this port (${mesh})`)] : []),
      ];
    }),
    ...links.flatMap(({ id, dial, mesh }) => [
      ...(dial.keyExchange ? [byHand(id, `The key exchange (${dial.keyExchange})`)] : []),
      ...(dial.alpn ? [byHand(id, `The list of application protocols (${dial.alpn.join(', ')})`)] : []),
      ...(dial.earlyData ? [byHand(id, 'Early data (0-RTT)')] : []),
      ...(mesh && mesh !== 'automatic' ? [byHand(id, `How the mesh's proxy treats this link (${mesh})`)] : []),
    ]),
  ];
}
