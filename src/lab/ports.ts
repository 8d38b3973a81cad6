import { createServer, type Server } from 'node:net';

/** Ports of the loopback interface for one lab. */
export interface Ports {
  readonly take: (count: number) => Promise<readonly number[]>;
  readonly release: () => void;
}

/**
 * Below what Linux gives to whoever dials, so that no connection gets in the way:
 * https://git.zx2c4.com/linux-dev/diff/?id=07f4c90062f8fc7c8c26f8f95324cbe8fa3145a5
 */
const [first, last] = [10_240, 32_768];
const size = 64;

/**
 * Labs of any number of processes share the machine: each claims blocks by listening on their first ports for as long
 * as it lives, and takes the others of its blocks.
 */
export function claimPorts(): Ports {
  const claims: Server[] = [];
  let block: number[] = [];
  const next = async (): Promise<number> => {
    for (;;) {
      if (block.length === 0) block = await claim(claims);
      const port = block.shift() ?? 0;
      const probe = await listen(port);
      if (!probe) continue;
      await new Promise((resolve) => probe.close(resolve));
      return port;
    }
  };
  return {
    take: async (count) => {
      const taken: number[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    release: () => {
      for (const server of claims) server.close();
    },
  };
}

async function claim(claims: Server[]): Promise<number[]> {
  const blocks = (last - first) / size;
  const start = Math.floor(Math.random() * blocks);
  for (let i = 0; i < blocks; i++) {
    const base = first + ((start + i) % blocks) * size;
    const server = await listen(base);
    if (!server) continue;
    server.unref();
    claims.push(server);
    return Array.from({ length: size - 1 }, (_, offset) => base + 1 + offset);
  }
  throw new Error(`no ports are free between ${first} and ${last}`);
}

/** Null: somebody else listens there. */
const listen = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
