import type { ExportedFile } from '../plan/exporter.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProbedLink } from './probe.ts';
import { verifyScript } from './script.ts';

export const scriptPath = 'verify/verify.sh';

/** The script that checks a deployed design; none where there is nothing to ask. */
export const verifyFiles = (links: readonly ProbedLink[], plans: readonly Plan[]): readonly ExportedFile[] =>
  links.some(({ probes }) => probes.length > 0)
    ? [{ path: scriptPath, text: verifyScript(links, plans), executable: true, language: 'shell' }]
    : [];
