import { commentLines, headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { rabbitSetting } from '../../config/rabbitmq.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
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
  const text = [...hashComments(headerLines(plan, notices)), '', ...doorLines(doors), ...encryption(doors.tls)];
  return {
    files: [{ path: `${plan.node.id}/rabbitmq.conf`, text: `${text.join('\n')}\n`, language: 'ini' }],
    notices,
  };
};

const comment = (text: string): readonly string[] => hashComments(commentLines(text));

/** An IPv6 address stands without brackets: https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbit/docs/rabbitmq.conf.example */
const door = ({ address, port }: PlannedListener): string | number => (address === null ? port : `${address}:${port}`);

function doorLines({ listeners }: Doors): readonly string[] {
  const plaintext = listeners.filter((each) => !endsTls(each));
  const encrypted = listeners.filter(endsTls);
  return [
    ...(plaintext.length > 0
      ? [
          ...comment('!!! PLAINTEXT: whoever is on the wire reads every message and the password.'),
          ...plaintext.map((each, i) => rabbitSetting(`listeners.tcp.${i + 1}`, door(each))),
        ]
      : [
          ...comment('A TLS listener alone would leave 5672 open in plaintext.'),
          rabbitSetting('listeners.tcp', 'none'),
        ]),
    ...encrypted.map((each, i) => rabbitSetting(`listeners.ssl.${i + 1}`, door(each))),
    ...(takesHeader(listeners)
      ? [
          ...comment('At every AMQP port: whoever sends no PROXY protocol header is refused.'),
          rabbitSetting('proxy_protocol', true),
        ]
      : []),
  ];
}

const takesHeader = (listeners: readonly PlannedListener[]): boolean =>
  listeners.some(({ acceptsProxyProtocol }) => acceptsProxyProtocol);

function encryption(tls: PlannedListener | undefined): readonly string[] {
  if (!tls) return [];
  const { files, clientCertificate, names, versions } = tls;
  return [
    '',
    ...comment(`The certificate must hold: ${names.join(', ')}.`),
    rabbitSetting('ssl_options.certfile', files.certificate),
    rabbitSetting('ssl_options.keyfile', files.key),
    ...(clientCertificate === 'none'
      ? []
      : [
          ...comment(`CAs of client certificates (${clientAuthorities(tls)}).`),
          rabbitSetting('ssl_options.cacertfile', files.clientCa),
        ]),
    rabbitSetting('ssl_options.verify', clientCertificate === 'none' ? 'verify_none' : 'verify_peer'),
    rabbitSetting('ssl_options.fail_if_no_peer_cert', clientCertificate === 'required'),
    ...versionsIn(versions).map((version, i) =>
      rabbitSetting(`ssl_options.versions.${i + 1}`, version === '1.0' ? 'tlsv1' : `tlsv${version}`),
    ),
  ];
}

function noticesFor(plan: Plan, { listeners, tls }: Doors): readonly Notice[] {
  const { node } = plan;
  const notices: Notice[] = [
    {
      kind: 'by-hand',
      about: node.id,
      message:
        'A drawing holds no users: guest is let in from the same host alone. Traffic between nodes, the management interface and other plugins have ports and TLS settings of their own, which are not written here.',
    },
  ];
  if (takesHeader(listeners))
    for (const { id } of listeners.filter(({ acceptsProxyProtocol }) => !acceptsProxyProtocol))
      notices.push({
        kind: 'fails',
        about: id,
        message: `RabbitMQ expects a PROXY protocol header at all its AMQP ports or at none. Nobody who sends none gets in at "${id}".`,
      });
  if (!tls) return notices;
  notices.push(
    ...versionNotices({ ...plan, listeners: [tls] }, ' and which its Erlang may have been built or told to refuse'),
  );
  return notices;
}
