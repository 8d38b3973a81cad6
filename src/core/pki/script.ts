import { commentLines, commentText } from '../config/comment.ts';
import { shellWord } from '../config/dsn.ts';
import { hashComments } from '../config/hash-comment.ts';
import type { Authority, NeededCertificate, TrustBundle } from '../plan/certificates.ts';
import { acmeLines } from './acme.ts';
import { folderOf, type Issuance, nobody, type Order } from './issuance.ts';
import type { Tool } from './tools.ts';

/** A POSIX shell script that issues every certificate of the design's own CAs and puts it where the files look for it. */
export function issuingScript(issuance: Issuance, tool: Tool): string {
  const { orders, bundles, authorities, roots } = issuance;
  return lines([
    '#!/bin/sh',
    ...hashComments(about(issuance, tool)),
    start,
    tool.functions,
    '',
    common,
    '',
    ...section('Private CAs: whoever holds a key of these can be anybody in the design. Keep them off the servers.'),
    ...authorities.map((folder) => words('authority', folder)),
    '',
    ...section('Certificates.'),
    ...orders.flatMap(orderLines),
    '',
    ...section('Who trusts whom.'),
    ...roots.map(({ folder, authority }) => words('root', folder, authority.product.title)),
    ...bundles.flatMap(bundleLines),
    '',
    '[ "$missing" = 0 ] || { echo "Put them there and run this again." >&2; exit 1; }',
  ]);
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
const section = (text: string): readonly string[] => hashComments(commentLines(text));
const words = (...all: readonly string[]): string => all.map(shellWord).join(' ');

const start = `set -euf
umask 077
out=\${1:-issued}
public_cas=\${PUBLIC_CAS:-/etc/ssl/certs/ca-certificates.crt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing=0
`;

const common = `# leaf ID NODE SIGNER USAGE ALGORITHM KEY DAYS NAME NAMES CERTIFICATE-FILE KEY-FILE BUNDLE-FILE
leaf() {
  id=$1 node=$2 signer=$3 usage=$4 algorithm=$5 group=$6 days=$7 name=$8 names=$9
  shift 9
  key=$work/key:$group
  # Certificates of one key share it; every other gets a key of its own.
  if [ "$group" = - ] || [ ! -f "$key" ]; then new_key "$algorithm" "$key"; fi
  private=$key certificate=$work/$id
  certificate_file=$1 key_file=$2 bundle_file=$3
  sign "$signer" "$usage" "$algorithm" "$days" "$name" "$names" "$private" "$certificate"
  [ "$certificate_file" = - ] || place "$node" "$certificate_file" "$certificate"
  [ "$key_file" = - ] || place "$node" "$key_file" "$private"
  [ "$bundle_file" = - ] || place "$node" "$bundle_file" "$certificate" "$private"
}

# place NODE FILE SOURCE…: into the tree of that node, under the path that its configuration names
place() {
  target=$out/nodes/$1$2
  shift 2
  mkdir -p "\${target%/*}"
  cat "$@" >"$target"
}

# root FOLDER PRODUCT: an authority of the drawing, whose own certificate has to be fetched
root() {
  [ -f "$out/authorities/$1/ca.crt" ] && return
  echo "missing: $out/authorities/$1/ca.crt, the root certificate of $1 ($2)" >&2
  mkdir -p "$out/authorities/$1"
  missing=1
}

# trust NODE FILE SOURCE…: a file with the certificates of everyone who is believed
trust() {
  node=$1 file=$2
  shift 2
  : >"$work/trusted"
  for source in "$@"; do
    case $source in
      public) trusted=$public_cas ;;
      ca:*) trusted=$out/authorities/\${source#ca:}/ca.crt ;;
      self:*) trusted=$work/\${source#self:} ;;
    esac
    # One that has to be fetched first has been named already.
    if [ -f "$trusted" ] || [ "$missing" = 0 ]; then cat "$trusted" >>"$work/trusted"; fi
  done
  place "$node" "$file" "$work/trusted"
}`;

function about(issuance: Issuance, { name }: Tool): readonly string[] {
  const { design, reopen, orders, public: fromPublic, elsewhere } = issuance;
  const say = (text: string) => commentLines(text);
  return [
    'Plainsight',
    `Design: ${commentText(design)}`,
    ...(reopen === null ? [] : ['Reopen: the link in README.md']),
    '',
    ...say(
      `Issues ${orders.length === 1 ? 'the one certificate' : `the ${orders.length} certificates`} of this design that no public CA and no other authority issues, with ${name}. Usage: sh ${fileOf(name)} [FOLDER]. Everything comes to lie under FOLDER/nodes/NODE, at the path that the node's configuration names: copy each tree to its host, keep owner and mode as the server wants them.`,
    ),
    ...say(
      'Run again to renew: the authorities stay, certificates and keys are new. Nothing secret stands in this file; FOLDER holds private keys.',
    ),
    ...fromPublic.flatMap((each) => ['', ...acmeLines(each).flatMap(say)]),
    ...elsewhere.flatMap(({ certificate, authority }) => [
      '',
      ...say(
        `Not issued here: ${nameOf(certificate)} comes from ${authority.node.title} (${authority.product.title}), whose files are in ${authority.node.id}/. It belongs into ${certificate.files.certificate} and ${certificate.files.key}.`,
      ),
    ]),
  ];
}

export const fileOf = (tool: string): string => (tool === 'openssl' ? 'issue.sh' : `issue-${tool}.sh`);

const nameOf = ({ title, purpose, place, names }: NeededCertificate): string =>
  `the ${purpose} certificate of ${title} (${place}: ${names.join(', ')})`;

function orderLines({ certificate, names, days, signer, files }: Order): readonly string[] {
  const { id, node, purpose, algorithm, key, commonName, operator, expired } = certificate;
  const alternatives = [...names.dns.map((name) => `DNS:${name}`), ...names.ip.map((address) => `IP:${address}`)];
  return [
    ...section(
      [
        nameOf(certificate),
        ...(operator === null ? [] : [`${operator} runs it: import these files there, none is put on a host`]),
        ...(expired ? ['it is drawn as expired; this one is fresh'] : []),
        ...(names.none.length === 0 ? [] : [`no certificate can hold ${names.none.join(', ')}: no address looks so`]),
      ].join('; '),
    ),
    words(
      'leaf',
      id,
      node,
      signer ?? '-',
      purpose === 'server' ? 'serverAuth' : 'clientAuth',
      algorithm,
      key ?? '-',
      String(days),
      commonName,
      alternatives.join(',') || '-',
      files.certificate ?? '-',
      files.key ?? '-',
      files.bundle ?? '-',
    ),
  ];
}

const bundleLines = ({ node, title, place, checks, file, authorities }: TrustBundle): readonly string[] => [
  ...section(`${title} (${place}): the CAs that ${checks} come from`),
  words('trust', node, file, ...authorities.map(sourceOf)),
];

function sourceOf(authority: Authority): string {
  switch (authority.kind) {
    case 'public':
      return 'public';
    case 'private':
      return `ca:${folderOf(authority.node)}`;
    case 'self':
      return `self:${authority.certificate}`;
    case 'nobody':
      return `ca:${nobody}`;
  }
}
