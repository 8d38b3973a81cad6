import { attribute, type Block, block, type Item } from '../../config/hcl.ts';
import type { Notices } from '../../config/terraform.ts';
import { type ManagedEndpoint, sayEndpoint } from '../../config/terraform-aws-endpoint.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { ssl } from './product.ts';

/** What instances and clusters have in common: who names them, and the parameters that TLS depends on. */
const endpoint: ManagedEndpoint = {
  suffix: '.rds.amazonaws.com',
  port: null,
  versions: null,
  issuer: 'private-ca',
  authority: "RDS's own CAs",
  source: ssl,
};

export function saySession(plan: Plan, listener: PlannedListener, notices: Notices): void {
  const { id, mode, versions } = listener;
  sayEndpoint(listener, endpoint, notices);
  if (mode !== 'plaintext' && versions[0] === '1.0')
    notices.say('lost', id, `TLS 1.1 is the least that RDS knows, not 1.0 as drawn (${ssl}).`);
  notices.say(
    'by-hand',
    plan.node.id,
    `Give clients the bundle of RDS's CAs (https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem) and have them verify in full: no setting of the server makes them (${ssl}).`,
  );
}

/** https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SSL-MIN-PROTOCOL-VERSION */
const protocolName: Readonly<Record<TlsVersion, string>> = {
  '1.0': 'TLSv1.1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
};

/** Always said, because what is there by default depends on the version. */
export const parameters = ({ mode, versions: [min, max] }: PlannedListener): readonly Item[] => [
  parameter('rds.force_ssl', mode === 'terminate' ? '1' : '0'),
  parameter('ssl_min_protocol_version', protocolName[min]),
  parameter('ssl_max_protocol_version', protocolName[max < min ? min : max]),
];

const parameter = (name: string, value: string): Block =>
  block('parameter', [], [attribute('name', name), attribute('value', value)]);

/** The version of PostgreSQL to run: as drawn, else one that is current. */
export const engineVersion = ({ node: { version } }: Plan): string => version ?? '17';
export const majorVersion = (plan: Plan): string => engineVersion(plan).replace(/\..*$/, '');
