import { EqualNot } from 'lucide-react';
import { useStore } from '../store/store.ts';
import { useAfterPaint } from './after-paint.ts';
import { linkIcons } from './canvas/marks.tsx';
import { useComparison } from './observed.ts';
import { linkMarks, markMeanings, markOf, markWords } from './words.ts';

/** Explains exactly what is on screen. Another design's begins anew: what is fitted beside it reckons with its size. */
export function Legend() {
  return <Marks key={useStore((state) => state.document)} />;
}

function Marks() {
  const links = useAfterPaint(useStore(({ verdict }) => verdict.simulation)).links;
  const present = new Set([...links.values()].map(markOf));
  const comparison = useComparison();
  const differs = [...(comparison?.links.values() ?? [])].some(({ agreement }) => agreement === 'differs');
  if (present.size === 0) return null;
  return (
    <aside className="legend" aria-label="Legend">
      <details open>
        <summary>Legend</summary>
        <ul>
          {linkMarks
            .filter((mark) => present.has(mark))
            .map((mark) => {
              const Icon = linkIcons[mark];
              return (
                <li key={mark}>
                  <svg className="legend-line" data-mark={mark} width="36" height="14" aria-hidden="true">
                    <g className="link" data-mark={mark}>
                      {mark === 'shielded' && <path d="M2 7H34" className="link-casing" />}
                      {mark !== 'plaintext' && mark !== 'shielded' && mark !== 'failed' && mark !== 'unreached' && (
                        <path d="M2 7H34" className="link-sleeve" />
                      )}
                      <path d="M2 7H34" className="link-core" pathLength={mark === 'failed' ? 100 : undefined} />
                      {mark === 'mutual' && <path d="M2 7H34" className="link-twin" />}
                    </g>
                  </svg>
                  {Icon && <Icon size={13} aria-hidden="true" />}
                  <strong>{markWords[mark]}</strong>
                  <span>{markMeanings[mark]}</span>
                </li>
              );
            })}
          {differs && (
            <li>
              <svg className="legend-line" width="36" height="14" aria-hidden="true" />
              <EqualNot size={13} aria-hidden="true" />
              <strong>seen</strong>
              <span>otherwise than predicted, where it is deployed</span>
            </li>
          )}
        </ul>
      </details>
    </aside>
  );
}
