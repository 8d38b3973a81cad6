/**
 * What verify.sh does with each tool: runs it with a limit of time and reads what it says into `outcome`, `version`,
 * `asked`, `alpn`, `redirected`, `strict` and `seen`.
 */
export const tools = `# limited SECONDS COMMAND...: not every system has timeout(1)
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
      # Name, address, connection, time: https://everything.curl.dev/cmdline/exitcode
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

# MySQL looks at the transport at the end of a login, and so does MariaDB, which did not say that it was the reason
# before https://github.com/MariaDB/server/commit/742f960eeb (MDEV-30178).
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
