import type { KeyExchange, TlsVersion } from '../../core/model/schema.ts';
import { alertNames } from './alerts.ts';
import { type ClientHello, readClientHello, readServerHello, type ServerHello } from './hello.ts';
import { contentType, type Message, readMessages, readRecords, type TlsRecord } from './records.ts';

export interface TlsSession {
  readonly hello: ClientHello | null;
  readonly version: TlsVersion | null;
  readonly keyExchange: KeyExchange | null;
  readonly clientCertificate: 'shown' | 'asked' | 'none' | 'hidden';
  readonly payload: boolean;
  readonly alert: string | null;
  /** Whether both sides sent records of TLS and nothing else. */
  readonly pure: boolean;
}

/** https://www.rfc-editor.org/rfc/rfc5246#section-7.4 */
const messageType = {
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
} as const;

/** What a TLS stream shows to somebody without its keys: `client` from the ClientHello on, `server` from its answer on. */
export function readTls(client: Buffer, server: Buffer): TlsSession {
  const sent = readRecords(client);
  const received = readRecords(server);
  const [clientMessages, serverMessages] = [readMessages(sent.records), readMessages(received.records)];
  const clientHello = find(clientMessages, messageType.clientHello);
  const serverHello = find(serverMessages, messageType.serverHello);
  const hello = clientHello ? readClientHello(clientHello) : null;
  const answer = serverHello ? readServerHello(serverHello) : null;
  const payload = answer !== null && hasPayload(sent.records, answer, hello?.earlyData ?? false);
  return {
    hello,
    version: answer?.version ?? null,
    keyExchange: answer?.keyExchange ?? earlierKeyExchange(serverMessages),
    clientCertificate: clientCertificate(answer, clientMessages, serverMessages),
    payload,
    alert: alertIn([...received.records, ...sent.records]),
    // A listener that knows no TLS, or MySQL after a handshake that failed, complains in clear; nothing is lost by that.
    pure: sent.pure && (received.pure || !payload),
  };
}

const find = (messages: readonly Message[], type: number): Buffer | null =>
  messages.find((message) => message.type === type)?.body ?? null;

/** Up to TLS 1.2: whoever has no message for it encrypts to the certificate's key. A session resumed shows neither. */
function earlierKeyExchange(messages: readonly Message[]): KeyExchange | null {
  if (find(messages, messageType.certificate) === null) return null;
  return find(messages, messageType.serverKeyExchange) === null ? 'rsa' : 'ecdhe';
}

function clientCertificate(
  answer: ServerHello | null,
  client: readonly Message[],
  server: readonly Message[],
): TlsSession['clientCertificate'] {
  if (answer === null) return 'none';
  if (answer.version === '1.3' || find(server, messageType.certificate) === null) return 'hidden';
  const shown = find(client, messageType.certificate);
  // An empty list has its length alone, three bytes.
  if (shown !== null && shown.length > 3) return 'shown';
  return find(server, messageType.certificateRequest) === null ? 'none' : 'asked';
}

function hasPayload(records: readonly TlsRecord[], { version, hashLength }: ServerHello, earlyData: boolean): boolean {
  const lengths = records
    .filter(({ type, body }) => type === contentType.applicationData && body.length > 0)
    .map(({ body }) => body.length);
  if (version !== '1.3') return lengths.length > 0;
  // In TLS 1.3 handshake and alerts look like payload; their lengths tell: content, one byte of type, 16 of tag.
  const sealed = (length: number) => length + 17;
  const alert = sealed(2);
  const finished = sealed(4 + hashLength);
  const endOfEarlyData = sealed(4);
  if (earlyData) return lengths.some((length) => ![alert, finished, endOfEarlyData].includes(length));
  // Certificate and CertificateVerify, where asked for, come before Finished, or with it in one record.
  const end = lengths.slice(0, 3).indexOf(finished);
  return lengths.slice(Math.max(end, 0) + 1).some((length) => length !== alert);
}

/** An encrypted alert is longer. A fatal one says more than a warning. */
function alertIn(records: readonly TlsRecord[]): string | null {
  const clear = records.filter(({ type, body }) => type === contentType.alert && body.length === 2);
  const fatal = clear.find(({ body }) => body[0] === 2) ?? clear[0];
  const code = fatal?.body[1];
  return code === undefined ? null : (alertNames.get(code) ?? `alert ${code}`);
}
