import { commentLines } from '../../config/comment.ts';
import { shellWord } from '../../config/dsn.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { alternativeNames } from '../../plan/certificate-names.ts';
import type { NeededCertificate } from '../../plan/certificates.ts';
import type { Plan } from '../../plan/plan.ts';

/** A mount allows 32 days until it is tuned; nothing longer is asked for where no lifetime is drawn. */
const usualDays = 30;

const comment = (text: string): readonly string[] => hashComments(commentLines(text));
const words = (...all: readonly string[]): string => all.map(shellWord).join(' ');

/**
 * Commands after https://developer.hashicorp.com/vault/docs/secrets/pki/setup and the parameters of roles after
 * https://developer.hashicorp.com/vault/api-docs/secret/pki. Keys are made here and only requests are sent, so that no
 * private key travels.
 */
export function issuingLines({ node, issues }: Plan): readonly string[] {
  return [
    'set -euf',
    'umask 077',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own syntax
    'out=${1:-issued}',
    'work=$(mktemp -d)',
    `trap 'rm -rf "$work"' EXIT`,
    '',
    functions,
    '',
    ...comment(
      'Log in first: VAULT_ADDR, VAULT_CACERT and a token that may administer these mounts. None is written here.',
    ),
    words('authority', node.id),
    ...issues.flatMap(orderLines),
  ];
}

function orderLines(certificate: NeededCertificate): readonly string[] {
  const { node, title, place, purpose, names, commonName, algorithm, lifetimeDays, files } = certificate;
  const { dns, ip, none } = alternativeNames(names);
  const wildcards = dns.some((name) => name.startsWith('*.'));
  // A name of Vault's ends in a letter or digit, as not every id does.
  const role = `${node}.${place}.${purpose}`;
  const domains = [...dns.map((name) => name.replace(/^\*\./, '')), ...(dns.includes(commonName) ? [] : [commonName])];
  const hours = `${(lifetimeDays ?? usualDays) * 24}h`;
  return [
    '',
    ...comment(`${title} (${place}): the ${purpose} certificate for ${names.join(', ')}.`),
    ...(none.length === 0 ? [] : comment(`No certificate can hold ${none.join(', ')}: no address looks so.`)),
    words(
      'vault',
      'write',
      `pki/roles/${role}`,
      `allowed_domains=${[...new Set(domains)].join(',')}`,
      'allow_bare_domains=true',
      // A wildcard is a name below the domain, and no setting allows it alone.
      `allow_subdomains=${wildcards}`,
      'allow_localhost=false',
      `allow_ip_sans=${ip.length > 0}`,
      // Names with an underscore, and a common name that is an id, are no host names to it.
      `enforce_hostnames=${dns.includes(commonName) && !names.some((name) => name.includes('_'))}`,
      `server_flag=${purpose === 'server'}`,
      `client_flag=${purpose === 'client'}`,
      `key_type=${algorithm}`,
      `key_bits=${algorithm === 'rsa' ? 2048 : 256}`,
      `key_usage=DigitalSignature${algorithm === 'rsa' ? ',KeyEncipherment' : ''}`,
      `max_ttl=${hours}`,
    ),
    words(
      'leaf',
      node,
      role,
      algorithm,
      hours,
      commonName,
      dns.join(',') || '-',
      ip.join(',') || '-',
      files.certificate,
      files.key,
      files.bundle,
    ),
  ];
}

const functions = `# authority NAME: a root that signs nothing but an intermediate, and the intermediate that signs the rest
authority() {
  mkdir -p "$out/authorities/$1"
  if ! vault read -field=certificate pki-root/cert/ca >"$out/authorities/$1/ca.crt" 2>"$work/log"; then
    vault secrets enable -path=pki-root -max-lease-ttl=87600h pki
    vault write -field=certificate pki-root/root/generate/internal common_name="Root CA $1" ttl=87600h >"$out/authorities/$1/ca.crt"
    vault secrets enable -path=pki -max-lease-ttl=43800h pki
    vault write -field=csr pki/intermediate/generate/internal common_name="Intermediate CA $1" >"$work/intermediate.csr"
    vault write -field=certificate pki-root/root/sign-intermediate csr=@"$work/intermediate.csr" format=pem_bundle ttl=43800h >"$work/intermediate.crt"
    vault write pki/intermediate/set-signed certificate=@"$work/intermediate.crt"
  fi
  vault read -field=certificate pki/cert/ca >"$work/chain"
}

# leaf NODE ROLE ALGORITHM LIFE NAME DNS-NAMES ADDRESSES CERTIFICATE-FILE KEY-FILE BUNDLE-FILE
leaf() {
  tree=$out/nodes/$1 role=$2 algorithm=$3 life=$4 name=$5 names=$6 addresses=$7
  shift 7
  certificate=$tree$1 key=$tree$2 bundle=$tree$3
  mkdir -p "\${certificate%/*}"
  case $algorithm in
    rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$key" 2>"$work/log" ;;
    *) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key" ;;
  esac
  openssl req -new -sha256 -key "$key" -subj "/CN=$name" -out "$work/request"
  set -- csr=@"$work/request" common_name="$name" ttl="$life"
  [ "$names" = - ] || set -- "$@" alt_names="$names"
  [ "$addresses" = - ] || set -- "$@" ip_sans="$addresses"
  vault write -field=certificate "pki/sign/$role" "$@" >"$work/leaf"
  { cat "$work/leaf"; echo; cat "$work/chain"; echo; } >"$certificate"
  cat "$certificate" "$key" >"$bundle"
}`;
