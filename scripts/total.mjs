/**
 * @typedef {import('./steps.mjs').Result & { name: string }} Named
 */

/**
 * What the whole run comes to: the skipped checks with their reasons, then the one line that ends it.
 * @param {readonly Named[]} results
 * @param {boolean} ci A skipped check counts as a failed one.
 */
export function total(results, ci) {
  const skipped = results.flatMap((result) => result.skipped);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0) + (ci ? skipped.length : 0);
  /** @type {Map<string, string[]>} */
  const byReason = new Map();
  for (const { name, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);

  const lines = [];
  for (const [reason, names] of byReason)
    lines.push(`${ci ? 'Failed, because skipped' : 'Skipped'}: ${reason}`, ...names.map((name) => `  ${name}`));
  const broken = results.filter((result) => result.failed > 0).map(({ name }) => name);
  if (broken.length > 0) lines.push(`Failed: ${broken.join(', ')}`);
  const rest = !ci && skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  lines.push(`${passed} passed, ${failed} failed${rest}`);
  return { lines, ok: failed === 0 };
}
