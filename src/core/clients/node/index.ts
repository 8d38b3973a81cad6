import { commentLines } from '../../config/comment.ts';
import { slashComments } from '../../config/string-literals.ts';
import { versionNotices } from '../../plan/notices.ts';
import { isPlainStream } from '../client-files.ts';
import type { Code, ServiceLanguage } from '../language.ts';
import { habitNotices, tlsSettings } from '../tls-settings.ts';
import { drivers } from './drivers.ts';
import { serverCode } from './server.ts';
import { tlsOptions } from './tls.ts';

/** A module for each connection and each listener. */
export const node: ServiceLanguage = {
  client: (plan, upstream) => {
    const settings = tlsSettings(upstream);
    const driver = drivers.get(upstream.protocol) ?? (isPlainStream(upstream) ? drivers.get('tcp') : undefined);
    if (!driver) return null;
    const { library, habits, drops = [] } = driver;
    const dial = { plan, upstream, secure: settings !== null };
    const body = [
      ...(settings && (settings.check !== 'none' || settings.client)
        ? ["import { readFileSync } from 'node:fs';"]
        : []),
      ...(settings?.check === 'full' ? ["import { checkServerIdentity } from 'node:tls';"] : []),
      ...driver.imports(dial),
      '',
      ...(settings ? [...tlsOptions(settings, upstream), ''] : plaintextRemark),
      ...driver.connect(dial),
    ];
    return [
      {
        ...javascript(`${upstream.link}.mjs`, body),
        notices: [
          ...versionNotices({ ...plan, listeners: [], upstreams: [upstream] }),
          ...habitNotices(upstream, { library: library ?? 'Node.js', ...habits }),
        ],
        written: [
          ...(drops.includes('ecdhCurve') && upstream.keyExchange === 'hybrid' ? [] : (['dial:key-exchange'] as const)),
          ...(drops.includes('ALPNProtocols') || !settings ? [] : (['dial:alpn'] as const)),
        ],
      },
    ];
  },
  server: (plan, listener) => {
    const { body, notices } = serverCode(plan, listener);
    return {
      ...javascript(`servers/${listener.id}.mjs`, body),
      notices,
      written: ['listen:key-exchange', 'listen:alpn', 'strict-transport'],
    };
  },
};

const plaintextRemark = slashComments(commentLines('!!! PLAINTEXT: nothing is encrypted on this connection.'));

const javascript = (name: string, body: readonly string[]): Omit<Code, 'notices'> => ({
  name,
  highlighting: 'javascript',
  print: (header) => `${[...slashComments(header), '', ...body].join('\n')}\n`,
});
