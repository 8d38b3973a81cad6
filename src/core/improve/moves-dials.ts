import { hasHybridGroup } from '../model/hybrid-group.ts';
import { can, type Product } from '../model/product.ts';
import type { Dial, Listener, ListenerTls } from '../model/schema.ts';
import { setDial, setListener, strongestCheck } from '../rules/fixes.ts';
import type { Context } from '../rules/rule.ts';
import type { Answer } from '../simulation/bounds.ts';
import type { Call } from '../simulation/dials.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import type { Proposal } from './move.ts';

/** Check the peer, speak only the newest version, exchange keys in a way that a recording does not give away. */
export function dialMoves({ simulation }: Context): readonly Proposal[] {
  const seen = new Set<string>();
  return [...simulation.flows.values()]
    .flatMap(({ legs }) => legs)
    .flatMap((leg): readonly Proposal[] => {
      const key = `${leg.call.link.id}>${leg.answer.node.id}/${leg.answer.listener.id}`;
      if (leg.outcome.kind !== 'session' || seen.has(key)) return [];
      seen.add(key);
      return [...verify(leg), ...newest(leg), ...exchange(leg)];
    });
}

const hop = ({ call, answer }: Leg): string => `${call.node.title} → ${answer.node.title}`;

function verify(leg: Leg): readonly Proposal[] {
  const { call, answer } = leg;
  const check = strongestCheck(call.product, call.node);
  if (check === 'none') return [];
  const { issuer } = answer.certificate;
  const trusts = call.trusts.includes(issuer) ? {} : { trusts: [...call.trusts, issuer] };
  const dial: Partial<Dial> = {
    tls: call.tls === 'mutual' ? 'mutual' : 'tls',
    verify: check,
    sni: expectedName(call, answer),
    ...trusts,
  };
  return [{ title: `Verify the certificate on ${hop(leg)}`, edits: [setDial(call.link, dial)] }];
}

function newest(leg: Leg): readonly Proposal[] {
  const { call, answer } = leg;
  const dial = call.product.versions.dial[1] === '1.3' || call.link.dial.maxVersion !== undefined;
  if (!dial || answer.product.versions.listen[1] !== '1.3') return [];
  const listener = retuned(answer, { minVersion: '1.3', maxVersion: '1.3' });
  return listener === null
    ? []
    : [
        {
          title: `Speak TLS 1.3 only on ${hop(leg)}`,
          edits: [setDial(call.link, { maxVersion: '1.3' }), setListener(answer.node, answer.product, listener)],
        },
      ];
}

/** A component of your own does what you build into it. */
const yours = ({ upgrades }: Product): boolean => upgrades === 'all';

function exchange(leg: Leg): readonly Proposal[] {
  const { call, answer, outcome } = leg;
  if (outcome.kind !== 'session' || outcome.keyExchange === 'hybrid') return [];
  const proposals: Proposal[] = [];
  const offer = (title: string, keyExchange: 'ecdhe' | 'hybrid', versions: { readonly maxVersion?: '1.3' }) => {
    const listener = retuned(answer, { keyExchange, ...versions });
    if (listener)
      proposals.push({
        title,
        edits: [setDial(call.link, { keyExchange, ...versions }), setListener(answer.node, answer.product, listener)],
      });
  };
  if (outcome.keyExchange === 'rsa') offer(`Use a forward-secret key exchange on ${hop(leg)}`, 'ecdhe', {});
  if (offersHybrid(call, answer))
    offer(`Use a post-quantum key exchange on ${hop(leg)}`, 'hybrid', { maxVersion: '1.3' });
  return proposals;
}

const offersHybrid = (call: Call, answer: Answer): boolean =>
  (yours(call.product) || call.product.hybridKeyExchange?.dial !== undefined) &&
  (yours(answer.product) || answer.product.hybridKeyExchange?.listen !== undefined) &&
  [call, answer].every(({ product, node }) => hasHybridGroup(product, node));

type Tuning = Partial<Pick<Extract<ListenerTls, { mode: 'terminate' }>, 'minVersion' | 'maxVersion' | 'keyExchange'>>;

function retuned({ listener, node, product }: Answer, change: Tuning): Listener | null {
  const { tls } = listener;
  if (tls.mode !== 'terminate' && tls.mode !== 'permissive') return null;
  return can(product, `listen:${tls.mode}`, node) ? { ...listener, tls: { ...tls, ...change } } : null;
}
