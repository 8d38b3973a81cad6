import { isAddress } from '../model/names.ts';

/**
 * Endings that no registry hands out to anybody: `.internal` (reserved by ICANN, 2024), `.local` (RFC 6762), `home.arpa`
 * (RFC 8375), `.test`, `.invalid` and `.localhost` (RFC 6761), and those that RFC 6762 appendix G lists as in private use.
 */
const privateEnding =
  /\.(?:internal|local|localhost|home\.arpa|test|invalid|lan|home|corp|private|intranet|svc|cluster\.local)$/i;

/** RFC 1918, loopback, link-local and shared addresses; unique local and link-local IPv6. */
const privateAddress =
  /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::1$)/i;

/**
 * Whether a public CA may put the name on a certificate: it has to be one that somebody owns on the internet.
 * CA/Browser Forum Baseline Requirements §4.2.2 (internal names) and §7.1.2.7.12 (reserved addresses).
 */
export function issuable(name: string): boolean {
  if (isAddress(name)) return !privateAddress.test(name);
  return name.includes('.') && !privateEnding.test(name);
}
