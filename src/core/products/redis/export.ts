import { commentLines, headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { directive } from '../../config/redis.ts';
import { isOld, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';

/** One plaintext and one TLS port is all that a Redis server has. */
interface Ports {
  readonly plaintext: PlannedListener | undefined;
  readonly tls: PlannedListener | undefined;
  readonly left: readonly PlannedListener[];
}

export const exportPlan: Exporter = (plan) => {
  const ports = portsOf(plan.listeners);
  const notices = [...plan.notices, ...unwritten(plan), ...noticesFor(plan, ports), ...versionNotices(plan)];
  const text = [...hashComments(headerLines(plan, notices)), '', ...network(ports), ...encryption(ports)];
  return {
    files: [{ path: `${plan.node.id}/redis.conf`, text: `${text.join('\n')}\n`, language: 'redis' }],
    notices,
  };
};

function portsOf(listeners: readonly PlannedListener[]): Ports {
  const plaintext = listeners.find(({ mode }) => mode === 'plaintext');
  const tls = listeners.find(({ mode }) => mode === 'terminate');
  return { plaintext, tls, left: listeners.filter((each) => each !== plaintext && each !== tls) };
}

function noticesFor({ node }: Plan, { plaintext, tls, left }: Ports): readonly Notice[] {
  const notices: Notice[] = [];
  if (!plaintext && !tls)
    notices.push({ kind: 'fails', about: node.id, message: `${node.title} listens on nothing: Redis does not start.` });
  for (const { id, port } of left)
    notices.push({
      kind: 'lost',
      about: id,
      message: `Redis has one plaintext port and one TLS port. Listener "${id}" (port ${port}) is not in this file, so nobody will connect to it.`,
    });
  notices.push({
    kind: 'by-hand',
    about: node.id,
    message:
      'A drawing holds no passwords. Until you set one (requirepass, or an ACL file), protected mode refuses every client that is not on the same host.',
  });
  if (!tls) return notices;
  if (tls.clientCertificate === 'none')
    notices.push({
      kind: 'by-hand',
      about: tls.id,
      message:
        'No CA is drawn for this node, so replication and the cluster bus are left without TLS. Before you add replicas or a cluster: set tls-ca-cert-file, tls-replication yes and tls-cluster yes.',
    });
  return notices;
}

const comment = (text: string): readonly string[] => hashComments(commentLines(text));

function network({ plaintext, tls }: Ports): readonly string[] {
  const addresses = [...new Set([plaintext, tls].flatMap((each) => (each ? [each.address] : [])))];
  return [
    // `-` before an address: no error where the host has no IPv6.
    addresses.includes(null) || addresses.length === 0
      ? directive('bind', '*', '-::*')
      : directive('bind', ...addresses.filter((each) => each !== null)),
    directive('protected-mode', 'yes'),
    ...(plaintext
      ? [
          ...comment('!!! PLAINTEXT: whoever is on the wire reads every command, every value and the password.'),
          directive('port', plaintext.port),
        ]
      : [...comment('tls-port alone would leave 6379 open in plaintext.'), directive('port', 0)]),
  ];
}

function encryption({ tls }: Ports): readonly string[] {
  if (!tls) return [];
  const { files, clientCertificate, versions } = tls;
  const known = clientCertificate !== 'none';
  return [
    '',
    directive('tls-port', tls.port),
    ...comment(`The certificate must hold: ${tls.names.join(', ')}.`),
    directive('tls-cert-file', files.certificate),
    directive('tls-key-file', files.key),
    ...(known
      ? [
          ...comment(`CAs of clients and of other Redis servers (${tls.clientTrusts.join(', ') || 'none'}).`),
          directive('tls-ca-cert-file', files.clientCa),
        ]
      : []),
    ...comment('Said in any case: left out, it is yes, and every client without a certificate is refused.'),
    directive('tls-auth-clients', { none: 'no', optional: 'optional', required: 'yes' }[clientCertificate]),
    ...comment('Said in any case: left out, both are no, whatever tls-port says.'),
    directive('tls-replication', known ? 'yes' : 'no'),
    directive('tls-cluster', known ? 'yes' : 'no'),
    directive('tls-protocols', versionsIn(versions).map(versionName).join(' ')),
    ...(isOld(versions[0]) ? [directive('tls-ciphers', serverCiphers(versions[0]))] : []),
  ];
}

const versionName = (version: TlsVersion): string => (version === '1.0' ? 'TLSv1' : `TLSv${version}`);
