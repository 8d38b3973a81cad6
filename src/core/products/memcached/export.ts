import { commentLines, headerLines } from '../../config/comment.ts';
import { hostAndPort } from '../../config/dsn.ts';
import { extended, memcachedComments, memcachedOption } from '../../config/memcached.ts';
import { isOld, serverCiphers } from '../../config/tls-guideline.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { clientAuthorities, everyPortAlike } from '../serving.ts';

type Doors = ReturnType<typeof everyPortAlike>;

export const exportPlan: Exporter = (plan) => {
  const doors = everyPortAlike(plan);
  const notices = [...plan.notices, ...unwritten(plan), ...doors.notices, ...noticesFor(plan, doors)];
  const text = [...memcachedComments(headerLines(plan, notices)), '', ...doorLines(doors), ...encryption(doors.tls)];
  return {
    files: [{ path: `${plan.node.id}/memcached.conf`, text: `${text.join('\n')}\n`, language: 'text' }],
    notices,
  };
};

const comment = (text: string): readonly string[] => memcachedComments(commentLines(text));

function doorLines({ listeners, tls }: Doors): readonly string[] {
  const plaintext = listeners.some((each) => !endsTls(each));
  return [
    memcachedOption('-u', 'memcache'),
    ...comment('UDP has no TLS and answers forged senders: off, as it is by default.'),
    memcachedOption('-U', 0),
    ...(plaintext ? comment('!!! PLAINTEXT: whoever is on the wire reads and writes every value.') : []),
    ...(listeners.length === 0 ? [memcachedOption('-l', '127.0.0.1')] : []),
    // Without TLS no port can be told apart as one without.
    ...listeners.map((each) => memcachedOption('-l', `${tls && !endsTls(each) ? 'notls:' : ''}${door(each)}`)),
  ];
}

const door = ({ address, port }: PlannedListener): string => hostAndPort(address ?? '0.0.0.0', port);

/** Numbers of its own: `memcached -h`. */
const verifyMode = { none: 0, optional: 1, required: 2 } as const;
const minVersion: Readonly<Record<TlsVersion, number>> = { '1.0': 0, '1.1': 1, '1.2': 2, '1.3': 3 };

function encryption(tls: PlannedListener | undefined): readonly string[] {
  if (!tls) return [];
  const { files, clientCertificate, names, versions } = tls;
  const [min] = versions;
  return [
    '',
    memcachedOption('-Z'),
    ...comment(`The certificate must hold: ${names.join(', ')}.`),
    extended('ssl_chain_cert', files.certificate),
    extended('ssl_key', files.key),
    ...(clientCertificate === 'none'
      ? []
      : [
          ...comment(`CAs of client certificates (${clientAuthorities(tls)}).`),
          extended('ssl_ca_cert', files.clientCa),
        ]),
    extended('ssl_verify_mode', verifyMode[clientCertificate]),
    extended('ssl_min_version', minVersion[min]),
    ...(isOld(min) ? [extended('ssl_ciphers', serverCiphers(min))] : []),
  ];
}

function noticesFor(plan: Plan, { listeners, tls }: Doors): readonly Notice[] {
  const { node } = plan;
  const notices: Notice[] = [
    {
      kind: 'by-hand',
      about: node.id,
      message:
        'No password is asked for by default: whoever reaches a port, and brings a client certificate where one is required, reads and writes everything.',
    },
  ];
  if (listeners.some(({ address }) => address === null))
    notices.push({
      kind: 'by-hand',
      about: node.id,
      message: 'It listens on every IPv4 address of its host: put the one that clients dial in place of 0.0.0.0.',
    });
  if (!tls) return notices;
  const [min, max] = tls.versions;
  if (max !== '1.3')
    notices.push({
      kind: 'lost',
      about: tls.id,
      message: `memcached cannot be told a newest TLS version (drawn: ${min} to ${max}): it speaks ${min} and everything above.`,
    });
  notices.push(...versionNotices({ ...plan, listeners: [{ ...tls, versions: [min, '1.3'] }] }));
  return notices;
}
