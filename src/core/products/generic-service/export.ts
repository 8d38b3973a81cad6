import { headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import type { ExportedFile, Exporter } from '../../plan/exporter.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';
import type { ClientFiles } from './client-files.ts';
import { describeListener, listenerNotices } from './listener.ts';
import { otherClient } from './other-client.ts';
import { postgresClient } from './postgres-client.ts';
import { redisClient } from './redis-client.ts';

/**
 * A service is configured by its own code. What can be written for it: one environment file for each connection that
 * it opens, and a page that says what its own listeners must do.
 */
export const exportPlan: Exporter = (plan) => {
  const clients = plan.upstreams.map((upstream) => ({ upstream, client: clientOf(plan, upstream) }));
  const notices = [
    ...plan.notices,
    ...unwritten(plan),
    ...plan.listeners.flatMap(listenerNotices),
    ...clients.flatMap(({ client }) => client.notices),
  ];
  return {
    files: [
      readme(plan, notices, clients),
      ...clients.flatMap(({ upstream, client }) => clientFiles(plan, upstream, client, notices)),
    ],
    notices,
  };
};

function clientOf(plan: Plan, upstream: Upstream): ClientFiles {
  if (upstream.forwarded) return otherClient(upstream);
  switch (upstream.protocol) {
    case 'postgres':
      return postgresClient(plan, upstream);
    case 'redis':
      return redisClient(upstream);
    default:
      return otherClient(upstream);
  }
}

function clientFiles(
  plan: Plan,
  { link }: Upstream,
  { environment, script }: ClientFiles,
  notices: readonly Notice[],
): readonly ExportedFile[] {
  const header = hashComments(
    headerLines(
      plan,
      notices.filter(({ about }) => about === link || about === plan.node.id),
    ),
  );
  const files: ExportedFile[] = [
    { path: `${plan.node.id}/${link}.env`, text: lines([...header, '', ...environment]), language: 'shell' },
  ];
  if (script)
    files.push({
      path: `${plan.node.id}/${link}-${script.name}.sh`,
      text: lines(['#!/bin/sh', ...header, '', ...script.lines]),
      language: 'shell',
    });
  return files;
}

function readme(
  plan: Plan,
  notices: readonly Notice[],
  clients: readonly { readonly upstream: Upstream; readonly client: ClientFiles }[],
): ExportedFile {
  return {
    path: `${plan.node.id}/README.txt`,
    text: lines([
      ...headerLines(plan, notices),
      '',
      'What it listens on',
      ...(plan.listeners.length === 0 ? ['  nothing'] : plan.listeners.flatMap(describeListener)),
      '',
      'What it connects to',
      ...(clients.length === 0 ? ['  nothing'] : []),
      ...clients.map(({ upstream: { link }, client }) => `  ${client.summary}: ${link}.env`),
    ]),
    language: 'text',
  };
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
