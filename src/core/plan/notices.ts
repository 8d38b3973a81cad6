import { isOld, versionsIn } from '../config/tls-guideline.ts';
import type { Notice, Plan } from './plan.ts';

/** The same thing said twice about the same place is said once. */
export const distinctNotices = (notices: readonly Notice[]): readonly Notice[] => [
  ...new Map(notices.map((notice) => [`${notice.about} ${notice.message}`, notice])).values(),
];

/** Old and impossible ranges of versions, of listeners and of dials. */
export function versionNotices({ listeners, upstreams, node }: Plan): readonly Notice[] {
  const ranges = [
    ...listeners
      .filter(({ mode }) => mode === 'terminate' || mode === 'permissive')
      .map(({ id, versions }) => ({ about: id, what: `The listener "${id}"`, versions })),
    ...upstreams
      .filter(({ tls, forwarded }) => tls !== 'plaintext' && !forwarded)
      .map(({ link, title, versions }) => ({ about: link, what: `${node.title} → ${title}`, versions })),
  ];
  return ranges.flatMap(({ about, what, versions }): readonly Notice[] => {
    const [min, max] = versions;
    if (!versionsIn(versions).includes(max))
      return [
        {
          kind: 'weakened',
          about,
          message: `${what} asks for TLS ${min} at least and ${max} at most, which is none: ${min} is written.`,
        },
      ];
    if (isOld(min))
      return [
        {
          kind: 'weakened',
          about,
          message: `${what} speaks TLS ${min}, which RFC 8996 forbids and OpenSSL 3 allows at its lowest security level only: that level is written.`,
        },
      ];
    return [];
  });
}
