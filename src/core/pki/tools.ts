/**
 * What the two scripts do with their tool: the same functions, so that the lines below them are the same.
 *   authority FOLDER                                  a private CA, once; its key stays where it is
 *   new_key ALGORITHM FILE
 *   sign SIGNER USAGE ALGORITHM DAYS NAME NAMES KEY FILE
 */
export interface Tool {
  readonly name: string;
  readonly functions: string;
}

/** Twenty years: longer than any certificate under it. */
const authorityDays = 7_300;

/** https://docs.openssl.org/3.0/man1/openssl-x509/ and https://docs.openssl.org/3.0/man5/x509v3_config/ */
export const openssl: Tool = {
  name: 'openssl',
  functions: `new_key() {
  case $1 in
    rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$2" 2>"$work/log" ;;
    *) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$2" 2>"$work/log" ;;
  esac || { cat "$work/log" >&2; return 1; }
}

authority() {
  folder=$out/authorities/$1
  [ -f "$folder/ca.key" ] && [ -f "$folder/ca.crt" ] && return
  mkdir -p "$folder"
  new_key ec "$folder/ca.key"
  cat >"$work/ca.cnf" <<END
[req]
distinguished_name = name
x509_extensions = ca
prompt = no
[name]
CN = Private CA $1
[ca]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
END
  openssl req -x509 -new -sha256 -config "$work/ca.cnf" -key "$folder/ca.key" -days ${authorityDays} -out "$folder/ca.crt"
}

sign() {
  signer=$1 usage=$2 algorithm=$3 days=$4 name=$5 names=$6 key=$7 file=$8
  {
    echo 'basicConstraints = critical,CA:FALSE'
    case $algorithm in
      rsa) echo 'keyUsage = critical,digitalSignature,keyEncipherment' ;;
      *) echo 'keyUsage = critical,digitalSignature' ;;
    esac
    echo "extendedKeyUsage = $usage"
    echo 'subjectKeyIdentifier = hash'
    [ "$names" = - ] || echo "subjectAltName = $names"
    [ "$signer" = - ] || echo 'authorityKeyIdentifier = keyid'
  } >"$work/extensions"
  openssl req -new -sha256 -key "$key" -subj "/CN=$name" -out "$work/request"
  if [ "$signer" = - ]; then set -- -signkey "$key"
  else set -- -CA "$out/authorities/$signer/ca.crt" -CAkey "$out/authorities/$signer/ca.key"
  fi
  openssl x509 -req -sha256 -in "$work/request" -days "$days" -set_serial "0x$(openssl rand -hex 16)" \\
    -extfile "$work/extensions" "$@" -out "$file" 2>"$work/log" || { cat "$work/log" >&2; return 1; }
}`,
};

/** https://smallstep.com/docs/cli/certificate/create/ and https://smallstep.com/docs/step-ca/templates/ */
export const step: Tool = {
  name: 'step',
  functions: `new_key() {
  case $1 in
    rsa) set -- "$2" --kty RSA --size 2048 ;;
    *) set -- "$2" --kty EC --curve P-256 ;;
  esac
  key=$1
  shift
  step crypto keypair "$work/public" "$key" "$@" --no-password --insecure --force
}

authority() {
  folder=$out/authorities/$1
  [ -f "$folder/ca.key" ] && [ -f "$folder/ca.crt" ] && return
  mkdir -p "$folder"
  step certificate create "Private CA $1" "$folder/ca.crt" "$folder/ca.key" --profile root-ca \\
    --kty EC --curve P-256 --not-after ${authorityDays * 24}h --no-password --insecure --force
}

sign() {
  signer=$1 usage=$2 algorithm=$3 days=$4 name=$5 names=$6 key=$7 file=$8
  case $algorithm in
    rsa) uses='"digitalSignature", "keyEncipherment"' ;;
    *) uses='"digitalSignature"' ;;
  esac
  # Without this template a certificate would be good for servers and clients alike.
  cat >"$work/template" <<END
{
  "subject": {{ toJson .Subject }},
  "sans": {{ toJson .SANs }},
  "keyUsage": [$uses],
  "extKeyUsage": ["$usage"],
  "basicConstraints": { "isCA": false }
}
END
  set -- --template "$work/template" --key "$key" --not-after "$((days * 24))h" --force
  if [ "$signer" != - ]; then
    set -- "$@" --ca "$out/authorities/$signer/ca.crt" --ca-key "$out/authorities/$signer/ca.key"
  fi
  if [ "$names" != - ]; then
    IFS=,
    for each in $names; do set -- "$@" --san "\${each#*:}"; done
    unset IFS
  fi
  step certificate create "$name" "$file" "$@"
}`,
};
