import type { Answer } from '../simulation/bounds.ts';
import { linkMarks, markMeanings, markWords } from './marks.ts';
import type { LegendEntry, Panel } from './scene.ts';

const listenerWords: Readonly<Record<Answer['mode'], readonly [word: string, meaning: string]>> = {
  terminate: ['TLS ends here', 'whoever it is reads what arrives'],
  plaintext: ['plaintext port', 'listens without TLS'],
  permissive: ['both', 'accepts TLS and plaintext'],
  passthrough: ['passes through', 'relays TLS without reading it'],
  closed: ['closed', 'can’t listen as drawn'],
};

const sightWords: Readonly<Record<'reads' | 'active' | 'metadata', readonly [word: string, meaning: string]>> = {
  reads: ['reads', 'readable to this observer'],
  active: ['can read', 'by impersonating, downgrading or asking for it'],
  metadata: ['metadata', 'addresses, sizes and timing only'],
};

/** Explains exactly what is in the picture, and nothing that is not. */
export function legendOf(panels: readonly Panel[]): readonly LegendEntry[] {
  const links = panels.flatMap((panel) => panel.links);
  const cards = panels.flatMap((panel) => panel.cards);
  const zones = panels.flatMap((panel) => panel.zones);
  const modes = new Set(cards.flatMap(({ listeners }) => listeners.map(({ mode }) => mode)));
  // Lines that an observer reads are drawn as that, whatever they are.
  const marks = new Set(links.flatMap(({ mark, sight }) => (sight === 'reads' || sight === 'active' ? [] : [mark])));
  const observed = links.some(({ sight }) => sight !== null);
  const sights = new Set(links.map(({ sight }) => sight));
  const chips = new Set(cards.flatMap((each) => each.chips.map(({ sight }) => sight)));
  const entry = (there: boolean, sign: LegendEntry['sign'], word: string, meaning: string): readonly LegendEntry[] =>
    there ? [{ sign, word, meaning }] : [];
  return [
    ...linkMarks.flatMap((mark) => entry(marks.has(mark), { kind: 'link', mark }, markWords[mark], markMeanings[mark])),
    ...(['reads', 'active', 'metadata'] as const).flatMap((sight) =>
      entry(sights.has(sight), { kind: 'sight', sight }, ...sightWords[sight]),
    ),
    ...entry(
      links.some(({ cased, mark }) => cased && mark !== 'shielded'),
      { kind: 'casing' },
      'network layer',
      'the network encrypts around it',
    ),
    ...entry(
      cards.some(({ pipe }) => pipe !== null),
      { kind: 'pipe' },
      'pipe',
      'a session runs through and does not end here',
    ),
    ...(['terminate', 'plaintext', 'permissive', 'passthrough', 'closed'] as const).flatMap((mode) =>
      entry(modes.has(mode), { kind: 'listener', mode }, ...listenerWords[mode]),
    ),
    ...entry(chips.has('reads'), { kind: 'reads' }, 'data', 'readable in the memory of the component'),
    ...entry(chips.has('active'), { kind: 'active' }, 'data', 'within reach of the component or whoever holds it'),
    ...entry(
      cards.some(({ holdsKeys }) => holdsKeys),
      { kind: 'key' },
      'key',
      'holds a private key',
    ),
    ...entry(
      cards.some(({ error }) => error) || links.some(({ error }) => error),
      { kind: 'error' },
      'design error',
      'can’t be built as drawn',
    ),
    ...entry(
      zones.some(({ hostile }) => hostile),
      { kind: 'hostile' },
      'foreign zone',
      'somebody else’s network',
    ),
    ...entry(
      cards.some(({ changed }) => changed) || links.some(({ changed }) => changed),
      { kind: 'changed' },
      'changed',
      'differs between the two',
    ),
    ...entry(
      cards.some(({ pale }) => pale) || links.some(({ pale }) => pale),
      { kind: 'pale' },
      'pale',
      observed ? 'nothing of it reaches this observer' : 'not part of what is shown',
    ),
  ];
}
