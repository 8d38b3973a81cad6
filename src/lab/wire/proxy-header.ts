/** A PROXY protocol header in front of a stream: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt */
export interface ProxyHeader {
  readonly version: 'v1' | 'v2';
  /** In bytes. */
  readonly length: number;
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
/** The longest line of version 1, its end included. */
const longestLine = 107;

/** The header, whole; null where none stands or the stream ends inside of it. */
export function readProxyHeader(stream: Buffer): ProxyHeader | null {
  if (stream.subarray(0, 12).equals(signature)) {
    if (stream.length < 16) return null;
    const length = 16 + stream.readUInt16BE(14);
    return stream.length < length ? null : { version: 'v2', length };
  }
  if (!stream.subarray(0, 6).equals(Buffer.from('PROXY '))) return null;
  const end = stream.subarray(0, longestLine).indexOf('\r\n');
  return end < 0 ? null : { version: 'v1', length: end + 2 };
}
