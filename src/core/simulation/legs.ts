import { answerAt, callAt } from './ground.ts';
import type { Run } from './run.ts';
import { endings, type Leg, legOver } from './walk.ts';

/**
 * The leg of an index that a run uses. Made when somebody first asks: a large drawing has thousands, and a person opens
 * a few. Later runs of the edited drawing find it made, for they share only legs that no edit has touched.
 */
export function legOf({ ground, register, marks, made }: Run, index: number): Leg {
  const known = made.get(index);
  if (known) return known;
  const { links: table } = ground.topology;
  const numbers = marks.link.subarray(marks.starts[index], marks.starts[index + 1]);
  const links = [...numbers].flatMap((number) => table.get(register.linkId[number] ?? '') ?? []);
  const answers = links.flatMap((link) => answerAt(ground, link) ?? []);
  const [first] = links;
  const call = first && callAt(ground, first);
  if (!call) throw new Error('a leg of another drawing');
  const leg = legOver(ground, call, links, answers, endings[marks.ending[index] ?? 0] ?? 'last');
  made.set(index, leg);
  return leg;
}
