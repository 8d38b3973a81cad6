import { writeFileSync } from 'node:fs';

/**
 * Counts for scripts/test.mjs, written to PLAINSIGHT_REPORT. Vitest's own JSON knows neither why a test was skipped nor
 * of a file that could not be loaded.
 * @returns {import('vitest/node').Reporter}
 */
export default function reporter() {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const report = { passed: 0, failed: unhandledErrors.length, skipped: /** @type {object[]} */ ([]) };
      for (const file of modules) {
        const tests = [...file.children.allTests()];
        if (file.errors().length > 0) report.failed++;
        for (const suite of file.children.allSuites()) if (suite.errors().length > 0) report.failed++;
        for (const test of tests) {
          const result = test.result();
          if (result.state === 'passed') report.passed++;
          else if (result.state === 'failed') report.failed++;
          else {
            const inName = /\[skipped: ([^\]]*)\]/.exec(test.fullName)?.[1];
            const note = result.state === 'skipped' ? result.note : undefined;
            const reason = note ?? inName ?? (result.state === 'pending' ? 'it was never run' : 'no reason given');
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
