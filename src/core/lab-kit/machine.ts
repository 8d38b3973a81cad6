import { standIn } from '../pki/stand-ins.ts';

/**
 * What run.sh does around its design: reads its options, goes into namespaces of its own, and ends with everything in them.
 * https://man.archlinux.org/man/unshare.1
 */
export const machine = `set -u
umask 022
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
# Debian keeps the programs of PostgreSQL out of the way.
for each in /usr/lib/postgresql/*/bin; do PATH=$PATH:$each; done
export LC_ALL PATH

usage() {
  cat <<'END'
sh lab/run.sh [--hop LINK] [--from NODE] [--out FILE] [--shell NODE]
  --hop LINK    check one link only
  --from NODE   check only what NODE dials
  --out FILE    write the results there, for Plainsight to put beside the design
  --shell NODE  check nothing: open a shell at NODE, and end everything when it is left
Runs the self-hosted part of the design on this machine, each component a host of its own in a network that nobody else
sees, and checks it by verify/verify.sh. It needs Linux 5.11 or later and the servers. Without root it needs namespaces
for everybody. It reads the exported files, writes nowhere but to memory, and leaves nothing behind.
Exit code: 0 all passed or were skipped, 1 something failed, 2 nothing failed but something was not reached, 3 not run.
END
}

die() { echo "$1" >&2; exit 3; }

# need PROGRAM PACKAGE
need() {
  case $1 in
    /*) [ -r "$1" ] && return ;;
    *) command -v "$1" >/dev/null 2>&1 && return ;;
  esac
  echo "$1 is not installed: on Debian, apt-get install $2" >&2
  missing=1
}

outside() {
  hop= from= shell=
  exec 4>/dev/null
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --hop | --from | --out | --shell)
        [ $# -ge 2 ] || { usage >&2; exit 3; }
        case $1 in
          --hop) hop=$2 ;;
          --from) from=$2 ;;
          --shell) shell=$2 ;;
          --out) exec 4>"$2" ;;
        esac
        shift 2 ;;
      *) usage >&2; exit 3 ;;
    esac
  done
  [ "$(uname -s)" = Linux ] || die 'It needs the namespaces of Linux. compose.yaml runs the same elsewhere.'
  cd "$(dirname "$0")/.." || exit 3
  missing=0
  need unshare util-linux
  need nsenter util-linux
  need setpriv util-linux
  need ip iproute2
  need openssl openssl
  needs
  [ "$missing" = 0 ] || exit 3
  user='--user --map-root-user'
  [ "$(id -u)" != 0 ] || user=
  unshare $user --mount --net true 2>/dev/null ||
    die 'No namespace can be made here: run it as root, or let everybody make user namespaces.'
  # What is started in the background would read nothing; a shell reads what is typed.
  exec 3<&0
  setpriv --pdeathsig KILL unshare $user --mount --net --pid --ipc --fork --kill-child --mount-proc \\
    sh "$PWD/lab/run.sh" --inside "$user" "$hop" "$from" "$shell" <&3 &
  lab=$!
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 143' TERM
  wait "$lab"
  exit
}

# All processes are in one namespace and end with its first; all files are in memory and end with the last.
stop() {
  trap '' HUP INT TERM
  kill -KILL "$lab" 2>/dev/null
  wait "$lab" 2>/dev/null
  exit "$1"
}

inside() {
  servers_as='setpriv --reuid=65534 --regid=65534 --clear-groups' owner=65534:65534
  # One account of this machine is all that there is: it is nobody in one more namespace.
  [ -z "$1" ] || servers_as='unshare --user --map-user=65534 --map-group=65534' owner=0:0
  only_hop=$2 only_from=$3 shell=$4
  mount -t tmpfs -o mode=755 lab /mnt || die '/mnt cannot be covered by a file system in memory.'
  mkdir /mnt/design /mnt/issued /mnt/placed /mnt/pids /mnt/home /mnt/log /mnt/overlay
  copies
  chmod -R a+rX /mnt/design
  cd /mnt/design || exit 3
  mount -t tmpfs -o mode=1777 lab /tmp || exit 3
  unset TMPDIR
  authority=/mnt/issued/authorities/${standIn}/ca.crt
  [ -z "$issuer" ] || PUBLIC_CAS=$authority sh "$issuer" /mnt/issued || die 'The certificates could not be issued.'
  password=$(openssl rand -hex 16)
  ip link set lo up
  ip link add switch type bridge && ip link set switch up || die 'No network can be made here.'
  hosts
  servers
  ready
  if [ -n "$shell" ]; then
    [ -e "/mnt/pids/$shell" ] || die "There is no $shell."
    as_caller "$shell" env --default-signal=INT sh
    exit
  fi
  asked=no failed=0 unreached=0
  checks
  [ "$asked" = yes ] || die 'There is nothing to be asked here; --shell NODE lets you look around.'
  [ "$failed" = 0 ] || exit 1
  [ "$unreached" = 0 ] || exit 2
  exit 0
}`;

/** What follows the functions of the design. */
export const dispatch = `case \${1:-} in
  --inside) shift; inside "$@" ;;
  --host) be_host "$2" ;;
  --addresses) shift; addresses "$@" ;;
  --serve)
    product=$2
    shift 2
    "serve_$product" "$@" ;;
  *) outside "$@" ;;
esac`;
