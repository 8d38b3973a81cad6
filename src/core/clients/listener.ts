import { commentLines } from '../config/comment.ts';
import { protocolOf } from '../model/protocols.ts';
import type { Notice, PlannedListener } from '../plan/plan.ts';
import { endsTls } from '../plan/sessions.ts';

/** What a service's own code has to do on a listener that is more than a plain socket; `coded`: its TLS is written. */
export function listenerNotices(listener: PlannedListener, coded = false): readonly Notice[] {
  const duties = coded ? dutiesBesidesTls(listener) : dutiesOf(listener);
  return duties.length === 0
    ? []
    : [
        {
          kind: 'by-hand',
          about: listener.id,
          message: `On listener "${listener.id}" (port ${listener.port}) the service's own code must ${duties.join('; ')}.`,
        },
      ];
}

/** The same as a paragraph for the page about the service. */
export function describeListener(listener: PlannedListener): readonly string[] {
  const { id, address, port, mode } = listener;
  const where = address === null ? `port ${port}` : `${address} port ${port}`;
  const duties = dutiesOf(listener);
  const text = [`${id}, ${where}: ${modeName[mode]}`, ...duties.map((duty) => `must ${duty}`)].join('; ');
  return commentLines(`${text}.`).map((line) => `  ${line}`);
}

export const modeName: Readonly<Record<PlannedListener['mode'], string>> = {
  plaintext: 'plaintext',
  terminate: 'TLS ends here',
  permissive: 'TLS or plaintext',
  passthrough: 'passed through unopened',
  closed: 'closed',
};

const dutiesOf = (listener: PlannedListener): readonly string[] => [
  ...dutiesBesidesTls(listener),
  ...(endsTls(listener) ? terminatingDuties(listener) : []),
];

function dutiesBesidesTls(listener: PlannedListener): readonly string[] {
  const { mode, by, acceptsProxyProtocol, dialledBy } = listener;
  return [
    ...(acceptsProxyProtocol
      ? [`expect a PROXY protocol header, and believe it only from ${dialledBy.join(', ') || 'nobody that is drawn'}`]
      : []),
    ...(mode === 'passthrough'
      ? [by === 'sni' ? 'read the server name of the ClientHello and relay the bytes by it' : 'relay the bytes']
      : []),
    ...(mode === 'permissive' ? ['accept plaintext as well as TLS on this port'] : []),
  ];
}

function terminatingDuties(listener: PlannedListener): readonly string[] {
  const { names, issuer, files, versions, clientCertificate, clientTrusts } = listener;
  const authorities = `${files.clientCa} (${clientTrusts.join(', ') || 'no issuer at all'})`;
  return [
    `load the certificate ${files.certificate} and its key ${files.key} (${issuer}, for ${names.join(', ')})`,
    `speak TLS ${versions[0]} to ${versions[1]} and nothing else`,
    {
      none: 'ask for no client certificate',
      optional: `ask for a client certificate, go on without one, and refuse one that is not issued under ${authorities}`,
      required: `require a client certificate issued under ${authorities}`,
    }[clientCertificate],
  ];
}

/** Whether nothing but HTTP, or nothing at all, is drawn to arrive: a service is a web server unless it is said otherwise. */
export const servesHttp = ({ protocols }: PlannedListener): boolean =>
  protocols.every((protocol) => protocolOf(protocol).http);
