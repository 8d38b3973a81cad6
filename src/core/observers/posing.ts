import type { Fact } from '../model/product.ts';
import { expectedName } from '../simulation/meet.ts';
import { type Clue, type Evidence, evidenceFrom } from './clue.ts';
import { sources } from './sources.ts';
import type { Terrain, Transit } from './terrain.ts';
import { legTitle, nameOf, nodeTitle } from './words.ts';

export type Why = 'own' | 'shared-key' | 'same-name' | 'any-certificate' | 'any-of-issuer';

/** Sessions that somebody with the key of a node (null: of any) can take over by standing in for the terminator. */
export function posing(terrain: Terrain, node: string | null, transits: readonly Transit[], why: Why): Evidence {
  const { scene } = terrain;
  const clues: Clue[] = [];
  for (const transit of transits)
    for (const asset of transit.open) {
      clues.push({
        asset,
        sight: 'active',
        place: { node: transit.leg.answer.node.id },
        tell: () => ({
          text: `Whoever has the key and gets in between can read ${nameOf(scene.topology, asset)} on ${legTitle(scene.topology, transit.leg)}: ${whyPosing(terrain, node, transit, why)}`,
          facts: factsOfPosing(transit, why),
          transits: [transit],
        }),
      });
    }
  return evidenceFrom(clues);
}

function whyPosing({ scene }: Terrain, node: string | null, { leg }: Transit, why: Why): string {
  const { call, answer } = leg;
  const title = node === null ? 'it' : nodeTitle(scene.topology, node);
  switch (why) {
    case 'own':
      return `the session ends at ${title}, and the key is what ${title} proves itself with.`;
    case 'shared-key':
      return `${answer.node.title} uses the same key as ${title}.`;
    case 'same-name':
      return `the certificate of ${title} is also good for "${expectedName(call, answer)}", the name that ${call.node.title} asks for.`;
    case 'any-certificate':
      return `${call.node.title} accepts any certificate, this one too.`;
    case 'any-of-issuer':
      return `${call.node.title} accepts any certificate of the CA, this one too, in place of that of ${answer.node.title}.`;
  }
}

function factsOfPosing({ leg }: Transit, why: Why): readonly Fact[] {
  const { call, answer, outcome } = leg;
  switch (why) {
    case 'own': {
      const lasting = outcome.kind === 'session' && outcome.keyExchange !== 'rsa' ? [sources.forwardSecrecy] : [];
      return [answer.product.keyLocation, ...lasting];
    }
    case 'shared-key':
      return [answer.product.keyLocation];
    case 'same-name':
      return [sources.issuerOnly];
    case 'any-certificate':
    case 'any-of-issuer': {
      const support = call.product.supports['verify:full'];
      const unable = support.can === 'never' ? [{ text: support.why, source: support.source }] : [];
      return [why === 'any-certificate' ? sources.unauthenticated : sources.issuerOnly, ...unable];
    }
  }
}
