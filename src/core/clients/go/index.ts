import { commentLines } from '../../config/comment.ts';
import { slashComments } from '../../config/string-literals.ts';
import { versionNotices } from '../../plan/notices.ts';
import { isPlainStream } from '../client-files.ts';
import type { Code, ServiceLanguage } from '../language.ts';
import { habitNotices, tlsSettings } from '../tls-settings.ts';
import { drivers } from './drivers.ts';
import { serverCode } from './server.ts';
import { configImports, go, tlsConfig } from './tls.ts';

/** A program for each connection and each listener. */
export const golang: ServiceLanguage = {
  client: (plan, upstream) => {
    const driver = drivers.get(upstream.protocol) ?? (isPlainStream(upstream) ? drivers.get('tcp') : undefined);
    if (!driver) return null;
    const fallsBack =
      upstream.tls === 'opportunistic' && upstream.negotiation === 'in-band' && driver.fallsBack === true;
    const settings = fallsBack ? null : tlsSettings(upstream);
    const dial = { plan, upstream, secure: settings !== null };
    const direct = upstream.protocol === 'postgres' && upstream.negotiation === 'direct';
    const body = [
      ...(settings ? tlsConfig(settings, upstream, upstream.alpn ?? (direct ? ['postgresql'] : null)) : []),
      ...(upstream.tls === 'plaintext'
        ? slashComments(commentLines('!!! PLAINTEXT: nothing is encrypted on this connection.'))
        : []),
      `func connect() (${driver.type}, error) {`,
      ...(settings ? ['\tconfig, err := tlsConfig()', '\tif err != nil {', '\t\treturn nil, err', '\t}'] : []),
      ...driver.connect(dial),
      '}',
      '',
      'func main() {',
      '\tconnection, err := connect()',
      '\tif err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
      '\tlog.Printf("%T", connection)',
      '}',
    ];
    const imports = ['log', ...(settings ? configImports(settings) : []), ...driver.imports(dial)];
    return [
      {
        ...program(`${upstream.link}.go`, imports, body),
        notices: fallsBack
          ? []
          : [
              ...versionNotices({ ...plan, listeners: [], upstreams: [upstream] }, ', and Go does not speak by itself'),
              ...habitNotices(upstream, { library: 'Go', alwaysSends: true }),
            ],
        written: settings ? ['dial:key-exchange', 'dial:alpn'] : [],
        fallsBack,
      },
    ];
  },
  server: (plan, listener) => {
    const { imports, body } = serverCode(listener);
    return {
      ...program(`servers/${listener.id}.go`, imports, body),
      notices: versionNotices({ ...plan, listeners: [listener], upstreams: [] }, ', and Go does not speak by itself'),
      written: ['listen:key-exchange', 'listen:alpn', 'strict-transport'],
    };
  },
};

/** Left out of a build of the whole folder, for each file is a program; the standard library is imported first. */
function program(name: string, imports: readonly string[], body: readonly string[]): Omit<Code, 'notices'> {
  const specs = [...new Set(imports)]
    .map((each) => each.split(' '))
    .map(([first = '', path]) => (path === undefined ? go(first) : `${first} ${go(path)}`));
  const foreign = specs.filter((spec) => spec.includes('.'));
  const standard = specs.filter((spec) => !spec.includes('.')).sort();
  return {
    name,
    highlighting: 'go',
    print: (header) =>
      `${[
        '//go:build ignore',
        '',
        ...slashComments(header),
        '',
        'package main',
        '',
        'import (',
        ...standard.map((spec) => `\t${spec}`),
        ...(foreign.length > 0 ? ['', ...foreign.map((spec) => `\t${spec}`)] : []),
        ')',
        '',
        ...body,
      ].join('\n')}\n`,
  };
}
