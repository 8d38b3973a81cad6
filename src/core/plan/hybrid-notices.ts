import { hybridGroup } from '../config/tls-guideline.ts';
import { hasHybridGroup, hybridGroups } from '../model/hybrid-group.ts';
import type { Notice, Plan } from './plan.ts';
import { dialsTls, endsTls } from './sessions.ts';

/**
 * Where the hybrid group is drawn for a server that runs on the system's TLS library. A list that names it is refused
 * whole by an older library, so none is written: the library's own list puts it first from that release on.
 */
export const libraryNotices = ({ product, node, listeners, upstreams }: Plan): readonly Notice[] =>
  [
    ...listeners
      .filter(endsTls)
      .map(({ id, keyExchange }) => ({ about: id, keyExchange, what: `The listener "${id}"` })),
    ...upstreams
      .filter(dialsTls)
      .map(({ link, title, keyExchange }) => ({ about: link, keyExchange, what: `${node.title} → ${title}` })),
  ]
    .filter(({ keyExchange }) => keyExchange === 'hybrid')
    .map(({ about, what }) => ({
      kind: 'by-hand',
      about,
      message: `${what} offers ${hybridGroup} only where ${product.title} runs on ${hybridGroups[product.id]?.library} or later, which no release of ${product.title} says by itself: on an older library classical groups alone are offered.`,
    }));

/** Whether the release that is written for has the hybrid group, so that the guideline's list can be written whole. */
export const releaseHasHybridGroup = ({ product, node }: Plan): boolean =>
  hasHybridGroup(product, node.version === null ? {} : { version: node.version });
