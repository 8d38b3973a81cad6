import { headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { attribute, block, commentOf, type Item, printHcl } from '../../config/hcl.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { issuingLines } from './issuing.ts';

/** The listeners of the server, and a script that sets the authority up and signs what the drawing has it issue. */
export const exportPlan: Exporter = (plan) => {
  const { node } = plan;
  const notices = distinctNotices([...plan.notices, ...unwritten(plan), ...versionNotices(plan), ...ownNotices(plan)]);
  const header = headerLines(plan, notices);
  const open = plan.listeners.filter(({ mode }) => mode !== 'closed');
  return {
    files: [
      {
        path: `${node.id}/vault.hcl`,
        text: `${printHcl([commentOf(header), ...open.map(listenerBlock)])}`,
        language: 'hcl',
      },
      {
        path: `${node.id}/pki.sh`,
        text: ['#!/bin/sh', ...hashComments(header), ...issuingLines(plan), ''].join('\n'),
        executable: true,
        language: 'shell',
      },
    ],
    notices,
  };
};

function listenerBlock(listener: PlannedListener): Item {
  const { address, port, mode, files, versions, clientCertificate } = listener;
  const host = address ?? '0.0.0.0';
  const spoken = versionsIn(versions);
  return block(
    'listener',
    ['tcp'],
    [
      attribute('address', host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`),
      ...(mode === 'terminate'
        ? [
            attribute('tls_cert_file', files.certificate),
            attribute('tls_key_file', files.key),
            attribute('tls_min_version', versionName(spoken[0])),
            attribute('tls_max_version', versionName(spoken.at(-1) ?? spoken[0])),
            ...(clientCertificate === 'required'
              ? [attribute('tls_require_and_verify_client_cert', true), attribute('tls_client_ca_file', files.clientCa)]
              : [attribute('tls_disable_client_certs', true)]),
          ]
        : [attribute('tls_disable', true)]),
      ...proxyProtocol(listener),
    ],
  );
}

const versionName = (version: TlsVersion): string => `tls${version.replace('.', '')}`;

/** Names can't stand in the list of those who may send a header. */
const onlyAddresses = ({ dialledBy }: PlannedListener): boolean => dialledBy.length > 0 && dialledBy.every(isAddress);

function proxyProtocol(listener: PlannedListener): readonly Item[] {
  if (!listener.acceptsProxyProtocol) return [];
  return onlyAddresses(listener)
    ? [
        attribute('proxy_protocol_behavior', 'deny_unauthorized'),
        attribute('proxy_protocol_authorized_addrs', listener.dialledBy.join(',')),
      ]
    : [attribute('proxy_protocol_behavior', 'use_always')];
}

function ownNotices({ node, listeners, issues }: Plan): readonly Notice[] {
  const notices: Notice[] = [
    {
      kind: 'by-hand',
      about: node.id,
      message:
        'Where Vault keeps its data (storage), how it is unsealed (seal) and who may log in are not in a drawing: add them to vault.hcl before the first start.',
    },
  ];
  if (issues.length === 0)
    notices.push({
      kind: 'by-hand',
      about: node.id,
      message: `No certificate of the drawing names ${node.title} as the one that issues it, so the script sets up the authority and signs nothing.`,
    });
  for (const listener of listeners) {
    if (listener.acceptsProxyProtocol && !onlyAddresses(listener))
      notices.push({
        kind: 'weakened',
        about: listener.id,
        message: `Vault believes a PROXY header on "${listener.id}" from everyone: list the addresses of those who send one in proxy_protocol_authorized_addrs, and set proxy_protocol_behavior to deny_unauthorized.`,
      });
    if (listener.mode === 'plaintext')
      notices.push({
        kind: 'weakened',
        about: listener.id,
        message: `Tokens and everything that "${listener.id}" answers travel in clear, and a token that may sign can be every name that its role allows.`,
      });
  }
  return notices;
}
