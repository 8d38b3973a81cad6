import { type KubernetesObject, objectName, podLabels, secrets } from '../../config/kubernetes.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { alternativeNames, isInternal } from '../../plan/certificate-names.ts';
import type { NeededCertificate } from '../../plan/certificates.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { type IssuerRef, isInCluster, namespaceFor, type Signer, signerOf } from './issuers.ts';
import { acme } from './product.ts';

/** A Certificate for each that the drawing names this node for; the Secrets are those that the gateways name. */
export function certificateObjects(
  plan: Plan,
  issuers: ReadonlyMap<Signer, IssuerRef>,
  notices: Notice[],
): readonly KubernetesObject[] {
  sayShared(plan, notices);
  return plan.issues.flatMap((certificate) => {
    const ref = issuers.get(signerOf(plan, certificate));
    const spec = ref && specOf(certificate, ref, notices);
    if (!spec) return [];
    sayPlace(plan, certificate, notices);
    const { node, place, purpose } = certificate;
    return [
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: {
          name: objectName(node, place, purpose),
          namespace: namespaceFor(plan, certificate),
          labels: podLabels(node),
        },
        spec,
      },
    ];
  });
}

const secretOf = ({ node, place, purpose }: NeededCertificate): string =>
  purpose === 'server' ? secrets.server(node, place) : secrets.client(node, place);

function specOf(certificate: NeededCertificate, ref: IssuerRef, notices: Notice[]): YamlMap | null {
  const { node, title, place, purpose, names, commonName, lifetimeDays, renewal, algorithm } = certificate;
  const { dns, ip, none } = alternativeNames(names);
  const say = (kind: Notice['kind'], message: string) => notices.push({ kind, about: place, message });
  const public_ = ref.signer === 'acme';
  if (none.length > 0) say('lost', `No certificate can hold ${none.join(', ')}: no address looks so.`);
  if (public_ && ip.length > 0)
    say('lost', `The certificate of ${title} (${place}) is issued without the addresses ${ip.join(', ')}.`);
  if (public_ && dns.length === 0) {
    say(
      'fails',
      `A public CA issues for names: none is drawn for the certificate of ${title} (${place}), so it is left out.`,
    );
    return null;
  }
  const internal = dns.filter(isInternal);
  if (public_ && internal.length > 0)
    say(
      'fails',
      `No public CA vouches for ${internal.join(', ')}: the certificate of ${title} (${place}) will not be issued. Draw a private CA.`,
    );
  if (public_ && purpose === 'client')
    say(
      'fails',
      `The certificate of ${title} (${place}) is drawn for clients and of a public CA: Let's Encrypt issues none for clients any more (https://letsencrypt.org/2025/05/14/ending-tls-client-authentication). Draw a private CA.`,
    );
  if (lifetimeDays !== null && public_)
    say(
      'lost',
      `The lifetime of ${lifetimeDays} days at ${title} (${place}) is not asked for: an ACME server chooses (${acme}).`,
    );
  if (renewal === 'manual')
    say(
      'lost',
      `The certificate of ${title} (${place}) is drawn as renewed by hand; cert-manager renews it by itself.`,
    );
  return {
    secretName: secretOf(certificate),
    // An ACME server takes no name that is not among the others.
    ...(public_ ? {} : { commonName }),
    ...(dns.length > 0 ? { dnsNames: dns } : {}),
    ...(ip.length > 0 && !public_ ? { ipAddresses: ip } : {}),
    ...(lifetimeDays === null || public_ ? {} : { duration: `${lifetimeDays * 24}h` }),
    usages: ['digital signature', 'key encipherment', purpose === 'server' ? 'server auth' : 'client auth'],
    privateKey: {
      ...(algorithm === 'rsa' ? { algorithm: 'RSA', size: 2048 } : { algorithm: 'ECDSA', size: 256 }),
      // Since 1.18 the default: https://cert-manager.io/docs/usage/certificate/
      rotationPolicy: 'Always',
    },
    secretTemplate: { labels: podLabels(node) },
    issuerRef: { name: ref.name, kind: ref.kind, group: 'cert-manager.io' },
  };
}

/** cert-manager puts a Secret into its cluster; the way from there is somebody's to go. */
function sayPlace(plan: Plan, certificate: NeededCertificate, notices: Notice[]): void {
  const { title, place, operator, files } = certificate;
  const secret = `the Secret ${secretOf(certificate)} (namespace ${namespaceFor(plan, certificate)})`;
  if (operator !== null)
    notices.push({
      kind: 'by-hand',
      about: place,
      message: `${title} is run by ${operator}: hand it the certificate from ${secret}, and again at every renewal.`,
    });
  else if (!isInCluster(plan, certificate))
    notices.push({
      kind: 'by-hand',
      about: place,
      message: `${title} lies outside the cluster: copy tls.crt and tls.key from ${secret} to ${files.certificate} and ${files.key}, and again at every renewal.`,
    });
}

function sayShared({ issues }: Plan, notices: Notice[]): void {
  const holders = new Map<string, NeededCertificate[]>();
  for (const certificate of issues)
    if (certificate.key !== null) holders.set(certificate.key, [...(holders.get(certificate.key) ?? []), certificate]);
  for (const [key, sharing] of holders)
    if (sharing.length > 1)
      for (const { title, place } of sharing)
        notices.push({
          kind: 'lost',
          about: place,
          message: `The key "${key}" is drawn as shared; cert-manager makes one for each Secret, so ${title} (${place}) gets its own.`,
        });
}
