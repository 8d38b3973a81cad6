import { hasSession, isSealed } from './hop.ts';
import { travelling } from './judge.ts';
import { type Stage, stageRank, stages, stageTitle, trafficOf } from './maturity.ts';
import { type Case, type DesignClause, type Ruling, ruling } from './regime.ts';
import { counted, hopName, nameSome } from './say.ts';

const model = 'https://www.cisa.gov/zero-trust-maturity-model';

/**
 * Where a design stands against the stage that is to be reached. Clear traffic is a gap while that is Initial, when
 * encrypting has only to begin, and a failure from Advanced on. `open` is what a drawing cannot show and the next stage asks.
 */
function towards(
  { level }: Case,
  stage: Stage,
  why: string,
  more: { readonly clear?: true; readonly open?: string } = {},
): Ruling {
  const said = `As drawn: ${stageTitle[stage]}. ${why}`;
  const wanted = stages[stageRank(level)] ?? 'advanced';
  if (more.clear && wanted === 'initial') return ruling('GAP', said);
  if (stageRank(stage) >= stageRank(wanted)) return ruling('PASS', said);
  if (more.open !== undefined)
    return ruling('EVIDENCE', `${said} ${stageTitle[wanted]} asks more than a drawing shows: ${more.open}`);
  return ruling('FAIL', `${said} ${stageTitle[wanted]} is not reached.`);
}

const nothing: Ruling = { verdict: 'N/A', message: 'Nothing that works is drawn between components.', undecided: true };

export const trafficEncryption: DesignClause = {
  over: 'design',
  id: 'ztmm-networks',
  title: 'Networks: traffic encryption',
  asks: 'Initial: internal traffic begins to be encrypted and keys to be managed. Advanced: all applicable internal and external protocols, certificates issued and rotated by a managed process. Optimal: least privilege for keys, and the agility to change algorithms.',
  source: model,
  confidence: 'H',
  judge: (given) => {
    const { topology } = given.scene;
    const { links, clear, byHand, unknownRenewal } = trafficOf(given);
    if (links === 0) return [nothing];
    if (clear.length > 0) {
      const named = nameSome(clear.map((hop) => hopName(topology, hop)));
      const why = `${counted(clear.length, 'hop')} of ${links} ${clear.length === 1 ? 'is' : 'are'} not encrypted by a session that is enforced: ${named}.`;
      return [towards(given, clear.length === links ? 'traditional' : 'initial', why, { clear: true })];
    }
    const all = `All ${counted(links, 'hop')} are encrypted.`;
    if (byHand.length > 0)
      return [towards(given, 'initial', `${all} Certificates are renewed by hand at ${nameSome(byHand)}.`)];
    if (unknownRenewal.length > 0)
      return [
        towards(given, 'initial', all, {
          open: `how certificates are renewed at ${nameSome(unknownRenewal)} is not drawn.`,
        }),
      ];
    return [
      towards(given, 'advanced', `${all} Certificates renew themselves.`, {
        open: 'who may use which key, and how soon algorithms can be changed.',
      }),
    ];
  },
};

export const dataEncryption: DesignClause = {
  over: 'design',
  id: 'ztmm-data',
  title: 'Data: encryption',
  asks: 'Initial: all data is encrypted in transit. Advanced: at rest as well, no key in code, keys rotated. Optimal: in use, where appropriate.',
  source: model,
  confidence: 'H',
  judge: (given) => {
    const { topology } = given.scene;
    const hops = travelling(given);
    if (hops.length === 0) return [nothing];
    const open = hops.filter((hop) => !hasSession(hop) && !isSealed(hop));
    if (open.length > 0) {
      const why = `Data travels in clear, or under encryption that nothing enforces, on ${nameSome(open.map((hop) => hopName(topology, hop)))}.`;
      return [towards(given, 'traditional', why, { clear: true })];
    }
    return [
      towards(given, 'initial', 'All data is encrypted in transit.', {
        open: 'encryption at rest, keys outside code, rotation.',
      }),
    ];
  },
};
