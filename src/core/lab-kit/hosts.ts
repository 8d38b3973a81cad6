/** How run.sh makes hosts of namespaces, gives each its files, starts servers on them, waits for them and has them checked. */
export const hosts = `# copy FILE…: what is run, so that the servers need to see nothing else of where it lies
copy() {
  for each in "$@"; do
    mkdir -p "/mnt/design/\${each%/*}"
    cp "$each" "/mnt/design/$each" || die "$each is missing: run this among all files of the export."
  done
}

# put NODE FILE PATH: a file at the place where another one looks for it
put() {
  mkdir -p "/mnt/issued/nodes/$1\${3%/*}"
  cp "$2" "/mnt/issued/nodes/$1$3"
}

# host NODE NUMBER ADDRESS…: a host with files, a network card and addresses of its own
host() {
  node=$1 number=$2 tree=/mnt/issued/nodes/$1
  shift 2
  mkdir -p "$tree/etc/ssl/certs" "/mnt/overlay/$node" "/mnt/home/$node"
  names >"$tree/etc/hosts"
  if [ -f "$authority" ]; then cp "$authority" "$tree/etc/ssl/certs/ca-certificates.crt"; fi
  # Certificate and key in one file are what HAProxy reads; the check names them apart.
  find "$tree" -name '*.pem' | while read -r pem; do
    for each in "\${pem%.pem}.crt" "\${pem%.pem}.key"; do [ -e "$each" ] || cp "$pem" "$each"; done
  done
  find "$tree" -type d -exec chmod 755 {} +
  chown -R "$owner" "$tree" "/mnt/home/$node"
  chmod 644 "$tree/etc/hosts"
  [ ! -f "$authority" ] || chmod 644 "$tree/etc/ssl/certs/ca-certificates.crt"
  unshare --mount --net sh lab/run.sh --host "$node" &
  holder=$!
  until [ -e "/mnt/placed/$node" ]; do
    kill -0 "$holder" 2>/dev/null || die "No host can be made for $node."
    sleep 0.05
  done
  echo "$holder" >"/mnt/pids/$node"
  ip link add "port$number" type veth peer name eth0 netns "$holder" && ip link set "port$number" master switch up ||
    die "No network card can be made for $node."
  at "$node" sh lab/run.sh --addresses "$@"
}

be_host() {
  mount -t overlay lab -o "lowerdir=/etc,upperdir=/mnt/issued/nodes/$1/etc,workdir=/mnt/overlay/$1" /etc || exit 1
  for each in /tmp /run /dev/shm /var/lib/nginx /var/log/nginx /var/lib/varnish; do
    [ ! -d "$each" ] || mount -t tmpfs -o mode=1777 lab "$each" || exit 1
  done
  # Servers without privileges have the ports of servers.
  echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start || exit 1
  ip link set lo up
  : >"/mnt/placed/$1"
  exec sleep 2147483647
}

addresses() {
  ip link set eth0 up
  for each in "$@"; do
    case $each in
      # IPv6 may be switched off.
      *:*) ip addr add "$each" dev eth0 nodad 2>/dev/null ;;
      *) ip addr add "$each" dev eth0 ;;
    esac
  done
  ip route add default dev eth0
  ip -6 route add default dev eth0 2>/dev/null
  return 0
}

# at NODE COMMAND…
at() {
  holder=$(cat "/mnt/pids/$1")
  shift
  nsenter --target "$holder" --mount --net sh -c 'cd /mnt/design && exec "$@"' sh "$@"
}

# as_caller NODE COMMAND…: with the passwords of the accounts that were made for it
as_caller() {
  caller=$1
  shift
  at "$caller" env MYSQL_PWD="$password" PGPASSWORD="$password" "$@"
}

# start NODE PRODUCT WORD…
start() {
  node=$1
  shift
  cas=/etc/ssl/certs/ca-certificates.crt
  at "$node" $servers_as env -i PATH="$PATH" LC_ALL=C HOME="/mnt/home/$node" LAB_PASSWORD="$password" \\
    SSL_CERT_FILE=$cas NODE_EXTRA_CA_CERTS=$cas sh lab/run.sh --serve "$@" >"/mnt/log/$node" 2>&1 </dev/null &
  echo "$!" >"/mnt/pids/$node:server"
}

listens() {
  at "$1" cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q ":$(printf %04X "$2") [0-9A-F]*:0000 0A "
}

# await NODE PORT…: until it listens on all of them; one that does not is said, and the others are checked nonetheless
await() {
  node=$1
  shift
  for port in "$@"; do
    tries=300
    until listens "$node" "$port"; do
      tries=$((tries - 1))
      if [ "$tries" = 0 ] || ! kill -0 "$(cat "/mnt/pids/$node:server")" 2>/dev/null; then
        echo "$node does not listen on port $port. Its last words:" >&2
        tail -n 15 "/mnt/log/$node" | tr -cd '[:print:]\\n' | sed 's/^/  /' >&2
        return
      fi
      sleep 0.1
    done
  done
}

# ask NODE LINK
ask() {
  [ -z "$only_from" ] || [ "$only_from" = "$1" ] || return 0
  [ -z "$only_hop" ] || [ "$only_hop" = "$2" ] || return 0
  as_caller "$1" sh verify/verify.sh --from "$1" --hop "$2" --out /mnt/results
  case $? in
    0) ;;
    1) failed=1 ;;
    2) unreached=1 ;;
    *) die "$2 could not be checked." ;;
  esac
  # The first line says what these are.
  if [ "$asked" = no ]; then cat /mnt/results >&4; else sed 1d /mnt/results >&4; fi
  asked=yes
}`;
