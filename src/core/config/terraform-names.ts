import { isAddress } from '../model/names.ts';

/**
 * Names as most clouds take them for their resources: lower-case letters, digits and hyphens, a letter first, no hyphen
 * last. An id that is fit stays as it is; anything else is spelt as far as it goes and told apart by its checksum.
 */
export function cloudName(ids: readonly string[], longest = 63): string {
  const [only = ''] = ids;
  if (ids.length === 1 && only.length <= longest && /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(only)) return only;
  const spelt = ids
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^(?![a-z])-*/, 'n-');
  const mark = checksum(ids.join('\n'));
  return `${spelt.slice(0, longest - mark.length - 1).replace(/-+$/, '')}-${mark}`;
}

/** 32-bit FNV-1a in base 36: seven characters at most. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  // Ids are ASCII, so a character is a byte.
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Whether a public CA may issue a certificate for it; `.internal` is reserved for private use by ICANN. */
export const isPublicName = (name: string): boolean =>
  !isAddress(name) &&
  /^(?:\*\.)?(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$/.test(name) &&
  !/\.(?:internal|local|test|localhost)$/i.test(name);
