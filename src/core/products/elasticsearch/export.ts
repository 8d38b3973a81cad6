import { versionsIn } from '../../config/tls-guideline.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { javaDisablesOld } from '../serving.ts';
import { yamlServer } from '../serving-yaml.ts';

export const exportPlan = yamlServer({
  file: 'elasticsearch.yml',
  read: 'every document and every password',
  settings: settingsFor,
  deaf: { 'http.host': '_local_' },
  notices: noticesFor,
});

function settingsFor(listener: PlannedListener): YamlMap {
  const { address, port, files, clientCertificate, versions } = listener;
  const settings: YamlMap = {
    // Of HTTP alone: what nodes say to each other stays on loopback until you let it out.
    'http.host': address ?? '0.0.0.0',
    'http.port': port,
    'xpack.security.enabled': true,
    'xpack.security.http.ssl.enabled': endsTls(listener),
  };
  if (!endsTls(listener)) return settings;
  return {
    ...settings,
    'xpack.security.http.ssl.certificate': files.certificate,
    'xpack.security.http.ssl.key': files.key,
    'xpack.security.http.ssl.certificate_authorities': clientCertificate === 'none' ? undefined : [files.clientCa],
    'xpack.security.http.ssl.client_authentication': clientCertificate,
    'xpack.security.http.ssl.supported_protocols': versionsIn(versions).map((version) =>
      version === '1.0' ? 'TLSv1' : `TLSv${version}`,
    ),
  };
}

function noticesFor(plan: Plan, listener: PlannedListener | undefined): readonly Notice[] {
  const between: Notice = {
    kind: 'by-hand',
    about: plan.node.id,
    message:
      'Traffic between nodes (transport, port 9300) is not drawn here, and these settings keep Elasticsearch from configuring itself at its first start: before a second node, see to xpack.security.transport.ssl.',
  };
  if (!listener || !endsTls(listener)) return [between];
  return [between, ...versionNotices({ ...plan, listeners: [listener] }, javaDisablesOld)];
}
