import { connect, createServer, type Socket } from 'node:net';
import { type Interference, interpose } from './probes/interference.ts';
import { Recording } from './recording.ts';
import { relay } from './relay.ts';

/** One accepted connection. Recording stops at a limit, relaying does not. */
export interface Connection {
  /** Dialler to listener. */
  readonly sent: Buffer;
  readonly received: Buffer;
  /** The far side could not be reached. */
  readonly refused: boolean;
}

/** A recording relay on one link. */
export interface Tap {
  readonly port: number;
  readonly connections: () => readonly Connection[];
  /** What reached the interference in clear: one buffer for each connection that brought something. */
  readonly intercepted: () => readonly Buffer[];
  /** Drops what was recorded and cuts what is open: whatever comes next comes with its handshake. */
  readonly forget: () => void;
  /** From the next connection on; cuts what is open, so that nobody goes on past it. */
  readonly interfere: (interference: Interference | null) => void;
  readonly stop: () => Promise<void>;
}

const limit = 1024 * 1024;

interface Traffic {
  readonly sent: Recording;
  readonly received: Recording;
  readonly intercepted: Recording;
  refused: boolean;
}

export async function startTap({
  port,
  target,
  host = '127.0.0.1',
}: {
  /** 0 for any. */
  readonly port: number;
  readonly target: number;
  /** Of both sides. */
  readonly host?: string;
}): Promise<Tap> {
  let traffic: Traffic[] = [];
  let interference: Interference | null = null;
  const open = new Set<Socket>();

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (dialler) => {
    const record: Traffic = {
      sent: new Recording(limit),
      received: new Recording(limit),
      intercepted: new Recording(limit),
      refused: false,
    };
    traffic.push(record);
    // At once, for there are servers that speak first.
    const socket = connect({ host, port: target, allowHalfOpen: true, noDelay: true });
    const refuse = () => {
      record.refused = true;
    };
    socket.once('error', refuse);
    socket.once('connect', () => socket.off('error', refuse));
    for (const each of [dialler, socket]) {
      open.add(each);
      each.once('close', () => open.delete(each));
    }
    const far = interference ? interpose(interference, socket, (clear) => record.intercepted.add(clear)) : socket;
    dialler.on('data', (chunk: Buffer) => record.sent.add(chunk));
    far.on('data', (chunk: Buffer) => record.received.add(chunk));
    relay(dialler, far);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });

  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: portOf(server.address()),
    connections: () =>
      traffic.map(({ sent, received, refused }) => ({ sent: sent.bytes, received: received.bytes, refused })),
    intercepted: () => traffic.map(({ intercepted }) => intercepted.bytes).filter(({ length }) => length > 0),
    forget: () => {
      traffic = [];
      cut();
    },
    interfere: (next) => {
      interference = next;
      cut();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return address.port;
}
