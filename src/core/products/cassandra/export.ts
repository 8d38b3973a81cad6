import { versionsIn } from '../../config/tls-guideline.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { atLeast } from '../../model/product.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { javaDisablesOld } from '../serving.ts';
import { yamlServer } from '../serving-yaml.ts';

export const exportPlan = yamlServer({
  file: 'cassandra.yaml',
  read: 'every query, every row and the login exchange',
  settings: settingsFor,
  deaf: { start_native_transport: false },
  notices: noticesFor,
});

/** Where the PEM reader is to be had: https://github.com/apache/cassandra/blob/trunk/NEWS.txt */
const pemFactory = 'org.apache.cassandra.security.PEMBasedSslContextFactory';
const pemSince = '4.1';

function settingsFor(listener: PlannedListener, { node }: Plan): YamlMap {
  const { address, port, files, mode, clientCertificate } = listener;
  const network: YamlMap = {
    start_native_transport: true,
    native_transport_port: port,
    rpc_address: address ?? '0.0.0.0',
    // Clients reconnect to what it calls itself, and it may not call itself 0.0.0.0.
    broadcast_rpc_address: address === null && named(node.host) ? node.host : undefined,
  };
  if (!endsTls(listener)) return { ...network, client_encryption_options: { enabled: false, optional: false } };
  return {
    ...network,
    client_encryption_options: {
      enabled: true,
      optional: mode === 'permissive',
      ssl_context_factory: { class_name: pemFactory },
      keystore: files.bundle,
      truststore: clientCertificate === 'none' ? undefined : files.clientCa,
      require_client_auth: { none: false, optional: 'optional', required: true }[clientCertificate],
      protocol: 'TLS',
      accepted_protocols: versionsIn(listener.versions).map((version) =>
        version === '1.0' ? 'TLSv1' : `TLSv${version}`,
      ),
    },
  };
}

/** A wildcard is no address that anybody could reconnect to. */
const named = (host: string): boolean => !host.startsWith('*');

function noticesFor(plan: Plan, listener: PlannedListener | undefined): readonly Notice[] {
  const { node } = plan;
  const notices: Notice[] = [
    {
      kind: 'by-hand',
      about: node.id,
      message:
        'This is a part of cassandra.yaml: put it into the file that came with your release, in place of the same settings.',
    },
    {
      kind: 'by-hand',
      about: node.id,
      message:
        'Traffic between nodes is not drawn here and is plaintext by default: see to server_encryption_options (internode_encryption, require_client_auth, require_endpoint_verification).',
    },
  ];
  if (!listener) return notices;
  if (listener.address === null && !named(node.host))
    notices.push({
      kind: 'by-hand',
      about: listener.id,
      message: `Cassandra cannot call itself ${node.host}: set broadcast_rpc_address to the address that clients dial.`,
    });
  if (!endsTls(listener)) return notices;
  if (node.version !== null && !atLeast(node.version, pemSince))
    notices.push({
      kind: 'by-hand',
      about: listener.id,
      message: `Cassandra ${node.version} reads no PEM files, which came with ${pemSince}: make Java keystores of the files named here, take ssl_context_factory out, and give their passwords.`,
    });
  notices.push(...versionNotices({ ...plan, listeners: [listener] }, javaDisablesOld));
  return notices;
}
