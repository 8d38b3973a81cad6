import type { Fact } from '../model/product.ts';

/** What a proof rests on beside the drawing and the products, each with the page that says so. */
export const sources = {
  unauthenticated: {
    text: 'A TLS peer that is not authenticated can be anybody: the session is encrypted to whoever answered.',
    source: 'https://www.rfc-editor.org/rfc/rfc8446#appendix-C.5',
  },
  issuerOnly: {
    text: 'The name on the certificate is what ties it to a server: an issuer vouches for many.',
    source: 'https://www.rfc-editor.org/rfc/rfc9525#section-6',
  },
  opportunistic: {
    text: 'Opportunistic encryption keeps passive listeners out and gives way to an active attacker.',
    source: 'https://www.rfc-editor.org/rfc/rfc7435#section-1.1',
  },
  verified: {
    text: 'Whoever watches TLS with a verified peer sees the length and timing of encrypted packets, not what is in them.',
    source: 'https://www.rfc-editor.org/rfc/rfc8446#appendix-E.3',
  },
  serverName: {
    text: 'The server name in the ClientHello travels in clear, unless Encrypted Client Hello hides it.',
    source: 'https://datatracker.ietf.org/doc/rfc9849/',
  },
  certificatesInClear: {
    text: 'Up to TLS 1.2 certificates travel in clear during the handshake; TLS 1.3 encrypts them.',
    source: 'https://www.rfc-editor.org/rfc/rfc8446#section-1.2',
  },
  noForwardSecrecy: {
    text: 'With RSA key transport the private key opens everything recorded before it was stolen.',
    source: 'https://www.rfc-editor.org/rfc/rfc9325#section-4.1',
  },
  forwardSecrecy: {
    text: 'With an ephemeral key exchange a stolen certificate key opens no recorded session; it lets the thief pose as the server from then on.',
    source: 'https://www.rfc-editor.org/rfc/rfc8446#appendix-E.1',
  },
  notHybrid: {
    text: 'A classical key exchange falls to somebody who records today and has a quantum computer later; a hybrid one adds ML-KEM, which is designed to withstand that.',
    source: 'https://datatracker.ietf.org/doc/draft-ietf-tls-ecdhe-mlkem/',
  },
  wireguard: {
    text: 'WireGuard encrypts between hosts, with a classical (Curve25519) key exchange; processes on the hosts see what is inside.',
    source: 'https://git.zx2c4.com/wireguard-linux-compat/plain/src/noise.c',
  },
  ipsec: {
    text: 'IPsec encrypts between hosts or gateways; processes at its ends see what is inside.',
    source: 'https://www.rfc-editor.org/rfc/rfc4301#section-3.1',
  },
  macsec: {
    text: 'MACsec encrypts Ethernet frames between two devices that speak it; those devices see what is inside.',
    source:
      'https://cisco.com/c/en/us/td/docs/optical/ncs1000/ncs1002-configuration-guide-73x/understanding-macsec.html',
  },
  provider: {
    text: "A provider's own encryption between machines covers the wire, not the processes on them; where it is in force only the provider's records say.",
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html',
  },
  loopback: {
    text: 'Loopback addresses must not appear outside a host: what is sent to one meets no network.',
    source: 'https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3',
  },
  clientCertificate: {
    text: "A client certificate proves who holds its key, and to the session's other end only.",
    source: 'https://www.rfc-editor.org/rfc/rfc8446#section-4.4.3',
  },
  certificateHeader: {
    text: 'A client certificate in a header is believed on the word of whoever sent the header: proxies must drop it from clients, and servers take it from those proxies alone.',
    source: 'https://www.rfc-editor.org/rfc/rfc9440#section-4',
  },
  forwardedHeader: {
    text: 'Forwarded headers can be written by anyone on the way, the client included.',
    source: 'https://www.rfc-editor.org/rfc/rfc7239#section-8.1',
  },
  proxyProtocol: {
    text: 'A PROXY protocol header stands in clear before the handshake and is not authenticated: it may be accepted from listed senders only.',
    source: 'https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt',
  },
  sourceAddress: {
    text: 'A source address is what the sender writes, and can be forged to look like somebody else’s.',
    source: 'https://www.rfc-editor.org/rfc/rfc2827',
  },
  workload: {
    text: 'A workload identity is a certificate that the platform issues to the workload itself, checked at both ends.',
    source: 'https://spiffe.io/docs/latest/spiffe-about/spiffe-concepts/',
  },
  bearer: {
    text: 'Whoever has a bearer token can use it: nothing ties it to its sender.',
    source: 'https://www.rfc-editor.org/rfc/rfc6750#section-1.2',
  },
} as const satisfies Record<string, Fact>;

const technologies: Readonly<Record<string, Fact>> = {
  wireguard: sources.wireguard,
  ipsec: sources.ipsec,
  macsec: sources.macsec,
  provider: sources.provider,
};
const technologyTitles: Readonly<Record<string, string>> = {
  wireguard: 'WireGuard',
  ipsec: 'IPsec',
  macsec: 'MACsec',
  provider: "the provider's network encryption",
};

export function factsOfNetwork(technology: string): readonly Fact[] {
  const fact = technologies[technology];
  return fact ? [fact] : [];
}
export const titleOfNetwork = (technology: string): string => technologyTitles[technology] ?? technology;
