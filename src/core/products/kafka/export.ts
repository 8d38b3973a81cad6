import { commentLines, headerLines } from '../../config/comment.ts';
import { hostAndPort } from '../../config/dsn.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { property } from '../../config/properties.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { clientAuthorities, everyPort, javaDisablesOld } from '../serving.ts';

/** A listener under the name that Kafka knows it by. */
interface Named {
  readonly name: string;
  readonly listener: PlannedListener;
}

export const exportPlan: Exporter = (plan) => {
  const { listeners, notices: lost } = everyPort(plan);
  const doors = named(listeners);
  const notices = [...plan.notices, ...unwritten(plan), ...lost, ...noticesFor(plan, doors)];
  const text = [...hashComments(headerLines(plan, notices)), ...network(plan, doors), ...doors.flatMap(encryption)];
  return {
    files: [{ path: `${plan.node.id}/server.properties`, text: `${text.join('\n')}\n`, language: 'ini' }],
    notices,
  };
};

const comment = (text: string): readonly string[] => hashComments(commentLines(text));

/** The listener that a broker uses to reach its controllers; no drawn one may have its name. */
const controller = 'CONTROLLER';

/** Kafka compares names without regard to case and puts them into names of properties: letters, digits and `_`, once each. */
function named(listeners: readonly PlannedListener[]): readonly Named[] {
  const taken = new Set([controller]);
  return listeners.map((listener) => {
    const base = listener.id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
    taken.add(name);
    return { name, listener };
  });
}

/** Brokers talk to each other over a drawn listener: one with TLS, if there is any. */
const between = (doors: readonly Named[]): Named | undefined =>
  doors.find(({ listener }) => endsTls(listener)) ?? doors[0];

const protocolOf = ({ listener }: Named): 'SSL' | 'PLAINTEXT' => (endsTls(listener) ? 'SSL' : 'PLAINTEXT');

function network(plan: Plan, doors: readonly Named[]): readonly string[] {
  const brokers = between(doors);
  if (!brokers) return [];
  const host = advertisedHost(plan);
  const each = (write: (door: Named) => string) => doors.map(write).join(',');
  return [
    '',
    ...(doors.some((door) => protocolOf(door) === 'PLAINTEXT')
      ? comment('!!! PLAINTEXT: whoever is on the wire of a PLAINTEXT listener reads every record.')
      : []),
    property(
      'listeners',
      each(({ name, listener }) => `${name}://${hostAndPort(listener.address ?? '', listener.port)}`),
    ),
    ...(host === null
      ? []
      : [
          ...comment('What clients reconnect to, whatever they dialled first.'),
          property(
            'advertised.listeners',
            each(({ name, listener }) => `${name}://${hostAndPort(host, listener.port)}`),
          ),
        ]),
    property(
      'listener.security.protocol.map',
      [...doors.map((door) => `${door.name}:${protocolOf(door)}`), `${controller}:${protocolOf(brokers)}`].join(','),
    ),
    property('controller.listener.names', controller),
    ...comment('Said in any case: left out, brokers look for a PLAINTEXT listener to reach each other.'),
    property('inter.broker.listener.name', brokers.name),
    ...(endsTls(brokers.listener)
      ? [
          '',
          ...comment('For the connections to controllers, the certificate and CAs of the listener between brokers.'),
          ...keys('', brokers.listener),
        ]
      : []),
  ];
}

/** A wildcard is nothing that a client could reconnect to. */
const advertisedHost = ({ node: { host } }: Plan): string | null => (host.startsWith('*') ? null : host);

function encryption({ name, listener }: Named): readonly string[] {
  if (!endsTls(listener)) return [];
  const prefix = `listener.name.${name.toLowerCase()}.`;
  return [
    '',
    ...comment(`The certificate must hold: ${listener.names.join(', ')}.`),
    ...(listener.clientCertificate === 'none'
      ? []
      : comment(`CAs of client certificates, and of other brokers (${clientAuthorities(listener)}).`)),
    ...keys(prefix, listener),
    property(
      `${prefix}ssl.client.auth`,
      { none: 'none', optional: 'requested', required: 'required' }[listener.clientCertificate],
    ),
    property(`${prefix}ssl.enabled.protocols`, versionNames(listener).join(',')),
  ];
}

const versionNames = ({ versions }: PlannedListener): readonly string[] =>
  versionsIn(versions).map((version) => (version === '1.0' ? 'TLSv1' : `TLSv${version}`));

const keys = (prefix: string, { files, clientCertificate }: PlannedListener): readonly string[] => [
  property(`${prefix}ssl.keystore.type`, 'PEM'),
  property(`${prefix}ssl.keystore.location`, files.bundle),
  ...(clientCertificate === 'none'
    ? []
    : [property(`${prefix}ssl.truststore.type`, 'PEM'), property(`${prefix}ssl.truststore.location`, files.clientCa)]),
];

function noticesFor(plan: Plan, doors: readonly Named[]): readonly Notice[] {
  const { node } = plan;
  const notices: Notice[] = [
    {
      kind: 'by-hand',
      about: node.id,
      message:
        'The controllers are not drawn. Add to this file: process.roles, node.id, controller.quorum.bootstrap.servers and log.dirs.',
    },
  ];
  const brokers = between(doors);
  if (!brokers) return notices;
  if (advertisedHost(plan) === null)
    notices.push({
      kind: 'by-hand',
      about: node.id,
      message: `No client can reconnect to ${node.host}: set advertised.listeners to the name that clients dial.`,
    });
  const { listener } = brokers;
  const trusts = listener.clientCertificate !== 'none' && listener.clientTrusts.includes(listener.issuer);
  if (endsTls(listener) && !trusts)
    notices.push({
      kind: 'by-hand',
      about: listener.id,
      message: `Brokers reach each other over "${listener.id}" and verify its certificate (${listener.issuer}), and no CA for it is drawn at this node: set ssl.truststore.location, or they will not connect.`,
    });
  notices.push(...versionNotices({ ...plan, listeners: doors.map((door) => door.listener) }, javaDisablesOld));
  return notices;
}
