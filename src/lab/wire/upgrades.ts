/** A record of a TLS handshake begins so; of a stream cut after one byte, that one must do. */
export const startsTls = (stream: Buffer): boolean => stream[0] === 0x16 && (stream.length === 1 || stream[1] === 0x03);

const postgresCodes = [80877103, 80877104];

export const postgresTlsRequest = Buffer.from('0000000804d2162f', 'hex');

/**
 * Length of the SSLRequest in front of a PostgreSQL stream, with a GSSENCRequest before it; 0 for none.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function postgresRequest(stream: Buffer): number {
  let at = 0;
  while (isPostgresRequest(stream.subarray(at))) at += 8;
  return at;
}

/** Asks whether the connection may be encrypted, with TLS or with GSSAPI: a length of 8 and a code. */
export const isPostgresRequest = (stream: Buffer): boolean =>
  stream.length >= 8 && stream.readUInt32BE(0) === 8 && postgresCodes.includes(stream.readUInt32BE(4));

/** CLIENT_SSL, in the lower two bytes of the capabilities. */
export const mysqlTls = 0x0800;

/**
 * Length of the SSLRequest in front of a MySQL client's stream: 32 bytes of payload, the second packet of the connection.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_ssl_request.html
 */
export function mysqlRequest(stream: Buffer): number {
  if (stream.length < 36 || stream.readUInt32BE(0) !== 0x20000001) return 0;
  return (stream.readUInt16LE(4) & mysqlTls) === 0 ? 0 : 36;
}

/** Commands of SMTP that carry nothing: https://www.rfc-editor.org/rfc/rfc5321 and https://www.rfc-editor.org/rfc/rfc3207 */
const idle = /^(?:(?:EHLO|HELO) [^\r\n]*|NOOP|RSET|QUIT|STARTTLS)\r\n/i;

/** The command at the front, if it carries nothing. A line of SMTP has 512 bytes at most. */
const idleCommand = (stream: Buffer, at: number): string | undefined =>
  idle.exec(stream.toString('latin1', at, at + 512))?.[0];

/** Length of an SMTP client's dialogue up to and with STARTTLS; 0 for none. */
export function smtpDialogue(stream: Buffer): number {
  let at = 0;
  for (;;) {
    const command = idleCommand(stream, at);
    if (command === undefined) return 0;
    at += command.length;
    if (/^STARTTLS/i.test(command)) return at;
  }
}

/** Whether what a dialler says in clear is no payload: nothing at all, or the courtesies of SMTP towards a server of it. */
export function saysNothing(sent: Buffer, received: Buffer): boolean {
  if (sent.length === 0) return true;
  if (received.toString('latin1', 0, 3) !== '220') return false;
  let at = 0;
  for (let command = idleCommand(sent, 0); command !== undefined; command = idleCommand(sent, at)) at += command.length;
  return at === sent.length;
}
