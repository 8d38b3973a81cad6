import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { applyEdits, isRemoval } from '../../core/model/edits.ts';
import { designFixes } from '../../core/rules/design-fixes.ts';
import { rules } from '../../core/rules/index.ts';
import type { Finding, Fix, Place } from '../../core/rules/rule.ts';
import { products } from '../../store/registry.ts';
import { change, say, select, useStore } from '../../store/store.ts';
import { Source } from '../inspector/node-fields.tsx';
import { focusSelection } from '../interface.ts';

/** How many findings are listed at a time; a large design has thousands. */
const step = 50;

/** What the rules have to say, worst first; each jumps to its place, and its fixes are one click. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const errors = simulation.designErrors;
  const topology = useStore((state) => state.drawing);
  const [shown, setShown] = useState(step);
  if (findings.length === 0 && errors.length === 0)
    return (
      <div className="empty">
        <CircleCheck size={22} aria-hidden="true" />
        <p>
          {topology.links.size === 0
            ? 'Link a client to what it calls, and the findings appear here.'
            : 'Nothing to say: every flow works, and no rule has anything against it.'}
        </p>
      </div>
    );
  return (
    <ul className="findings" aria-label="Findings">
      {errors.map((error) => (
        <li
          key={`${error.code}:${error.where.link}:${error.where.listener}:${error.where.node}`}
          className="finding"
          data-severity="error"
        >
          <button type="button" className="finding-main" onClick={() => jump(error.where)}>
            <span className="severity">design error</span>
            <span>{error.message}</span>
          </button>
          <p className="finding-note">
            {error.alternative} {error.source && <Source url={error.source} />}
          </p>
          <div className="finding-actions">
            {designFixes({ topology, simulation, products }, error).map((fix) => (
              <FixButton key={fix.title} fix={fix} />
            ))}
          </div>
        </li>
      ))}
      {findings.slice(0, shown).map((finding) => (
        <FindingItem
          key={`${finding.rule}:${finding.where.link}:${finding.where.node}:${finding.where.zone}:${finding.message}`}
          finding={finding}
        />
      ))}
      {findings.length > shown && (
        <li className="finding">
          <button type="button" className="button" onClick={() => setShown(shown + step)}>
            Show more ({findings.length - shown} left)
          </button>
        </li>
      )}
    </ul>
  );
}

function FindingItem({ finding }: { finding: Finding }) {
  const rule = rules.find(({ id }) => id === finding.rule);
  return (
    <li className="finding" data-severity={finding.severity}>
      <button type="button" className="finding-main" onClick={() => jump(finding.where)}>
        <span className="severity">{finding.severity}</span>
        <span>{finding.message}</span>
      </button>
      {finding.residual && (
        <p className="finding-note">
          With what stands against it {finding.residual.severity}: {finding.residual.reason}
        </p>
      )}
      {finding.fixes.filter(removes).map((fix) => (
        <p key={fix.title} className="finding-note">
          {fix.title}: {fix.note}
        </p>
      ))}
      <div className="finding-actions">
        {finding.fixes.map((fix) => (
          <FixButton key={fix.title} fix={fix} />
        ))}
        {rule && (
          <details className="why">
            <summary>Why it matters</summary>
            <p>
              {rule.rationale} <Source url={rule.source} />
            </p>
          </details>
        )}
      </div>
    </li>
  );
}

/** Whether it takes something out of the drawing: then what that costs is said before the click. */
const removes = ({ edits }: Fix): boolean => edits.some(isRemoval);

function FixButton({ fix }: { fix: Fix }) {
  return (
    <button
      type="button"
      className={removes(fix) ? 'button danger' : 'button'}
      title={fix.note}
      onClick={() => apply(fix)}
    >
      {fix.title}
    </button>
  );
}

function jump({ link, node, zone }: Place): void {
  if (link) select({ links: new Set([link]) });
  else if (node) select({ nodes: new Set([node]) });
  else if (zone) select({ zone });
  focusSelection();
}

function apply(fix: Fix): void {
  change(fix.title, (topology) => {
    const after = applyEdits(topology, fix.edits);
    if (after.ok) say(`${fix.title}: done. Undo takes it back.`);
    else say(after.problems[0]?.message ?? 'The fix no longer fits the design.', 'error');
    return after.ok ? after.value : topology;
  });
}
