import { isOld, versionsIn } from '../config/tls-guideline.ts';
import type { Notice, Plan, Upstream } from './plan.ts';
import { dialsTls, endsTls } from './sessions.ts';

/** The same thing said twice about the same place is said once. */
export const distinctNotices = (notices: readonly Notice[]): readonly Notice[] => [
  ...new Map(notices.map((notice) => [`${notice.about} ${notice.message}`, notice])).values(),
];

/** What OpenSSL 3 calls for besides naming an old version. */
const loweredLevel = ' and OpenSSL 3 allows at its lowest security level only: that level is written';

/** Old and impossible ranges of versions, of listeners and of dials; `and`: what the product's library has to say. */
export function versionNotices({ listeners, upstreams, node }: Plan, and = loweredLevel): readonly Notice[] {
  const ranges = [
    ...listeners.filter(endsTls).map(({ id, versions }) => ({ about: id, what: `The listener "${id}"`, versions })),
    ...upstreams
      .filter(dialsTls)
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
          message: `${what} speaks TLS ${min}, which RFC 8996 forbids${and}.`,
        },
      ];
    return [];
  });
}

/** Paths that no request can have, for RFC 3986 §3.3 ends a path at the first "?" or "#". */
export const pathNotices = (upstreams: readonly Upstream[]): readonly Notice[] =>
  upstreams.flatMap(({ link, title, match }): readonly Notice[] =>
    match?.path && /[?#]/.test(match.path)
      ? [
          {
            kind: 'lost',
            about: link,
            message: `No request leads to ${title}: a path holds neither "?" nor "#", as ${match.path} does.`,
          },
        ]
      : [],
  );
