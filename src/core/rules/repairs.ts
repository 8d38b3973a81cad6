import type { Edit } from '../model/edits.ts';
import { can } from '../model/product.ts';
import type { Link } from '../model/schema.ts';
import { type Answer, listenersOf, productOf } from '../simulation/bounds.ts';
import type { CauseCode } from '../simulation/causes.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { setDial, setListener, strongestCheck } from './fixes.ts';
import type { Context, Fix } from './rule.ts';

/** The smallest edits that let the two ends agree, strongest first. */
export function repairs(context: Context, leg: Leg, code: CauseCode): readonly Fix[] {
  const { call, answer, links, reached } = leg;
  const { link, product: dialer } = call;
  const name = expectedName({ sni: undefined }, answer);
  const at = links[reached - 1] ?? link;
  const fix = (title: string, ...edits: readonly Edit[]): Fix => ({ title, edits });
  const certificate = { issuer: answer.certificate.issuer, names: answer.certificate.names ?? [name] };
  switch (code) {
    case 'plaintext-to-tls':
      return can(dialer, 'dial:tls', call.node)
        ? [
            fix(
              `Dial ${answer.node.title} with TLS`,
              setDial(link, {
                tls: answer.clientCertificate === 'required' ? 'mutual' : 'tls',
                verify: strongestCheck(dialer, call.node),
                sni: name,
              }),
            ),
          ]
        : [retune(`Accept plaintext at ${answer.node.title}`, answer, { mode: 'plaintext' })];
    case 'tls-to-plaintext':
      return can(answer.product, 'listen:terminate', answer.node)
        ? [
            retune(`Terminate TLS at ${answer.node.title}`, answer, {
              mode: 'terminate',
              certificate: {
                ...certificate,
                issuer: can(dialer, 'trust:private-ca', call.node) ? certificate.issuer : 'public-ca',
                names: [call.sni ?? name],
              },
            }),
          ]
        : [fix(`Dial ${answer.node.title} in plaintext`, setDial(link, { tls: 'plaintext' }))];
    case 'client-certificate-required':
      return can(dialer, 'dial:mutual', call.node)
        ? [
            fix(
              `Present a client certificate to ${answer.node.title}`,
              setDial(link, { tls: 'mutual', verify: call.verify, ...(call.sni ? { sni: call.sni } : {}) }),
            ),
          ]
        : [retune(`Ask no client certificate at ${answer.node.title}`, answer, { clientCertificate: 'none' })];
    case 'client-certificate-untrusted':
      return [
        fix(
          `Present a certificate that ${answer.node.title} trusts`,
          setDial(link, { clientCertificate: { issuer: answer.clientTrusts[0] ?? 'private-ca' } }),
        ),
      ];
    case 'unknown-ca':
      return can(dialer, 'trust:private-ca', call.node) && answer.certificate.issuer !== 'self-signed'
        ? [
            fix(
              `Trust that CA on ${call.node.title}`,
              setDial(link, { trusts: [...new Set([...call.trusts, answer.certificate.issuer])] }),
            ),
          ]
        : [
            retune(
              `Give ${answer.node.title} a certificate of a ${can(dialer, 'trust:private-ca', call.node) && call.trusts.includes('private-ca') ? 'private' : 'public'} CA`,
              answer,
              {
                certificate: {
                  ...certificate,
                  issuer:
                    can(dialer, 'trust:private-ca', call.node) && call.trusts.includes('private-ca')
                      ? 'private-ca'
                      : 'public-ca',
                },
              },
            ),
          ];
    case 'name-mismatch':
      return [
        retune(`Issue ${answer.node.title}'s certificate for ${call.sni ?? name} too`, answer, {
          certificate: { ...certificate, names: [...certificate.names, call.sni ?? name] },
        }),
        fix(`Expect the name ${name} instead`, setDial(link, { sni: name })),
      ];
    case 'certificate-expired':
      return [
        retune(`Renew the certificate of ${answer.node.title}`, answer, {
          certificate: { ...certificate, expired: false },
        }),
      ];
    case 'no-common-version':
      return [
        {
          title: 'Let both ends speak TLS 1.2 and 1.3',
          edits: [
            setDial(link, { minVersion: '1.2', maxVersion: '1.3' }),
            ...retune('', answer, { minVersion: '1.2', maxVersion: '1.3' }).edits,
          ],
        },
      ];
    case 'upgrade-not-spoken':
      return [fix(`Start TLS directly to ${answer.node.title}`, setDial(link, { negotiation: 'direct' }))];
    case 'direct-tls-not-spoken':
      return call.product.upgrades === 'all' || call.product.upgrades.includes(call.protocol.id)
        ? [fix('Ask for TLS in band, as this server expects', setDial(link, { negotiation: 'in-band' }))]
        : [fix(`Dial ${answer.node.title} in plaintext`, setDial(link, { tls: 'plaintext' })), ...raise(answer)];
    case 'upgrade-behind-sni-router':
    case 'no-client-hello':
    case 'no-server-name':
    case 'routed-elsewhere':
      return routeFixes(context, leg, code);
    case 'no-route': {
      const next = links[reached] ?? link;
      return [
        {
          title: 'Let every listener use this upstream',
          edits: [{ table: 'links', id: next.id, set: { fromListener: undefined } }],
        },
      ];
    }
    case 'passthrough-to-nobody':
      return can(answer.product, 'listen:terminate', answer.node)
        ? [retune(`Terminate TLS at ${answer.node.title}`, answer, { mode: 'terminate', certificate })]
        : [];
    case 'proxy-protocol-missing':
      return [acceptProxy(context, at, false)];
    case 'proxy-protocol-unexpected':
      return [acceptProxy(context, at, true), stopSending(leg)].filter((each) => each !== null);
    case 'connection-refused':
      return answer.product.defaults.listeners.length > 0
        ? [
            fix(
              `Let ${answer.node.title} listen`,
              { table: 'nodes', id: answer.node.id, set: { listeners: undefined } },
              { table: 'links', id: at.id, set: { listener: undefined } },
            ),
          ]
        : [];
  }
}

/** Changes the TLS side of the listener that answers, keeping what a terminating one already says. */
function retune(title: string, { node, product, listener }: Answer, change: Record<string, unknown>): Fix {
  const tls = {
    ...(listener.tls.mode === 'passthrough' || change.mode === 'plaintext' ? {} : listener.tls),
    ...change,
  } as typeof listener.tls;
  return { title, edits: [setListener(node, product, { ...listener, tls })] };
}

const raise = ({ node, product }: Answer): readonly Fix[] =>
  product.directSince === undefined
    ? []
    : [
        {
          title: `Upgrade ${node.title} to version ${product.directSince}`,
          edits: [{ table: 'nodes', id: node.id, set: { version: product.directSince } }],
        },
      ];

function routeFixes(context: Context, { call, links, reached, answer }: Leg, code: CauseCode): readonly Fix[] {
  const next = links[reached];
  const fixes: Fix[] = [];
  const wanted = next?.match?.sni?.find((name) => !name.startsWith('*.'));
  if (wanted && (code === 'no-server-name' || code === 'routed-elsewhere'))
    fixes.push({ title: `Dial by the name ${wanted}`, edits: [setDial(call.link, { sni: wanted })] });
  const name = expectedName(call, answer);
  if (next?.match?.sni && code === 'routed-elsewhere')
    fixes.push({
      title: `Route ${name} here too`,
      edits: [{ table: 'links', id: next.id, set: { match: { ...next.match, sni: [...next.match.sni, name] } } }],
    });
  if (next?.match?.sni && code !== 'routed-elsewhere')
    fixes.push({
      title: 'Make this the default route',
      edits: [{ table: 'links', id: next.id, set: { match: undefined } }],
    });
  const router = links[reached - 1];
  const node = router && context.topology.nodes.get(router.to);
  if (fixes.length === 0 && next && !next.match?.sni)
    fixes.push({
      title: `Route ${name} here`,
      edits: [{ table: 'links', id: next.id, set: { match: { ...next.match, sni: [name] } } }],
    });
  return node ? fixes : [];
}

function acceptProxy(context: Context, link: Link, accepts: boolean): Fix {
  const node = context.topology.nodes.get(link.to);
  if (!node) return { title: '', edits: [] };
  const product = productOf(node, context.products);
  const listeners = listenersOf(node, product);
  const listener = listeners.find(({ id }) => id === link.listener) ?? listeners[0];
  return {
    title: accepts
      ? `Expect the PROXY protocol header at ${node.title}`
      : `Expect no PROXY protocol header at ${node.title}`,
    edits: listener ? [setListener(node, product, { ...listener, acceptsProxyProtocol: accepts })] : [],
  };
}

function stopSending({ links }: Leg): Fix | null {
  const senders = links.filter(({ dial }) => dial.sendsProxyProtocol);
  return senders.length === 0
    ? null
    : {
        title: 'Send no PROXY protocol header',
        edits: senders.map((link) => setDial(link, { sendsProxyProtocol: false })),
      };
}
