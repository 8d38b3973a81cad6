import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { until, write } from './lab.ts';
import { type Running, start } from './running.ts';
import { freePorts, requireProgram } from './servers.ts';

const erl = requireProgram('erl', 'erlang-base');
const epmd = requireProgram('epmd', 'erlang-base');
/** Where Debian keeps it, in a folder per version. */
const installed = '/usr/lib/rabbitmq/lib';
const release = existsSync(installed)
  ? readdirSync(installed).find((name) => name.startsWith('rabbitmq_server-'))
  : undefined;
const script = requireProgram('rabbitmq-server', 'rabbitmq-server', release ? [join(installed, release, 'sbin')] : []);
export const rabbitmqIsMissing = !erl || !epmd || !script || release === undefined;

/** RabbitMQ's own parser and schema on many files: for each, the Erlang terms that it makes of it, or its complaint. */
export function readByRabbitmq(
  files: readonly string[],
): readonly { readonly accepted: boolean; readonly terms: string }[] {
  const home = join(installed, release ?? '');
  const program = `
    {ok, _} = application:ensure_all_started(cuttlefish),
    logger:set_primary_config(level, none),
    Schema = cuttlefish_schema:files(filelib:wildcard("${home}/plugins/rabbit-*/priv/schema/rabbit.schema")),
    Read = fun(File) ->
      Said = try cuttlefish_conf:file(File) of
        {errorlist, Errors} -> {error, Errors};
        Conf -> case cuttlefish_generator:map(Schema, Conf) of
          {error, Phase, Errors} -> {error, Phase, Errors};
          Terms -> [Rabbit] = [Value || {rabbit, Value} <- Terms],
            {ok, [Each || {Key, _} = Each <- Rabbit,
              lists:member(Key, [tcp_listeners, ssl_listeners, ssl_options, proxy_protocol])]}
        end
      catch Class:Reason -> {error, Class, Reason} end,
      io:format("~0p~n", [Said])
    end,
    {ok, Listed} = file:consult(os:getenv("FILES")),
    lists:foreach(Read, Listed), halt().`;
  const list = write(`${files[0]}.list`, files.map((file) => `${JSON.stringify(file)}.\n`).join(''));
  const { stdout, stderr } = spawnSync(
    `${erl}`,
    [
      '-noshell',
      '-pa',
      ...readdirSync(join(home, 'plugins')).map((name) => join(home, 'plugins', name, 'ebin')),
      '-eval',
      program,
    ],
    { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', FILES: list, LC_ALL: 'C.UTF-8' } },
  );
  const lines = stdout.trim().split('\n');
  if (lines.length !== files.length)
    throw new Error(`${lines.length} answers to ${files.length} files: ${stdout}${stderr}`);
  return lines.map((terms) => ({ accepted: terms.startsWith('{ok,'), terms }));
}

/** A broker of its own, with everything that it writes in one folder, and a port mapper that ends with it. */
export async function serveRabbitmq(folder: string, file: string, port: number): Promise<Running> {
  const [mapper = 0, distribution = 0] = await freePorts(2);
  mkdirSync(folder, { recursive: true });
  const names = await start(`${epmd}`, ['-address', '127.0.0.1', '-port', String(mapper)], mapper);
  const settings = {
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    ERL_EPMD_PORT: String(mapper),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: 'plainsight@localhost',
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CONFIG_FILE: file,
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'none.config'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
  };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const broker = await start('env', [...variables, 'sh', `${script}`], port, { patience: 60_000 }).catch(
    async (error) => {
      await names.stop();
      throw error;
    },
  );
  const stop = async () => {
    await broker.stop();
    await names.stop();
  };
  if (await until(() => broker.log().includes('Server startup complete'), 30_000)) return { log: broker.log, stop };
  await stop();
  throw new Error(broker.log());
}
