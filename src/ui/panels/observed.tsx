import { Check, CircleHelp, EqualNot, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { hopOf } from '../../core/rules/words.ts';
import { type LinkComparison, type ObservedComparison, stateWords } from '../../core/verify/observed.ts';
import type { Observation } from '../../core/verify/results.ts';
import { select, useStore } from '../../store/store.ts';
import { focusSelection } from '../interface.ts';
import { clearResults, useObserved } from '../observed.ts';

/** How many links are listed at a time. */
const step = 100;

const order = ['differs', 'unknown', 'agrees'] as const;
const icons: Readonly<Record<LinkComparison['agreement'], LucideIcon>> = {
  differs: EqualNot,
  unknown: CircleHelp,
  agrees: Check,
};

/** What was seen where the design is deployed, beside what it predicts, hop by hop; differences first. */
export function Observed({ comparison }: { readonly comparison: ObservedComparison }) {
  const observed = useObserved();
  const [shown, setShown] = useState(step);
  const all = [...comparison.links.values()];
  const of = (agreement: LinkComparison['agreement']) => all.filter((each) => each.agreement === agreement);
  const sorted = order.flatMap(of);
  return (
    <div className="observed">
      <div className="configs-head">
        <p>
          <strong>{observed?.name}</strong>: {of('agrees').length} as predicted, {of('differs').length} different,{' '}
          {of('unknown').length} unknown.
          {comparison.strangers.length > 0 && ` Not in this design: ${comparison.strangers.join(', ')}.`}
        </p>
        <span className="spacer" />
        <button type="button" className="button" onClick={clearResults}>
          Clear the results
        </button>
      </div>
      <div className="agreed">
        <table>
          <caption className="unseen">Predicted and observed</caption>
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col">Hop</th>
              <th scope="col">Predicted</th>
              <th scope="col">Observed</th>
              <th scope="col">What that means</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, shown).map((each) => (
              <Row key={each.link} comparison={each} />
            ))}
          </tbody>
        </table>
        {sorted.length > shown && (
          <button type="button" className="button" onClick={() => setShown(shown + step)}>
            Show more ({sorted.length - shown} left)
          </button>
        )}
      </div>
    </div>
  );
}

function Row({ comparison }: { readonly comparison: LinkComparison }) {
  const { link, agreement, predicted, observed, message } = comparison;
  const hop = useStore(({ drawing }) => {
    const drawn = drawing.links.get(link);
    return drawn ? hopOf(drawing, drawn) : link;
  });
  const Icon = icons[agreement];
  return (
    <tr data-agreement={agreement}>
      <td>
        <span className="seen-mark">
          <Icon size={14} aria-hidden="true" /> {agreement}
        </span>
      </td>
      <th scope="row">
        <button
          type="button"
          className="link-button"
          onClick={() => {
            select({ links: new Set([link]) });
            focusSelection();
          }}
        >
          {hop}
        </button>
      </th>
      <td>
        {stateWords[predicted.state]}
        {predicted.versions.length > 0 && `, TLS ${predicted.versions.join(' or ')}`}
      </td>
      <td>
        {observed.length === 0
          ? 'nothing'
          : [...new Set(observed.map(observedWords))].map((words) => <p key={words}>{words}</p>)}
      </td>
      <td>{message}</td>
    </tr>
  );
}

/** "encrypted, TLS 1.3 (probe, 2026-03-14 15:09 UTC)" */
function observedWords({ source, state, version, at, checks }: Observation): string {
  const failed = checks.filter(({ result }) => result === 'fail').length;
  const when = at === undefined ? '' : `, ${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
  return [
    stateWords[state],
    ...(version === undefined ? [] : [`TLS ${version}`]),
    ...(checks.length === 0
      ? []
      : [failed === 0 ? `${checks.length} probes` : `${failed} of ${checks.length} probes failed`]),
  ]
    .join(', ')
    .concat(` (${source}${when})`);
}
