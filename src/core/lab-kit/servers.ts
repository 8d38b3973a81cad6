/** A program that the lab starts, and the Debian package that brings it. */
export interface Needed {
  readonly program: string;
  readonly debian: string;
}

/** How a product is run from its exported files, as a process of one machine. */
export interface LabServer {
  readonly needs: readonly Needed[];
  /** Exported files by their name, in the order in which `run` has them. */
  readonly files: readonly string[];
  /** Where a file has to lie besides, because another one names it. */
  readonly places?: Readonly<Record<string, string>>;
  /** It knows accounts: after the files come its database and a role for each caller. */
  readonly accounts?: boolean;
  /**
   * Lines of POSIX shell that become the server, in the foreground, in the bundle's folder. It has no privileges, HOME is
   * a folder of its own, and the password of all accounts is in LAB_PASSWORD.
   */
  readonly run: readonly string[];
}

const web: readonly (readonly [string, LabServer])[] = [
  [
    'nginx',
    {
      needs: [
        { program: 'nginx', debian: 'nginx' },
        // Where Debian keeps modules that are not built in; `stream` is one.
        { program: '/usr/lib/nginx/modules/ngx_stream_module.so', debian: 'libnginx-mod-stream' },
      ],
      files: ['nginx.conf'],
      run: [`exec nginx -e stderr -c "$PWD/$1" -g 'daemon off; error_log stderr info;'`],
    },
  ],
  [
    'haproxy',
    {
      needs: [{ program: 'haproxy', debian: 'haproxy' }],
      files: ['haproxy.cfg'],
      run: ['exec haproxy -db -f "$1"'],
    },
  ],
  [
    'apache',
    {
      needs: [{ program: 'apache2', debian: 'apache2' }],
      files: ['plainsight.conf'],
      // A site is no whole configuration: modules, and places that may be written to.
      run: [
        'cat >"$HOME/apache2.conf" <<END',
        'ServerRoot /etc/apache2',
        'ServerName main.internal',
        'DefaultRuntimeDir "$HOME"',
        'PidFile "$HOME/pid"',
        ...[
          ...['mpm_event', 'authz_core', 'headers', 'http2', 'lbmethod_byrequests', 'proxy', 'proxy_balancer'],
          ...['proxy_http', 'remoteip', 'rewrite', 'slotmem_shm', 'socache_shmcb', 'ssl'],
        ].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
        'ErrorLog "|/bin/cat"',
        'LogLevel info',
        'Include "$PWD/$1"',
        'END',
        'exec apache2 -D FOREGROUND -f "$HOME/apache2.conf"',
      ],
    },
  ],
  [
    'caddy',
    {
      needs: [{ program: 'caddy', debian: 'caddy' }],
      files: ['Caddyfile'],
      run: ['exec caddy run --adapter caddyfile --config "$1"'],
    },
  ],
  [
    'stunnel',
    {
      needs: [{ program: 'stunnel', debian: 'stunnel4' }],
      files: ['stunnel.conf'],
      // What a service manager would say: https://www.stunnel.org/static/stunnel.html
      run: [
        'mkdir -p /run/stunnel4',
        String.raw`{ printf 'foreground = yes\npid =\nsyslog = no\n'; cat "$1"; } | stunnel -fd 0`,
      ],
    },
  ],
  [
    'hitch',
    {
      needs: [{ program: 'hitch', debian: 'hitch' }],
      files: ['hitch.conf'],
      run: ['exec hitch --config="$1"'],
    },
  ],
  [
    'varnish',
    {
      needs: [{ program: 'varnishd', debian: 'varnish' }],
      files: ['varnishd.sh', 'default.vcl'],
      places: { 'default.vcl': '/etc/varnish/default.vcl' },
      run: ['exec sh "$1"'],
    },
  ],
];

const stores: readonly (readonly [string, LabServer])[] = [
  [
    'postgresql',
    {
      needs: [
        { program: 'postgres', debian: 'postgresql' },
        { program: 'initdb', debian: 'postgresql' },
      ],
      files: ['postgresql.conf', 'pg_hba.conf'],
      accounts: true,
      run: [
        'settings=$PWD/$1 rules=$PWD/$2 database=$3',
        'shift 3',
        'initdb -A trust -N -U postgres -D "$HOME/data" >/dev/null',
        // Alone, because the exported rules let nobody in yet: https://www.postgresql.org/docs/current/app-postgres.html
        '{',
        String.raw`  printf 'CREATE DATABASE "%s"\n' "$database"`,
        '  for role in "$@"; do',
        String.raw`    printf 'CREATE ROLE "%s" LOGIN PASSWORD '"'%s'"'\n' "$role" "$LAB_PASSWORD"`,
        String.raw`    printf 'GRANT ALL ON DATABASE "%s" TO "%s"\n' "$database" "$role"`,
        '  done',
        '} | postgres --single -D "$HOME/data" postgres >/dev/null',
        'exec postgres -D "$HOME/data" -c config_file="$settings" -c hba_file="$rules" \\',
        '  -c unix_socket_directories="$HOME" -c fsync=off',
      ],
    },
  ],
  [
    'mariadb',
    {
      needs: [
        { program: 'mariadbd', debian: 'mariadb-server' },
        { program: 'mariadb-install-db', debian: 'mariadb-server' },
      ],
      files: ['mariadbd.cnf'],
      accounts: true,
      run: [
        'settings=$PWD/$1 database=$2',
        'shift 2',
        'mariadb-install-db --no-defaults --datadir="$HOME/data" --skip-test-db --skip-name-resolve \\',
        '  --auth-root-authentication-method=normal >/dev/null',
        '{',
        String.raw`  printf 'CREATE DATABASE ${'`%s`'};\n' "$database"`,
        '  for role in "$@"; do',
        String.raw`    printf "CREATE USER '%s'@'%%' IDENTIFIED BY '%s';\n" "$role" "$LAB_PASSWORD"`,
        String.raw`    printf 'GRANT ALL ON ${'`%s`'}.* TO '"'%s'@'%%'"';\n' "$database" "$role"`,
        '  done',
        '} >"$HOME/accounts.sql"',
        'exec mariadbd --defaults-file="$settings" --datadir="$HOME/data" --socket="$HOME/socket" \\',
        '  --pid-file="$HOME/pid" --init-file="$HOME/accounts.sql" --skip-name-resolve --skip-log-bin',
      ],
    },
  ],
  [
    'redis',
    {
      needs: [{ program: 'redis-server', debian: 'redis-server' }],
      files: ['redis.conf'],
      run: [`exec redis-server "$PWD/$1" --dir "$HOME" --save ''`],
    },
  ],
  [
    'memcached',
    {
      needs: [{ program: 'memcached', debian: 'memcached' }],
      files: ['memcached.conf'],
      // The file is Debian's, a word a line at most two: memcached itself reads none.
      run: [`exec memcached $(grep -v '^#' "$1")`],
    },
  ],
];

/** By product id. */
export const labServers: ReadonlyMap<string, LabServer> = new Map([...web, ...stores]);

/** What runs the stand-in of a service. */
export const serviceServer: LabServer = {
  needs: [{ program: 'node', debian: 'nodejs' }],
  files: [],
  run: ['exec node lab/_service.mjs "$1"'],
};
