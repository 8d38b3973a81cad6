import { FileWarning } from 'lucide-react';
import type { Notice } from '../../core/plan/plan.ts';

/** What an export could not say, had to weaken, needs done by hand, or knows to fail. */
export function Notices({ notices, label }: { notices: readonly Notice[]; label: string }) {
  if (notices.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="notices" tabIndex={0} aria-label={label}>
      <ul>
        {notices.map((notice) => (
          <li key={`${notice.kind}:${notice.about}:${notice.message}`} data-kind={notice.kind}>
            <FileWarning size={15} aria-hidden="true" /> <strong>{notice.kind.replace('-', ' ')}</strong>{' '}
            {notice.message}
          </li>
        ))}
      </ul>
    </section>
  );
}
