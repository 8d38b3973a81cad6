import { versionsIn } from '../../config/tls-guideline.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { TlsVersion } from '../../model/schema.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { javaDisablesOld } from '../serving.ts';
import { yamlServer } from '../serving-yaml.ts';

export const exportPlan = yamlServer({
  file: 'opensearch.yml',
  read: 'every document and every password',
  settings: settingsFor,
  deaf: { 'http.host': '_local_' },
  notices: noticesFor,
});

const http = 'plugins.security.ssl.http';

function settingsFor(listener: PlannedListener): YamlMap {
  const { address, port, files, clientCertificate } = listener;
  const settings: YamlMap = {
    // Of HTTP alone: what nodes say to each other stays on loopback until you let it out.
    'http.host': address ?? '0.0.0.0',
    'http.port': port,
    [`${http}.enabled`]: endsTls(listener),
  };
  if (!endsTls(listener)) return settings;
  return {
    ...settings,
    [`${http}.pemcert_filepath`]: files.certificate,
    [`${http}.pemkey_filepath`]: files.key,
    [`${http}.pemtrustedcas_filepath`]: clientCertificate === 'none' ? undefined : files.clientCa,
    [`${http}.clientauth_mode`]: { none: 'NONE', optional: 'OPTIONAL', required: 'REQUIRE' }[clientCertificate],
    [`${http}.enabled_protocols`]: spoken(listener).map((version) => `TLSv${version}`),
  };
}

/** The plugin's own list has no TLS 1.0: https://github.com/opensearch-project/security/blob/main/src/main/java/org/opensearch/security/ssl/util/SSLConfigConstants.java */
function spoken({ versions }: PlannedListener): readonly TlsVersion[] {
  const known = versionsIn(versions).filter((version) => version !== '1.0');
  return known.length > 0 ? known : ['1.2'];
}

function noticesFor(plan: Plan, listener: PlannedListener | undefined): readonly Notice[] {
  const between: Notice = {
    kind: 'by-hand',
    about: plan.node.id,
    message:
      'The security plugin demands TLS between nodes (transport), whose certificates are not drawn here, or it does not start: set plugins.security.ssl.transport.pemcert_filepath, pemkey_filepath and pemtrustedcas_filepath, and plugins.security.nodes_dn. Take out what the demo installer wrote: its keys are public.',
  };
  if (!listener || !endsTls(listener)) return [between];
  const notices: Notice[] = [between];
  if (versionsIn(listener.versions).includes('1.0'))
    notices.push({
      kind: 'lost',
      about: listener.id,
      message: `OpenSearch speaks no TLS 1.0: TLS ${spoken(listener).join(' and ')} is written.`,
    });
  return [...notices, ...versionNotices({ ...plan, listeners: [listener] }, javaDisablesOld)];
}
