import { writeFileSync } from 'node:fs';

/**
 * Counts for scripts/test.mjs, written to PLAINSIGHT_REPORT. Vitest's own JSON knows neither why a test was skipped nor
 * of a file that could not be loaded.
 * @returns {import('vitest/node').Reporter}
 */
export default function reporter() {
  /**
   * What a file said while it was loaded, by the id of its module: `skipped: nginx is not installed …`.
   * @type {Map<string, Set<string>>}
   */
  const said = new Map();
  return {
    onUserConsoleLog({ content, taskId }) {
      for (const [, reason = ''] of content.matchAll(/^skipped: (.*)$/gm))
        said.set(taskId ?? '', (said.get(taskId ?? '') ?? new Set()).add(reason));
    },
    onTestRunEnd(modules, unhandledErrors) {
      const report = { passed: 0, failed: unhandledErrors.length, skipped: /** @type {object[]} */ ([]) };
      for (const file of modules) {
        if (file.errors().length > 0) report.failed++;
        for (const suite of file.children.allSuites()) if (suite.errors().length > 0) report.failed++;
        for (const test of file.children.allTests()) {
          const result = test.result();
          if (result.state === 'passed') report.passed++;
          else if (result.state === 'failed') report.failed++;
          else {
            const note = result.state === 'skipped' ? result.note : 'it was never run';
            const ofItsFile = [...(said.get(file.id) ?? said.get('') ?? [])].join('; ');
            const reason = note || ofItsFile || 'no reason given';
            report.skipped.push({ name: `${file.relativeModuleId}: ${test.fullName}`, reason });
          }
        }
      }
      const place = process.env.PLAINSIGHT_REPORT;
      if (!place) throw new Error('PLAINSIGHT_REPORT names the file for the counts');
      writeFileSync(place, JSON.stringify(report));
    },
  };
}
