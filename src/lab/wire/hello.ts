import type { KeyExchange, TlsVersion } from '../../core/model/schema.ts';
import { orNull, Reader } from './reader.ts';

export interface ClientHello {
  readonly random: string;
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  /** Whether application data may come before the handshake is over. */
  readonly earlyData: boolean;
}

export interface ServerHello {
  readonly version: TlsVersion | null;
  /** Of the cipher suite: what the hash that signs off the handshake puts out, in bytes. */
  readonly hashLength: number;
  /** TLS 1.3 says it here, before it in the messages that follow. */
  readonly keyExchange: KeyExchange | null;
}

const versions: ReadonlyMap<number, TlsVersion> = new Map([
  [0x0301, '1.0'],
  [0x0302, '1.1'],
  [0x0303, '1.2'],
  [0x0304, '1.3'],
]);

/** https://www.iana.org/assignments/tls-extensiontype-values/tls-extensiontype-values.xhtml */
const extension = { serverName: 0, alpn: 16, earlyData: 42, supportedVersions: 43, keyShare: 51 } as const;

/** SecP256r1MLKEM768, X25519MLKEM768, SecP384r1MLKEM1024 and the X25519Kyber768Draft00 that came before them. */
const hybridGroups = [0x11eb, 0x11ec, 0x11ed, 0x6399];

const aes256GcmSha384 = 0x1302;

export const readClientHello = (body: Buffer): ClientHello | null =>
  orNull(() => {
    const reader = new Reader(body);
    reader.number(2);
    const random = reader.take(32).toString('hex');
    reader.vector(1);
    reader.vector(2);
    reader.vector(1);
    const extensions = readExtensions(reader);
    return {
      random,
      serverName: serverNameIn(extensions.get(extension.serverName)),
      alpn: protocolsIn(extensions.get(extension.alpn)),
      earlyData: extensions.has(extension.earlyData),
    };
  });

/** Also of a HelloRetryRequest, which has the same form and already names version and group. */
export const readServerHello = (body: Buffer): ServerHello | null =>
  orNull(() => {
    const reader = new Reader(body);
    const legacy = reader.number(2);
    reader.take(32);
    reader.vector(1);
    const suite = reader.number(2);
    reader.number(1);
    const extensions = readExtensions(reader);
    const chosen = extensions.get(extension.supportedVersions);
    const share = extensions.get(extension.keyShare);
    return {
      version: versions.get(chosen ? new Reader(chosen).number(2) : legacy) ?? null,
      hashLength: suite === aes256GcmSha384 ? 48 : 32,
      keyExchange: share ? keyExchangeOf(new Reader(share).number(2)) : null,
    };
  });

/** Whatever is ephemeral without being hybrid counts as ECDHE. */
const keyExchangeOf = (group: number): KeyExchange => (hybridGroups.includes(group) ? 'hybrid' : 'ecdhe');

/** A hello without extensions ends before them. */
function readExtensions(reader: Reader): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  if (reader.left === 0) return found;
  const list = reader.vector(2);
  while (list.left > 0) found.set(list.number(2), list.vector(2).rest());
  return found;
}

function serverNameIn(extension: Buffer | undefined): string | null {
  if (!extension) return null;
  const names = new Reader(extension).vector(2);
  const hostName = 0;
  return names.number(1) === hostName ? names.vector(2).rest().toString('latin1') : null;
}

function protocolsIn(extension: Buffer | undefined): readonly string[] {
  if (!extension) return [];
  const list = new Reader(extension).vector(2);
  const protocols: string[] = [];
  while (list.left > 0) protocols.push(list.vector(1).rest().toString('latin1'));
  return protocols;
}
