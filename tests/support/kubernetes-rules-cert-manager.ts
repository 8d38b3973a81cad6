import { isIP } from 'node:net';
import { type Rules, unique, unless } from './kubernetes-rules-shared.ts';

const hours = (duration: string): number => Number(/^(\d+)h$/.exec(duration)?.[1] ?? Number.NaN);

/** internal/apis/certmanager/validation/certificate.go of cert-manager/cert-manager. */
export const certificate: Rules = ({ spec, metadata }, { objects }) => [
  ...unless(
    (spec.commonName ?? '').length > 0 || spec.dnsNames?.length > 0 || spec.ipAddresses?.length > 0,
    'neither a common name nor any other',
  ),
  ...unless((spec.commonName ?? '').length <= 64, 'a common name of more than 64 bytes'),
  ...(spec.ipAddresses ?? []).flatMap((each: string) => unless(isIP(each) !== 0, `no address: ${each}`)),
  ...unless(spec.duration === undefined || hours(spec.duration) >= 1, `too short: ${spec.duration}`),
  ...unless(
    objects.some(
      (each) =>
        each.kind === spec.issuerRef.kind &&
        each.metadata.name === spec.issuerRef.name &&
        (each.kind === 'ClusterIssuer' || each.metadata.namespace === metadata.namespace),
    ),
    `no ${spec.issuerRef.kind} ${spec.issuerRef.name} in reach`,
  ),
  ...unique(
    objects
      .filter((each) => each.kind === 'Certificate' && each.metadata.namespace === metadata.namespace)
      .map((each) => each.spec.secretName),
    'a Secret',
  ),
];

/** Exactly one kind of signer: internal/apis/certmanager/validation/issuer.go. */
export const issuer: Rules = ({ kind, metadata, spec }, { objects }) => [
  ...unless(Object.keys(spec).length === 1, 'exactly one signer'),
  ...unless((kind === 'Issuer') === (metadata.namespace !== undefined), 'a namespace is for an Issuer'),
  ...unless(
    spec.ca === undefined ||
      objects.some(
        (each) => each.kind === 'Certificate' && each.spec.isCA && each.spec.secretName === spec.ca.secretName,
      ),
    'no root for the CA',
  ),
  ...unless(spec.vault === undefined || /^https?:\/\/[^/]+:\d+$/.test(spec.vault.server), 'no server'),
  ...unless(
    (spec.vault?.clientCertSecretRef === undefined) === (spec.vault?.clientKeySecretRef === undefined),
    'a client certificate has two halves',
  ),
];
