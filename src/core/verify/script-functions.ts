import { shellWord } from '../config/dsn.ts';
import { observedFormat, observedVersion } from './results.ts';

/**
 * What verify.sh does with a probe: runs it with a limit of time, reads what its tool says, compares, prints, notes down.
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

# limited SECONDS COMMAND...: not every system has timeout(1)
limited() {
  ticks=$(($1 * 10))
  shift
  : >"$work/out"
  : >"$work/err"
  "$@" >"$work/out" 2>"$work/err" </dev/null &
  running=$!
  while kill -0 "$running" 2>/dev/null; do
    if [ "$ticks" -le 0 ]; then kill "$running" 2>/dev/null; break; fi
    # Parts of a second are no part of POSIX.
    if sleep 0.1 2>/dev/null; then ticks=$((ticks - 1)); else sleep 1; ticks=$((ticks - 10)); fi
  done
  wait "$running" 2>/dev/null
  status=$?
  running=
}

# said_by PATTERN FILE: the first line that fits, and of a line of OpenSSL's the reason alone
said_by() { grep -E -i -m 1 -- "$1" "$2" 2>/dev/null | sed 's/^.*error:[0-9A-Fa-f]*:[^:]*:[^:]*:\\([^:]*\\):.*$/\\1/'; }

# -state says how far it came: a server that waits for a line of text says nothing to a ClientHello.
by_handshake() {
  limited 5 "$@" -state
  read_handshake
}

# The listener's objection may come after the handshake.
by_late() {
  limited 3 "$@" -state
  read_handshake
}

read_handshake() {
  if grep -Eq 'BIO_lookup|getaddrinfo' "$work/err"; then outcome=unreachable seen='the name is not known here'
  elif grep -q 'connect:errno=' "$work/err"; then
    outcome=unreachable seen=$(said_by 'refused|timed out|unreachable|no route' "$work/err")
  elif grep -Eiq 'unknown option|no protocols available|no cipher match|error with command|no such file' "$work/err"; then
    outcome=cannot seen='this OpenSSL cannot ask it'
  elif grep -q 'CONNECTION ESTABLISHED' "$work/err" || grep -Eq '^New, [TS]' "$work/out"; then
    outcome=answered
    version=$(sed -n 's/^Protocol version: TLSv\\([0-9.]*\\).*/\\1/p' "$work/err" | head -n 1)
    [ -n "$version" ] || version=$(sed -n 's/^ *Protocol *: TLSv\\([0-9.]*\\).*/\\1/p; s/^New, TLSv\\(1\\.3\\),.*/\\1/p' "$work/out" | head -n 1)
    [ "$version" != 1 ] || version=1.0
    asked=no
    if grep -Eq 'Requested Signature Algorithms|Client Certificate Types' "$work/err" "$work/out"; then asked=yes; fi
    alpn=$(sed -n 's/^ALPN protocol: //p' "$work/out" | head -n 1)
    if grep -Eq 'SSL alert number|(read|write):errno=[1-9]' "$work/err"; then
      outcome=refused seen=$(said_by 'SSL alert number|errno' "$work/err")
    fi
  elif grep -Eq 'verify error:num=|certificate verify failed' "$work/err"; then
    outcome=untrusted seen=$(sed -n 's/^verify error:num=[0-9]*:/verify error: /p' "$work/err" | head -n 1)
  elif [ "$status" -eq 143 ] && grep -q 'write client hello' "$work/err"; then seen='no answer to a ClientHello'
  elif [ "$status" -eq 143 ]; then outcome=unreachable seen='no answer'
  else
    seen=$(said_by 'SSL routines|errno|starttls' "$work/err")
    case $seen in *'alert handshake failure'* | *'alert certificate required'* | *'alert bad certificate'*) asked=yes ;; esac
  fi
}

by_http() {
  limited 15 "$@" --silent --show-error --verbose --max-time "$limit" --output "$work/body" --dump-header "$work/headers" \\
    --write-out '%{http_code} %{redirect_url}'
  code=000 redirect=
  read -r code redirect <"$work/out"
  version=$(sed -n 's/^\\* SSL connection using TLSv\\([0-9.]*\\).*/\\1/p' "$work/err" | head -n 1)
  [ "$version" != 1 ] || version=1.0
  case $status:$code in
    2:000 | 4:000 | 48:000 | 58:000 | 77:000) outcome=cannot seen='this curl cannot ask it' ;;
    51:* | 60:*) outcome=untrusted version= seen=$(said_by '^curl:' "$work/err") ;;
    *:000)
      version= seen=$(said_by '^curl:' "$work/err")
      # Name, address, connection, time: https://curl.se/docs/manpage.html (EXIT CODES)
      case $status in 5 | 6 | 7 | 28 | 97) outcome=unreachable ;; esac ;;
    # What servers answer to plaintext on a port of TLS, and to a request without the certificate that they demand.
    *:400 | *:403 | *:49[5-7])
      if [ "$code" = 495 ] || [ "$code" = 496 ] || grep -Eiq 'to HTTPS port|HTTPS server|SSL-enabled server|SSL certificate|client certificate' "$work/body"; then version= seen="HTTP $code"
      else outcome=answered seen="HTTP $code"; fi ;;
    *) outcome=answered seen="HTTP $code" ;;
  esac
  case $redirect in https:*) redirected=yes ;; esac
  if grep -iq '^strict-transport-security:' "$work/headers" 2>/dev/null; then strict=yes; fi
  rm -f "$work/body" "$work/headers"
}

# What the server itself says is in its own language (lc_messages); only English is read here.
by_postgres() {
  limited "$limit" "$@"
  if [ "$status" -eq 0 ]; then outcome=answered
  elif grep -Eq 'could not connect|Connection refused|could not translate|No route|timeout expired' "$work/err"; then
    outcome=unreachable seen=$(said_by 'could not|refused|route|timeout' "$work/err")
  elif grep -Eq 'valid client certificate|no pg_hba.conf entry|rejects connection|does not support SSL|SSL error|certificate' "$work/err"; then
    seen=$(said_by 'FATAL|SSL' "$work/err" | sed 's/^.*FATAL: *//')
  elif grep -Eq 'password|authentication|does not exist' "$work/err"; then outcome=answered seen='as far as the login'
  else seen=$(said_by . "$work/err"); fi
}

# MySQL and MariaDB look at the transport at the end of the login, and MariaDB does not say that it was the reason.
by_mysql() {
  limited "$limit" "$@"
  if [ "$status" -eq 0 ]; then outcome=answered
  elif grep -Eq 'ERROR 200[2-5]|timed out' "$work/err"; then outcome=unreachable seen=$(said_by ERROR "$work/err")
  elif grep -Eq 'insecure transport|ERROR 3159' "$work/err"; then seen='insecure transport is prohibited'
  elif grep -q 'Access denied' "$work/err"; then
    limited "$limit" "$@" --ssl --skip-ssl-verify-server-cert
    if [ "$status" -eq 0 ]; then seen='the same login is let in with TLS'
    else outcome=cannot seen='the login failed with TLS too: set MYSQL_PWD for an account of this name'; fi
  else seen=$(said_by ERROR "$work/err"); fi
}

by_redis() {
  limited "$limit" "$@"
  if grep -Eq 'PONG|NOAUTH|WRONGPASS|NOPERM|DENIED' "$work/out"; then outcome=answered
  elif grep -Eq 'Could not connect' "$work/err" "$work/out"; then outcome=unreachable seen=$(said_by 'could not' "$work/err")
  elif [ "$status" -eq 143 ]; then outcome=unreachable seen="no answer within $limit seconds"
  else seen=$(cat "$work/err" "$work/out" | head -n 1); fi
}`;
