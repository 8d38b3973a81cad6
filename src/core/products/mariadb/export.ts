import { isOld, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import { atLeast } from '../../model/product.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { type Dialect, exportServer } from '../mysql/server.ts';

export const exportPlan: Exporter = (plan) =>
  exportServer(plan, {
    ...dialect,
    // https://www.mariadb.com/kb/en/data-in-transit-encryption-requiring-tls-on-mariadb-server
    refusesPlaintext: plan.node.version === null || atLeast(plan.node.version, '10.5.2'),
    notices: (listener) => [...versionNotices({ ...plan, listeners: [listener] }), ...proxyNotices(listener)],
  });

const dialect: Omit<Dialect, 'notices' | 'refusesPlaintext'> = {
  group: 'mariadbd',
  file: 'mariadbd.cnf',
  withoutTls: { name: 'ssl', value: false },
  versions: ({ versions }) => versionsIn(versions),
  versionName: (version) => `TLSv${version}`,
  more: (listener) => [
    ...(endsTls(listener) && isOld(listener.versions[0])
      ? [{ name: 'ssl_cipher', value: serverCiphers(listener.versions[0]) } as const]
      : []),
    ...(listener.acceptsProxyProtocol && senders(listener).length > 0
      ? [{ name: 'proxy_protocol_networks', value: senders(listener).join(',') } as const]
      : []),
  ],
};

/** It takes networks, not names. */
const senders = ({ dialledBy }: PlannedListener): readonly string[] => dialledBy.filter(isAddress);

function proxyNotices({ id, acceptsProxyProtocol, dialledBy }: PlannedListener): readonly Notice[] {
  if (!acceptsProxyProtocol) return [];
  const names = dialledBy.filter((host) => !isAddress(host));
  if (names.length === 0 && dialledBy.length > 0) return [];
  return [
    {
      kind: 'by-hand',
      about: id,
      message:
        dialledBy.length === 0
          ? 'A PROXY protocol header is drawn and nobody who sends one: put the addresses it is to be believed from into proxy_protocol_networks.'
          : `MariaDB believes a PROXY protocol header from addresses and networks alone: put those of ${names.join(', ')} into proxy_protocol_networks.`,
    },
  ];
}
