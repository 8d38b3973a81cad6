import { commentLines, headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { group, type Option, type OptionName, option } from '../../config/option-file.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Exported } from '../../plan/exporter.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { clientAuthorities, encrypts, onePort } from '../serving.ts';

/** Where MySQL and MariaDB, once one server, write the same thing differently. */
export interface Dialect {
  readonly group: 'mysqld' | 'mariadbd';
  readonly file: string;
  /** What keeps the server from offering TLS. */
  readonly withoutTls: Option;
  readonly versions: (listener: PlannedListener) => readonly TlsVersion[];
  readonly versionName: (version: TlsVersion) => string;
  /** Options beyond the common ones. */
  readonly more: (listener: PlannedListener) => readonly Option[];
  readonly notices: (listener: PlannedListener) => readonly Notice[];
}

/** An option file to start the server with, and, where client certificates are required, the statements that do so. */
export function exportServer(plan: Plan, dialect: Dialect): Exported {
  const { listener, notices: lost } = onePort(plan);
  const required = listener !== undefined && encrypts(listener) && listener.clientCertificate === 'required';
  const notices = [
    ...plan.notices,
    ...unwritten(plan),
    ...lost,
    ...(listener ? dialect.notices(listener) : []),
    ...(required ? [requiredByAccount(plan, listener)] : []),
  ];
  const header = [...hashComments(headerLines(plan, notices)), ''];
  const options = [...header, group(dialect.group), ...(listener ? optionsFor(listener, dialect) : deaf)];
  return {
    files: [
      { path: `${plan.node.id}/${dialect.file}`, text: lines(options), language: 'ini' },
      ...(required
        ? ([
            { path: `${plan.node.id}/${statements}`, text: lines([...header, ...requireX509]), language: 'text' },
          ] as const)
        : []),
    ],
    notices,
  };
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
const comment = (text: string): readonly string[] => hashComments(commentLines(text));
const write = (name: OptionName, value: Option['value']): string => option({ name, value });
const deaf: readonly string[] = [write('skip_networking', true)];

function optionsFor(listener: PlannedListener, dialect: Dialect): readonly string[] {
  const { address, port, files, mode, clientCertificate } = listener;
  const network = [write('bind_address', address ?? '*'), write('port', port)];
  if (!encrypts(listener))
    return [
      ...network,
      ...dialect.more(listener).map(option),
      '',
      ...comment('!!! PLAINTEXT: whoever is on the wire reads every query, every row and the login exchange.'),
      option(dialect.withoutTls),
      write('require_secure_transport', false),
    ];
  return [
    ...network,
    ...dialect.more(listener).map(option),
    '',
    ...(mode === 'permissive'
      ? comment('!!! PERMISSIVE: plaintext is accepted as well. Once no client needs it, put ON here.')
      : comment(
          'Plaintext is refused, but only after the login: what a client without TLS sends to log in has crossed the wire.',
        )),
    write('require_secure_transport', mode !== 'permissive'),
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

/** The file with what only an account can be told. */
const statements = 'require-x509.sql';

const requiredByAccount = ({ product }: Plan, { id }: PlannedListener): Notice => ({
  kind: 'by-hand',
  about: id,
  message: `${product.title} demands client certificates account by account: run ${statements} for every account that comes over the network. Until then a password is enough.`,
});

const requireX509: readonly string[] = [
  ...comment('Once for each account that comes over the network, in place of the placeholder APPLICATION:'),
  "ALTER USER 'APPLICATION'@'%' REQUIRE X509;",
  '',
  ...comment('Accounts that get in without a certificate; it should list none but those of this host:'),
  "SELECT user, host, ssl_type FROM mysql.user WHERE ssl_type NOT IN ('X509', 'SPECIFIED') ORDER BY user, host;",
];
