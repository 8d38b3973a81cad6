import { shellWord } from '../config/dsn.ts';
import { observedFormat, observedVersion } from './results.ts';
import { tools } from './script-tools.ts';

/**
 * What verify.sh does around its probes: reads its options, compares, prints, notes down.
 * What tools and servers say reaches a terminal or the results as letters, digits and a few signs only.
 */
export const functions = (publicCas: string): string => `set -uf
LC_ALL=C
export LC_ALL
# Settings of this account that would change what a tool does.
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY PGHOSTADDR PGSERVICE PGSSLMODE REDISCLI_AUTH

usage() {
  cat <<'END'
sh verify.sh [--hop LINK] [--from NODE] [--issued FOLDER] [--out FILE]
  --hop LINK       only the probes of one link
  --from NODE      only those that are to be run on the host of NODE
  --issued FOLDER  read certificates, keys and CAs from the tree that pki/issue.sh made, not from this host
  --out FILE       write the results there, for Plainsight to put beside the design
Needs OpenSSL 1.1.1 or later, and for some links curl, psql, mariadb or redis-cli.
OPENSSL names another openssl, PUBLIC_CAS another file of public CAs. Whether MySQL and MariaDB refuse plaintext shows at
the end of a login: put the password of an account named as the dialling node into MYSQL_PWD, or that probe is skipped.
Exit code: 0 all passed or were skipped, 1 something failed, 2 nothing failed but something was not reached, 3 usage.
END
}

only_link= only_from= issued= out=
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --hop | --from | --issued | --out)
      [ $# -ge 2 ] || { usage >&2; exit 3; }
      case $1 in
        --hop) only_link=$2 ;;
        --from) only_from=$2 ;;
        --issued) issued=$2 ;;
        --out) out=$2 ;;
      esac
      shift 2 ;;
    *) usage >&2; exit 3 ;;
  esac
done

openssl=\${OPENSSL:-openssl}
case $("$openssl" version 2>/dev/null) in
  'OpenSSL 1.1.1'* | 'OpenSSL '[3-9]*) ;;
  *) echo "$openssl is not OpenSSL 1.1.1 or later (LibreSSL lacks what is needed here): name one in OPENSSL." >&2; exit 3 ;;
esac
drawn_cas=${shellWord(publicCas)}
public_cas=\${PUBLIC_CAS:-$drawn_cas}
limit=10 failed=0 unreached=0 ran=0
work=$(mktemp -d) || exit 3
running=
trap '[ -z "$running" ] || kill "$running" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if [ -n "$out" ]; then
  echo '{"format":"${observedFormat}","version":${observedVersion}}' >"$out" || exit 3
fi

# hop LINK NODE: begins the probes of a link, unless others were asked for
hop() {
  [ -z "$only_link" ] || [ "$only_link" = "$1" ] || return 1
  [ -z "$only_from" ] || [ "$only_from" = "$2" ] || return 1
  link=$1 from=$2 state=unreached agreed= checks=
  echo "$link, asked from $from"
}

files_of() { files=\${issued:+$issued/nodes/$1}; }

# end_hop: notes down what the probes of a link came to
end_hop() {
  [ -n "$out" ] || return 0
  at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  echo "{\\"link\\":\\"$link\\",\\"source\\":\\"probe\\",\\"state\\":\\"$state\\"\${agreed:+,\\"version\\":\\"$agreed\\"},\\"at\\":\\"$at\\",\\"checks\\":[\${checks#,}]}" >>"$out"
}

finish() {
  [ "$ran" -gt 0 ] || { echo 'There is nothing to be asked here.' >&2; exit 3; }
  [ "$failed" -eq 0 ] || exit 1
  [ "$unreached" -eq 0 ] || exit 2
  exit 0
}

# check ID READING TELLS WANTED EXPECTED COMMAND...
check() {
  id=$1 reading=$2 tells=$3 wanted=$4 expected=$5
  shift 5
  outcome=refused version= asked= alpn= redirected=no strict=no seen= program=$1
  shift
  missing=
  previous=
  count=$#
  while [ "$count" -gt 0 ]; do
    word=$1
    shift
    case $previous in
      -CAfile | -cert | -key | --cacert | --cert | --key)
        [ "$word" != "$files$drawn_cas" ] || word=$public_cas
        [ -r "$word" ] || missing=$word ;;
    esac
    previous=$word
    set -- "$@" "$word"
    count=$((count - 1))
  done
  [ "$program" != openssl ] || program=$openssl
  if [ -n "$missing" ]; then outcome=cannot seen="$missing cannot be read here"
  elif ! command -v "$program" >/dev/null 2>&1; then outcome=cannot seen="$program is not installed"
  else "by_$reading" "$program" "$@"
  fi
  judge
}

# judge: compares what was seen with what was wanted
judge() {
  ran=$((ran + 1))
  result=pass
  case $outcome in
    unreachable) result=unreachable unreached=1 ;;
    cannot) result=skipped ;;
    *)
      for each in $wanted; do
        name=\${each%%=*}
        eval "got=\\$$name"
        case "|\${each#*=}|" in *"|$got|"*) ;; *) result=fail failed=1 ;; esac
      done ;;
  esac
  case $tells:$outcome in
    -:* | *:cannot | *:unreachable) ;;
    *:answered)
      [ "$state" = failed ] || state=\${tells%/*}
      [ -z "$version" ] || [ -n "$agreed" ] || agreed=$version ;;
    *) state=\${tells#*/} ;;
  esac
  case $outcome in
    answered) said=accepted\${version:+, TLS $version} ;;
    untrusted) said='certificate not accepted' ;;
    refused) said=refused ;;
    unreachable) said='not reached' ;;
    cannot) said='not asked' ;;
  esac
  case $wanted in *asked=*) [ -z "$asked" ] || said="$said, $(words_of "$asked") client certificate" ;; esac
  case $wanted in *alpn=*) said="$said, ALPN \${alpn:-none}" ;; esac
  case $wanted in *redirected=*) [ "$redirected" = yes ] || said="$said, no redirect to https" ;; esac
  case $wanted in *strict=*) [ "$strict" = yes ] || said="$said, no Strict-Transport-Security" ;; esac
  seen=$(printf '%s' "$said\${seen:+ ($seen)}" | harmless)
  label=$(echo "$result" | tr a-z A-Z)
  printf '  %-11s %s: expected %s; seen %s\\n' "$label" "$id" "$expected" "$seen"
  checks="$checks,{\\"id\\":\\"$id\\",\\"result\\":\\"$result\\",\\"expected\\":\\"$(printf '%s' "$expected" | harmless)\\",\\"seen\\":\\"$seen\\"}"
}

words_of() { if [ "$1" = yes ]; then echo 'asks for a'; else echo 'asks for no'; fi; }

# harmless: no quotes, no backslashes, nothing that steers a terminal, at most 300 characters
harmless() { tr '\\n' ' ' | tr -cd 'A-Za-z0-9 .,:;()/_@=+|-' | cut -c 1-300; }

${tools}`;
