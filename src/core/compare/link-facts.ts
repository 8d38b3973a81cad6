import type { Link } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import { hopOf } from '../rules/words.ts';
import { versionRank } from '../simulation/bounds.ts';
import type { LinkVerdict, Session } from '../simulation/verdict.ts';
import { type Fact, type Facts, factsOf } from './fact.ts';

const stateWords: Readonly<Record<LinkVerdict['state'], string>> = {
  plaintext: 'plaintext',
  encrypted: 'encrypted',
  failed: 'does not connect',
  unreached: 'not reached',
};

const authenticationWords: Readonly<Record<LinkVerdict['authentication'], string>> = {
  none: 'nobody: any certificate is accepted',
  ca: 'the CA alone: any certificate of it is accepted',
  server: 'the server',
  mutual: 'both sides',
};
const authenticationRank: Readonly<Record<LinkVerdict['authentication'], number>> = {
  none: 0,
  ca: 1,
  server: 2,
  mutual: 3,
};
const keyExchangeWords: Readonly<Record<Session['keyExchange'], string>> = {
  rsa: 'RSA, without forward secrecy',
  ecdhe: 'forward secret, not post-quantum',
  hybrid: 'hybrid post-quantum',
};

/** What each wire is: there at all, encrypted, between whom, how well. */
export const linkFacts = (scene: Scene): Facts =>
  factsOf([...scene.topology.links.values()].flatMap((link) => factsOfLink(scene, link)));

function factsOfLink({ topology, simulation }: Scene, link: Link): readonly Fact[] {
  const verdict = simulation.links.get(link.id);
  if (!verdict) return [];
  const hop = hopOf(topology, link);
  const title = (node: string) => topology.nodes.get(node)?.title ?? node;
  const fact = (aspect: string, what: string, value: string, shown: string, rank: number | null): Fact => ({
    key: `${link.id} ${aspect}`,
    what: `${hop}: ${what}`,
    value,
    shown,
    rank,
    absence: aspect === 'drawn' ? 'neutral' : 'unsaid',
    where: { links: [link.id] },
  });

  const network = verdict.layers.flatMap((layer) => (layer.kind === 'network' ? [layer.technology] : []));
  const around = network.length > 0 ? `, inside an encrypted network (${network.join(', ')})` : '';
  // The sessions around this wire, the application's own last; what counts of the wire is its verdict, not one session.
  const sessions = verdict.layers.flatMap((layer) => {
    const session = layer.kind === 'session' ? simulation.sessions.get(layer.session) : undefined;
    return session ? [session] : [];
  });
  const own = sessions.at(-1) ?? simulation.sessions.get(verdict.session ?? '');
  const how =
    verdict.state === 'encrypted' && own
      ? ` (TLS ${own.version}; who proves who it is: ${authenticationWords[verdict.authentication]})`
      : '';
  const live = verdict.state === 'plaintext' || verdict.state === 'encrypted';
  const facts = [
    fact('drawn', 'whether it is there', 'there', `there, ${stateWords[verdict.state]}${how}${around}`, null),
    fact(
      'state',
      'whether it is encrypted',
      `${verdict.state} ${network.join(' ')}`,
      stateWords[verdict.state] + how + around,
      live ? (verdict.state === 'encrypted' ? 2 : 0) + (network.length > 0 ? 1 : 0) : null,
    ),
  ];
  if (verdict.state !== 'encrypted' || !own) return facts;

  const downgrade = verdict.downgradable ? ', and whoever interferes can talk it into plaintext' : '';
  const strongest = (rank: (session: Session) => number) =>
    (sessions.length > 0 ? sessions : [own]).reduce((best, each) => (rank(each) > rank(best) ? each : best));
  const keyRank = ({ keyExchange }: Session) => ({ rsa: 0, ecdhe: 1, hybrid: 2 })[keyExchange];
  const version = strongest((session) => versionRank(session.version)).version;
  const keyExchange = strongest(keyRank).keyExchange;
  return [
    ...facts,
    fact(
      'authentication',
      'who proves who it is',
      `${verdict.authentication} ${verdict.downgradable}`,
      authenticationWords[verdict.authentication] + downgrade,
      // What can be downgraded authenticates nobody in the end.
      authenticationRank[verdict.authentication] - (verdict.downgradable ? 10 : 0),
    ),
    fact('version', 'TLS version', version, `TLS ${version}`, versionRank(version)),
    fact('key exchange', 'key exchange', keyExchange, keyExchangeWords[keyExchange], keyRank(strongest(keyRank))),
    fact(
      'span',
      'from where to where its session runs',
      (sessions.length > 0 ? sessions : [own]).map(({ kind, links }) => `${kind} ${links.join('>')}`).join(' in '),
      (sessions.length > 0 ? sessions : [own])
        .map(({ kind, from, to }) => `${title(from)} → ${title(to)}${kind === 'mesh' ? ' (mesh)' : ''}`)
        .join(' around '),
      null,
    ),
  ];
}
