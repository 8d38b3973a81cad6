import { commentLines, headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { group, type Option, type OptionName, option } from '../../config/option-file.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Exported } from '../../plan/exporter.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { clientAuthorities, onePort } from '../serving.ts';

/** Where MySQL and MariaDB, once one server, write the same thing differently. */
export interface Dialect {
  readonly group: 'mysqld' | 'mariadbd';
  readonly file: string;
  /** Whether it knows require_secure_transport. Without, only accounts can be told to refuse plaintext. */
  readonly refusesPlaintext: boolean;
  /** What keeps the server from offering TLS. */
  readonly withoutTls: Option;
  readonly versions: (listener: PlannedListener) => readonly TlsVersion[];
  readonly versionName: (version: TlsVersion) => string;
  /** Options beyond the common ones. */
  readonly more: (listener: PlannedListener) => readonly Option[];
  readonly notices: (listener: PlannedListener) => readonly Notice[];
}

/** An option file to start the server with and, where only accounts can be told what is drawn, statements that do so. */
export function exportServer(plan: Plan, dialect: Dialect): Exported {
  const { listener, notices: lost } = onePort(plan);
  const requirement = listener ? requirementOf(listener, dialect) : null;
  const notices = [
    ...plan.notices,
    ...unwritten(plan),
    ...lost,
    ...(listener ? dialect.notices(listener) : []),
    ...(requirement && listener ? [byAccount(plan, listener, requirement)] : []),
  ];
  const header = [...hashComments(headerLines(plan, notices)), ''];
  const options = [...header, group(dialect.group), ...(listener ? optionsFor(listener, dialect) : deaf)];
  const statements = requirement && {
    path: `${plan.node.id}/${statementsOf(requirement)}`,
    text: lines([...header, ...demands(requirement)]),
    language: 'text' as const,
  };
  return {
    files: [
      { path: `${plan.node.id}/${dialect.file}`, text: lines(options), language: 'ini' },
      ...(statements ? [statements] : []),
    ],
    notices,
  };
}

/** What each account has to ask for. */
type Requirement = 'SSL' | 'X509';

function requirementOf(listener: PlannedListener, { refusesPlaintext }: Dialect): Requirement | null {
  if (!endsTls(listener)) return null;
  if (listener.clientCertificate === 'required') return 'X509';
  return listener.mode === 'terminate' && !refusesPlaintext ? 'SSL' : null;
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
const comment = (text: string): readonly string[] => hashComments(commentLines(text));
const write = (name: OptionName, value: Option['value']): string => option({ name, value });
const deaf: readonly string[] = [write('skip_networking', true)];

function optionsFor(listener: PlannedListener, dialect: Dialect): readonly string[] {
  const { address, port, files, mode, clientCertificate } = listener;
  const network = [write('bind_address', address ?? '*'), write('port', port)];
  if (!endsTls(listener))
    return [
      ...network,
      ...dialect.more(listener).map(option),
      '',
      ...comment('!!! PLAINTEXT: whoever is on the wire reads every query, every row and the login exchange.'),
      option(dialect.withoutTls),
      ...(dialect.refusesPlaintext ? [write('require_secure_transport', false)] : []),
    ];
  return [
    ...network,
    ...dialect.more(listener).map(option),
    '',
    ...secureTransport(mode !== 'permissive', dialect),
    ...comment(`The certificate must hold: ${listener.names.join(', ')}.`),
    write('ssl_cert', files.certificate),
    write('ssl_key', files.key),
    ...(clientCertificate === 'none'
      ? comment(
          "Without ssl_ca a client certificate is checked against the system's CAs: nobody has to bring one, but one of another CA is refused.",
        )
      : [
          ...comment(
            `CAs of client certificates (${clientAuthorities(listener)}). Whatever a client presents is checked against them.`,
          ),
          write('ssl_ca', files.clientCa),
        ]),
    write('tls_version', dialect.versions(listener).map(dialect.versionName).join(',')),
  ];
}

const secureTransport = (required: boolean, { refusesPlaintext }: Dialect): readonly string[] =>
  refusesPlaintext
    ? [
        ...comment(
          required
            ? 'Plaintext is refused, but only after the login: what a client without TLS sends to log in has crossed the wire.'
            : '!!! PERMISSIVE: plaintext is accepted as well. Once no client needs it, put ON here.',
        ),
        write('require_secure_transport', required),
      ]
    : [];

const statementsOf = (requirement: Requirement): string => `require-${requirement.toLowerCase()}.sql`;

const byAccount = ({ product }: Plan, { id }: PlannedListener, requirement: Requirement): Notice => ({
  kind: 'by-hand',
  about: id,
  message:
    requirement === 'X509'
      ? `${product.title} demands client certificates account by account: run ${statementsOf(requirement)} for every account that comes over the network. Until then a password is enough.`
      : `This version of ${product.title} refuses plaintext account by account: run ${statementsOf(requirement)} for every account that comes over the network. Until then it is let in.`,
});

function demands(requirement: Requirement): readonly string[] {
  const enough = requirement === 'X509' ? "'X509', 'SPECIFIED'" : "'ANY', 'X509', 'SPECIFIED'";
  return [
    ...comment('Once for each account that comes over the network, in place of the placeholder APPLICATION:'),
    `ALTER USER 'APPLICATION'@'%' REQUIRE ${requirement};`,
    '',
    ...comment('Accounts that get in without; it should list none but those of this host:'),
    `SELECT user, host, ssl_type FROM mysql.user WHERE ssl_type NOT IN (${enough}) ORDER BY user, host;`,
  ];
}
