import type { Edit } from '../model/edits.ts';
import { isAddress } from '../model/names.ts';
import { can, speaksUpgrade } from '../model/product.ts';
import type { Certificate, Dial, Issuer, Link, Listener, ListenerTls } from '../model/schema.ts';
import { type Answer, listenersOf, ownName, productOf } from '../simulation/bounds.ts';
import type { CauseCode } from '../simulation/causes.ts';
import type { Call } from '../simulation/dials.ts';
import { expectedName, trustedOfClients } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { encryptListener, setDial, setListener, strongestCheck } from './fixes.ts';
import { allowCaller, joinMesh, unwrap } from './mesh-repairs.ts';
import { routeRepairs } from './route-repairs.ts';
import type { Context, Fix } from './rule.ts';
import { beyondRedirect, insteadOfRedirect, passUnseen, speakAlike } from './speech-repairs.ts';
import { hopOf } from './words.ts';

/** Edits that may let the two ends agree, strongest first. Whether they do, and break nothing else, is tried out. */
export function repairs(context: Context, leg: Leg, code: CauseCode): readonly Fix[] {
  const { call, answer, links, reached } = leg;
  const { link, node, product } = call;
  const end = answer.node.title;
  const at = links[reached - 1] ?? link;
  switch (code) {
    case 'plaintext-to-tls':
      return [
        ...dialTls(`Dial ${end} with TLS`, call, answer),
        ...encryptListener(context, leg, `Dial ${end} with TLS, and give it a certificate that is trusted`),
        retune(`Accept plaintext at ${end}`, answer, { mode: 'plaintext' }),
      ];
    case 'tls-to-plaintext':
      return [
        ...terminate(`Terminate TLS at ${end}`, call, answer),
        ...encryptListener(context, leg, `Terminate TLS at ${end} for everyone who dials it`),
        { title: `Dial ${end} in plaintext`, edits: [setDial(link, { tls: 'plaintext' })] },
      ];
    case 'client-certificate-required':
      return [
        ...(can(product, 'dial:mutual', node)
          ? [
              {
                title: `Present a client certificate to ${end}`,
                edits: [
                  setDial(link, {
                    tls: 'mutual',
                    verify: call.tls === 'opportunistic' ? 'none' : call.verify,
                    clientCertificate: { issuer: answer.clientTrusts[0] ?? 'private-ca' },
                  }),
                ],
              },
            ]
          : []),
        retune(`Ask no client certificate at ${end}`, answer, { clientCertificate: 'none' }),
      ];
    case 'client-certificate-untrusted':
      return [
        {
          title: `Present a certificate that ${end} trusts`,
          edits: [setDial(link, { clientCertificate: { issuer: trustedOfClients(answer)[0] ?? 'private-ca' } })],
        },
        // Asked for by habit: who brings none is let in.
        ...(answer.clientCertificate === 'none'
          ? [
              {
                title: `Present no certificate to ${end}, which needs none`,
                edits: [setDial(link, { tls: 'tls', clientCertificate: undefined })],
              },
            ]
          : []),
      ];
    case 'unknown-ca':
      return [
        ...(can(product, 'trust:private-ca', node) && answer.certificate.issuer !== 'self-signed'
          ? [
              {
                title: `Trust that CA on ${node.title}`,
                edits: [setDial(link, { trusts: [...new Set([...call.trusts, answer.certificate.issuer])] })],
              },
            ]
          : []),
        ...(['private-ca', 'public-ca'] as const)
          .filter((issuer) => call.trusts.includes(issuer))
          .map((issuer) =>
            retune(`Give ${end} a certificate of a ${issuer === 'public-ca' ? 'public' : 'private'} CA`, answer, {
              certificate: certificateOf(answer, { issuer }),
            }),
          ),
        {
          title: `Trust the issuer of ${end}'s certificate`,
          edits: [setDial(link, { trusts: [...new Set([...call.trusts, answer.certificate.issuer])] })],
        },
      ];
    case 'name-mismatch': {
      const own = expectedName({ sni: undefined }, answer);
      const dialled = expectedName(call, answer);
      if (isAddress(dialled) && call.product.comparesNamesOnly) {
        const name =
          answer.certificate.names?.find((each) => !isAddress(each) && !each.startsWith('*.')) ?? ownName(answer.node);
        const named = retune(`Dial ${end} by a name and check that`, answer, {
          certificate: certificateOf(answer, { names: [...new Set([...(answer.certificate.names ?? []), name])] }),
        });
        return [{ ...named, edits: [...named.edits, setDial(link, { sni: name })] }];
      }
      return [
        retune(`Issue ${end}'s certificate for ${dialled} too`, answer, {
          certificate: certificateOf(answer, { names: [...(answer.certificate.names ?? []), dialled] }),
        }),
        { title: `Expect the name ${own} instead`, edits: [setDial(link, { sni: own })] },
      ];
    }
    case 'certificate-expired':
      return [retune(`Renew the certificate of ${end}`, answer, { certificate: certificateOf(answer) })];
    case 'no-common-version': {
      const modern = { minVersion: '1.2', maxVersion: '1.3' } as const;
      const [minVersion, maxVersion] = answer.versions;
      const both = retune('Let both ends speak TLS 1.2 and 1.3', answer, modern);
      return [
        { ...both, edits: [setDial(link, modern), ...both.edits] },
        { title: `Dial the versions that ${end} accepts`, edits: [setDial(link, { minVersion, maxVersion })] },
      ];
    }
    case 'upgrade-not-spoken':
      return [{ title: `Start TLS directly to ${end}`, edits: [setDial(link, { negotiation: 'direct' })] }];
    case 'direct-tls-not-spoken':
      return [
        ...(speaksUpgrade(product, call.protocol.id)
          ? [
              {
                title: 'Ask for TLS in band, as this server expects',
                edits: [setDial(link, { negotiation: 'in-band' as const })],
              },
            ]
          : []),
        ...raise(answer),
        plaintextAtBothEnds(call, answer),
      ];
    case 'upgrade-behind-sni-router':
    case 'no-client-hello':
    case 'no-server-name':
    case 'routed-elsewhere':
      return [
        ...(code === 'no-client-hello'
          ? [
              ...acceptProxy(context, at, true),
              ...stopSending(context, leg),
              ...dialTls(`Dial ${end} with TLS, so that there is a name to route by`, call, answer),
            ]
          : []),
        ...routeRepairs(context, leg),
      ];
    case 'no-route':
      return [links[0], links[reached]].flatMap((tied) =>
        tied?.fromListener === undefined
          ? []
          : [
              {
                title: 'Let every listener use this upstream',
                edits: [{ table: 'links' as const, id: tied.id, set: { fromListener: undefined } }],
              },
            ],
      );
    case 'passthrough-to-nobody':
      return call.tls === 'plaintext'
        ? [retune(`Answer in plaintext at ${end}`, answer, { mode: 'plaintext' })]
        : terminate(`Terminate TLS at ${end}`, call, answer);
    case 'proxy-protocol-missing':
      return [
        ...acceptProxy(context, at, false),
        {
          title: `Send a PROXY protocol header to ${context.topology.nodes.get(at.to)?.title ?? at.to}`,
          edits: [setDial(at, { sendsProxyProtocol: true })],
        },
      ];
    case 'proxy-protocol-unexpected':
      return [...acceptProxy(context, at, true), ...stopSending(context, leg)];
    case 'connection-refused':
      return listen(call, answer, at);
    case 'http-version':
    case 'no-application-protocol':
      return speakAlike(leg);
    case 'redirect-loop':
      return [
        ...beyondRedirect(context, leg),
        ...encryptListener(context, leg, `Terminate TLS at ${end}, and dial that`),
      ];
    case 'redirect-answered':
      return insteadOfRedirect(context, leg);
    case 'server-speaks-first':
      return passUnseen(context, at);
    case 'route-not-seen': {
      const next = links[reached];
      if (!next?.match) return [];
      const { path: _, ...rest } = next.match;
      const match = Object.keys(rest).length > 0 ? rest : undefined;
      return [
        {
          title: `Route to ${context.topology.nodes.get(next.to)?.title ?? next.to} whatever the path`,
          edits: [{ table: 'links', id: next.id, set: { match } }],
        },
      ];
    }
    case 'tls-in-tls':
      return unwrap(context, leg);
    case 'mesh-identity-required':
      return joinMesh(context, at);
    case 'mesh-peer-without-proxy':
      return [
        {
          title: 'Let the mesh decide for this link',
          edits: [{ table: 'links', id: at.id, set: { mesh: undefined } }],
        },
      ];
    case 'not-authorised':
      return allowCaller(context, leg, at);
  }
}

/** A dial with TLS, checked as strongly as the product can, by the name of whoever terminates. */
function dialTls(title: string, { link, node, product, trusts }: Call, answer: Answer): readonly Fix[] {
  if (!can(product, 'dial:tls', node)) return [];
  const { issuer } = answer.certificate;
  const knows = trusts.includes(issuer) || issuer === 'self-signed' || !can(product, 'trust:private-ca', node);
  const mutual = answer.clientCertificate === 'required' && can(product, 'dial:mutual', node);
  const dial: Partial<Dial> = {
    tls: mutual ? 'mutual' : 'tls',
    verify: strongestCheck(product, node),
    sni: expectedName({ sni: undefined }, answer),
    ...(knows ? {} : { trusts: [...trusts, issuer] }),
    ...(mutual ? { clientCertificate: { issuer: answer.clientTrusts[0] ?? 'private-ca' } } : {}),
  };
  return [{ title, edits: [setDial(link, dial)] }];
}

/** TLS ends at the listener, with a certificate that this dialler trusts. */
function terminate(title: string, call: Call, answer: Answer): readonly Fix[] {
  if (!can(answer.product, 'listen:terminate', answer.node)) return [];
  const own = answer.certificate.issuer;
  const issuer: Issuer = call.trusts.includes(own) ? own : (call.trusts[0] ?? own);
  const certificate = { issuer, names: [expectedName(call, answer)] };
  return [retune(title, answer, { mode: 'terminate', certificate })];
}

/** What the listener shows today, changed; an expired one is renewed on the way. */
const certificateOf = ({ certificate: { issuer, names } }: Answer, change: Partial<Certificate> = {}): Certificate => ({
  issuer,
  ...(names ? { names: [...names] } : {}),
  ...change,
});

/** Changes the TLS side of the listener that answers, keeping what a terminating one already says. */
function retune(title: string, { node, product, listener, mode }: Answer, change: Record<string, unknown>): Fix {
  const drawn = listener.tls.mode === 'terminate' || listener.tls.mode === 'permissive';
  // What is drawn as something that the product can't do is drawn as what it does instead.
  const kept = change.mode === 'plaintext' ? {} : drawn ? listener.tls : { mode };
  return { title, edits: [setListener(node, product, { ...listener, tls: { ...kept, ...change } as ListenerTls })] };
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

function plaintextAtBothEnds({ link }: Call, answer: Answer): Fix {
  const { title, edits } = retune(`Dial ${answer.node.title} in plaintext, and let it in`, answer, {
    mode: 'plaintext',
  });
  return { title, edits: [setDial(link, { tls: 'plaintext' }), ...edits] };
}

function acceptProxy({ topology, products }: Context, link: Link, accepts: boolean): readonly Fix[] {
  const node = topology.nodes.get(link.to);
  if (!node) return [];
  const product = productOf(node, products);
  const listeners = listenersOf(node, product);
  const listener = listeners.find(({ id }) => id === link.listener) ?? listeners[0];
  if (!listener || (accepts && !can(product, 'proxy-protocol:accept', node))) return [];
  const title = accepts
    ? `Expect the PROXY protocol header at ${node.title}`
    : `Expect no PROXY protocol header at ${node.title}`;
  return [{ title, edits: [setListener(node, product, { ...listener, acceptsProxyProtocol: accepts })] }];
}

function stopSending({ topology }: Context, { links }: Leg): readonly Fix[] {
  const sending = links.filter(({ dial }) => dial.sendsProxyProtocol);
  const stop = (link: Link): Edit => setDial(link, { sendsProxyProtocol: false });
  const title = 'Send no PROXY protocol header';
  // Of several headers one may be expected.
  const single = sending.length < 2 ? [] : sending;
  return sending.length === 0
    ? []
    : [
        { title, edits: sending.map(stop) },
        ...single.map((link) => ({ title: `${title} on ${hopOf(topology, link)}`, edits: [stop(link)] })),
      ];
}

/** Nobody listens: reach the listener that there is, take the product's own, or open one that suits the dial. */
function listen(call: Call, { node, product }: Answer, link: Link): readonly Fix[] {
  const reach: Edit = { table: 'links', id: link.id, set: { listener: undefined } };
  if (listenersOf(node, product).length > 0)
    return [{ title: `Reach the first listener of ${node.title}`, edits: [reach] }];
  const { plaintext, tls } = call.protocol.ports;
  const opened: Listener =
    call.tls === 'plaintext'
      ? { id: 'in', port: plaintext, tls: { mode: 'plaintext' } }
      : {
          id: 'in',
          port: tls,
          tls: { mode: 'terminate', certificate: { issuer: call.trusts[0] ?? product.defaults.issuer } },
        };
  return [
    ...(product.defaults.listeners.length > 0 ? [{ title: `Let ${node.title} listen`, listeners: undefined }] : []),
    { title: `Let ${node.title} listen on port ${opened.port}`, listeners: [opened] },
  ].map(({ title, listeners }) => ({ title, edits: [{ table: 'nodes', id: node.id, set: { listeners } }, reach] }));
}
