import { headerLines } from '../config/comment.ts';
import { hashComments } from '../config/hash-comment.ts';
import type { ExportedFile, Exporter } from '../plan/exporter.ts';
import { distinctNotices } from '../plan/notices.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { endsTls } from '../plan/sessions.ts';
import { unwrittenBy } from '../plan/unwritten.ts';
import { type ClientFiles, tlsFallbackNotice } from './client-files.ts';
import { clientOf } from './client-of.ts';
import type { Code, ServiceLanguage } from './language.ts';
import { describeListener, listenerNotices } from './listener.ts';

/**
 * A service is configured by its own code. What can be written for it: an environment file for each connection that it
 * opens, the same connection by hand, a page that says what its own listeners must do – and, where its language is
 * known, the code of both ends.
 */
export const serviceExporter =
  (language: ServiceLanguage | null): Exporter =>
  (plan) => {
    const clients = plan.upstreams.map((upstream) => clientIn(plan, upstream, language));
    const servers = plan.listeners.map((listener) => ({
      listener,
      code: endsTls(listener) ? (language?.server(plan, listener) ?? null) : null,
    }));
    const notices = distinctNotices([
      ...plan.notices,
      ...unwrittenBy(plan, {
        node: [],
        listener: ({ id }) => servers.find(({ listener }) => listener.id === id)?.code?.written ?? [],
        dial: ({ link }) =>
          clients.find(({ upstream }) => upstream.link === link)?.code?.flatMap(({ written }) => written ?? []) ?? [],
      }),
      ...servers.flatMap(({ listener, code }) => [
        ...listenerNotices(listener, code !== null),
        ...(code?.notices ?? []),
      ]),
      ...clients.flatMap(({ upstream, files, code }) => [
        ...(code === null ? files.byHand : code.some(({ fallsBack }) => fallsBack) ? [] : tlsFallbackNotice(upstream)),
        ...files.notices,
        ...(code ?? []).flatMap(({ notices }) => notices),
      ]),
    ]);
    const headerOf = (about: string) =>
      headerLines(
        plan,
        notices.filter((notice) => notice.about === about || notice.about === plan.node.id),
      );
    return {
      files: [
        readme(plan, notices, clients, servers),
        ...clients.flatMap(({ upstream, files, code }) => {
          const header = headerOf(upstream.link);
          return [
            ...clientFiles(plan, upstream, files, header),
            ...(code ?? []).map((each) => printed(plan, each, header)),
          ];
        }),
        ...servers.flatMap(({ listener, code }) => (code ? [printed(plan, code, headerOf(listener.id))] : [])),
      ],
      notices,
    };
  };

interface Client {
  readonly upstream: Upstream;
  readonly files: ClientFiles;
  readonly code: readonly Code[] | null;
}

const clientIn = (plan: Plan, upstream: Upstream, language: ServiceLanguage | null): Client => ({
  upstream,
  files: clientOf(plan, upstream),
  code: upstream.forwarded ? null : (language?.client(plan, upstream) ?? null),
});

const printed = (plan: Plan, { name, print, highlighting }: Code, header: readonly string[]): ExportedFile => ({
  path: `${plan.node.id}/${name}`,
  text: print(header),
  language: highlighting,
});

function clientFiles(
  plan: Plan,
  { link }: Upstream,
  { environment, settings, script }: ClientFiles,
  headerText: readonly string[],
): readonly ExportedFile[] {
  const header = hashComments(headerText);
  const folder = plan.node.id;
  return [
    { path: `${folder}/${link}.env`, text: lines([...header, '', ...environment]), language: 'shell' },
    ...(settings
      ? [
          {
            path: `${folder}/${link}.${settings.name}`,
            text: lines([...header, '', ...settings.lines]),
            language: 'ini',
          } as const,
        ]
      : []),
    ...(script
      ? [
          {
            path: `${folder}/${link}-${script.name}.sh`,
            text: lines(['#!/bin/sh', ...header, '', ...script.lines]),
            language: 'shell',
            executable: true,
          } as const,
        ]
      : []),
  ];
}

function readme(
  plan: Plan,
  notices: readonly Notice[],
  clients: readonly Client[],
  servers: readonly { readonly listener: PlannedListener; readonly code: Code | null }[],
): ExportedFile {
  const named = (files: readonly string[]): string => files.join(', ');
  return {
    path: `${plan.node.id}/README.txt`,
    text: lines([
      ...headerLines(plan, notices),
      '',
      'What it listens on',
      ...(servers.length === 0
        ? ['  nothing']
        : servers.flatMap(({ listener, code }) => [
            ...describeListener(listener),
            ...(code ? [`    ${code.name}`] : []),
          ])),
      '',
      'What it connects to',
      ...(clients.length === 0 ? ['  nothing'] : []),
      ...clients.map(
        ({ upstream: { link }, files, code }) =>
          `  ${files.summary}: ${named([`${link}.env`, ...(code ?? []).map(({ name }) => name)])}`,
      ),
    ]),
    language: 'text',
  };
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
