import { isOld, versionsIn } from '../../config/tls-guideline.ts';
import { atLeast } from '../../model/product.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Notice, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { type Dialect, exportServer } from './server.ts';

export const exportPlan: Exporter = (plan) => exportServer(plan, dialectOf(plan.node.version));

const dialectOf = (version: string | null): Dialect => {
  const spoken = spokenBy(version);
  const versions = ({ versions }: PlannedListener): readonly TlsVersion[] => {
    const both = versionsIn(versions).filter((each) => spoken.includes(each));
    return both.length > 0 ? both : ['1.2'];
  };
  return {
    group: 'mysqld',
    file: 'mysqld.cnf',
    refusesPlaintext: version === null || atLeast(version, '5.7.8'),
    // `ssl` is gone since 8.4: https://dev.mysql.com/worklog/task/?id=14481. No version at all is no TLS.
    withoutTls:
      version === null || atLeast(version, '8.4') ? { name: 'tls_version', value: '' } : { name: 'ssl', value: false },
    versions,
    versionName: (each) => (each === '1.0' ? 'TLSv1' : `TLSv${each}`),
    more: () => [],
    notices: (listener) => noticesFor(listener, version, versions(listener)),
  };
};

/** https://docs.oracle.com/cd/E17952_01/mysql-8.0-en/encrypted-connection-protocols-ciphers.html */
function spokenBy(version: string | null): readonly TlsVersion[] {
  if (version === null || atLeast(version, '8.0.28')) return ['1.2', '1.3'];
  return atLeast(version, '8.0.16') ? ['1.0', '1.1', '1.2', '1.3'] : ['1.0', '1.1', '1.2'];
}

function noticesFor(
  listener: PlannedListener,
  version: string | null,
  written: readonly TlsVersion[],
): readonly Notice[] {
  if (!endsTls(listener)) return [];
  const drawn = listener.versions;
  const wanted = versionsIn(drawn);
  const notices: Notice[] = [];
  if (!wanted.includes(drawn[1]) || wanted.some((each) => !written.includes(each)))
    notices.push({
      kind: 'lost',
      about: listener.id,
      message: `MySQL ${version ?? '8.4'} does not speak every TLS version from ${drawn[0]} to ${drawn[1]}: ${written.join(' and ')} is written.`,
    });
  if (written.some(isOld))
    notices.push({
      kind: 'weakened',
      about: listener.id,
      message: `The listener "${listener.id}" speaks TLS ${written[0]}, which RFC 8996 forbids.`,
    });
  return notices;
}
