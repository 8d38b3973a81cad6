import { commentLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { versionNotices } from '../../plan/notices.ts';
import { isPlainStream } from '../client-files.ts';
import type { Code, ServiceLanguage } from '../language.ts';
import { habitNotices, tlsSettings } from '../tls-settings.ts';
import { drivers } from './drivers.ts';
import { serverCode } from './server.ts';
import { tlsContext } from './tls.ts';

/** A module for each connection and each listener. */
export const python: ServiceLanguage = {
  client: (plan, upstream) => {
    const settings = tlsSettings(upstream);
    const driver = drivers.get(upstream.protocol) ?? (isPlainStream(upstream) ? drivers.get('tcp') : undefined);
    if (!driver) return null;
    const { library, habits, ownTls = false, fallsBack } = driver;
    const dial = { plan, upstream, settings };
    const context = settings && !ownTls ? tlsContext(settings, upstream) : [];
    const body = [
      ...(context.length > 0 ? ['import ssl'] : []),
      ...driver.imports(dial),
      '',
      ...context,
      ...(settings ? [] : hashComments(commentLines('!!! PLAINTEXT: nothing is encrypted on this connection.'))),
      '',
      'def connect():',
      ...driver.connect(dial),
    ];
    return [
      {
        ...module(`${upstream.link}.py`, body),
        notices: [
          ...(ownTls ? [] : versionNotices({ ...plan, listeners: [], upstreams: [upstream] })),
          ...habitNotices(upstream, {
            library: library ?? 'Python',
            alwaysSends: settings?.check === 'full',
            ...habits,
          }),
        ],
        written: ownTls
          ? []
          : [
              ...(upstream.keyExchange === 'hybrid' ? [] : (['dial:key-exchange'] as const)),
              ...(settings ? (['dial:alpn'] as const) : []),
            ],
        fallsBack: fallsBack?.(upstream) ?? false,
      },
    ];
  },
  server: (plan, listener) => ({
    ...module(`servers/${listener.id}.py`, serverCode(listener)),
    notices: versionNotices({ ...plan, listeners: [listener], upstreams: [] }),
    written: [
      'listen:alpn',
      'strict-transport',
      ...(listener.keyExchange === 'hybrid' ? [] : (['listen:key-exchange'] as const)),
    ],
  }),
};

/** The first line says the encoding: without it Python would believe a comment below that seems to (PEP 263). */
const module = (name: string, body: readonly string[]): Omit<Code, 'notices'> => ({
  name,
  highlighting: 'python',
  print: (header) => `${['# coding: utf-8', ...hashComments(header), '', ...body].join('\n')}\n`,
});
