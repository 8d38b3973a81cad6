import { isOld, versionsIn } from '../../config/tls-guideline.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { TlsVersion } from '../../model/schema.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { yamlServer } from '../serving-yaml.ts';

export const exportPlan = yamlServer({
  file: 'mongod.conf',
  read: 'every document and the login exchange',
  settings: settingsFor,
  deaf: { net: { bindIp: 'localhost' } },
  notices: noticesFor,
});

function settingsFor(listener: PlannedListener): YamlMap {
  const { address, port } = listener;
  const network: YamlMap = {
    port,
    ...(address === null ? { bindIpAll: true } : { bindIp: address, ...(address.includes(':') ? { ipv6: true } : {}) }),
  };
  if (!endsTls(listener)) return { net: { ...network, tls: { mode: 'disabled' } } };
  const known = listener.clientCertificate !== 'none';
  return {
    net: {
      ...network,
      tls: {
        // allowTLS would take both as well, and leave the traffic between members in plaintext.
        mode: listener.mode === 'permissive' ? 'preferTLS' : 'requireTLS',
        certificateKeyFile: listener.files.bundle,
        CAFile: known ? listener.files.clientCa : undefined,
        // With any CAs at all, the default is to refuse clients without a certificate.
        allowConnectionsWithoutCertificates: listener.clientCertificate !== 'required',
        disabledProtocols: disabled(listener.versions),
      },
    },
    // It does not start with TLS and no CAs: https://jira.mongodb.org/browse/SERVER-72839
    setParameter: known ? undefined : { tlsUseSystemCA: true },
  };
}

const protocolNames: Readonly<Record<TlsVersion, string>> = {
  '1.0': 'TLS1_0',
  '1.1': 'TLS1_1',
  '1.2': 'TLS1_2',
  '1.3': 'TLS1_3',
};

/** A list without spaces, or `none`: what is named here takes the place of the default list. */
function disabled(range: PlannedListener['versions']): string {
  const spoken = versionsIn(range);
  const rest = (Object.keys(protocolNames) as TlsVersion[]).filter((version) => !spoken.includes(version));
  return rest.map((version) => protocolNames[version]).join(',') || 'none';
}

function noticesFor(plan: Plan, listener: PlannedListener | undefined): readonly Notice[] {
  const { node } = plan;
  const notices: Notice[] = [
    {
      kind: 'by-hand',
      about: node.id,
      message:
        'A drawing holds no users. Until security.authorization is enabled and users exist, whoever reaches the port reads and writes everything.',
    },
  ];
  if (!listener || !endsTls(listener)) return notices;
  if (listener.clientCertificate === 'none')
    notices.push({
      kind: 'by-hand',
      about: listener.id,
      message:
        "No CA is drawn for this node, and MongoDB does not start without one: it is told to use the system's. Before you add members to a replica set: set net.tls.CAFile in place of tlsUseSystemCA, or they will not trust each other.",
    });
  const [min] = listener.versions;
  notices.push(
    ...versionNotices(
      { ...plan, listeners: [listener] },
      isOld(min) ? " and which OpenSSL 3 refuses at its usual security level: the host's openssl.cnf decides" : '',
    ),
  );
  return notices;
}
