import type { Edit } from '../model/edits.ts';
import { can } from '../model/product.ts';
import type { Certificate, Listener, ListenerTls } from '../model/schema.ts';
import { encryptListener, setDial, setListener, strongestCheck } from '../rules/fixes.ts';
import type { Context } from '../rules/rule.ts';
import type { Answer } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import type { Proposal } from './move.ts';

/** Terminate here with a certificate that every caller trusts; ask every caller for a certificate of its own. */
export function listenerMoves(scene: Context): readonly Proposal[] {
  return [...answered(scene).values()].flatMap((legs): readonly Proposal[] => {
    const [first] = legs;
    if (!first) return [];
    const { answer } = first;
    const strict = encryptListener(
      scene,
      first,
      `Accept only TLS at ${answer.node.title}, verified by whoever dials it`,
    );
    return [...strict, ...mutual(legs, answer)];
  });
}

/** The legs that end at each listener, in the order of the drawing. */
function answered({ simulation }: Context): ReadonlyMap<string, readonly Leg[]> {
  const byListener = new Map<string, Leg[]>();
  for (const { legs } of simulation.flows.values())
    for (const leg of legs) {
      const key = `${leg.answer.node.id}/${leg.answer.listener.id}`;
      const known = byListener.get(key);
      if (known) known.push(leg);
      else byListener.set(key, [leg]);
    }
  return byListener;
}

const detailsOf = ({ tls }: Listener) => (tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : undefined);

function mutual(legs: readonly Leg[], { node, product, listener, certificate, mode }: Answer): readonly Proposal[] {
  if (!can(product, 'listen:terminate', node) || !can(product, 'client-certificate:required', node)) return [];
  if (legs.some(({ call }) => !can(call.product, 'dial:mutual', call.node))) return [];
  const kept = detailsOf(listener);
  const names = new Set(certificate.names ?? []);
  const issuer = certificate.issuer === 'self-signed' ? 'private-ca' : certificate.issuer;
  const dials = new Map<string, Edit>();
  for (const { call, answer } of legs) {
    const name = expectedName(call, answer);
    names.add(name);
    const trusts = call.trusts.includes(issuer) ? {} : { trusts: [...call.trusts, issuer] };
    const presents = call.link.dial.clientCertificate ?? { issuer: 'private-ca' as const };
    dials.set(
      call.link.id,
      setDial(call.link, {
        tls: 'mutual',
        verify: strongestCheck(call.product, call.node),
        sni: name,
        clientCertificate: { ...presents, expired: false },
        ...trusts,
      }),
    );
  }
  const accepted = [
    ...new Set(legs.map(({ call }) => call.link.dial.clientCertificate?.issuer ?? 'private-ca')),
  ].sort();
  const shown: Certificate = {
    ...kept?.certificate,
    issuer,
    expired: false,
    ...(kept?.certificate?.names ? { names: [...names].sort() } : {}),
  };
  const tls: ListenerTls = {
    ...(kept ?? { minVersion: '1.2' as const }),
    mode: 'terminate',
    certificate: mode === 'plaintext' ? { issuer } : shown,
    clientCertificate: 'required',
    ...(kept?.clientTrusts || accepted.some((each) => each !== 'private-ca') ? { clientTrusts: accepted } : {}),
  };
  return [
    {
      title: `Ask everyone who dials ${node.title} for a client certificate`,
      edits: [...dials.values(), setListener(node, product, { ...listener, tls })],
    },
  ];
}
