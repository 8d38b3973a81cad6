import type { Certificate, Link, Listener, Node } from './schema.ts';

type Gone = (node: string) => boolean;

/** The node without what it says of nodes that are gone: who may call it, who issues its certificates. */
export function forgetInNode(node: Node, gone: Gone): Node {
  const listeners = node.listeners?.map((listener) => forgetInListener(listener, gone));
  const same = !listeners?.some((listener, i) => listener !== node.listeners?.[i]);
  const callers = node.allows?.some(gone);
  if (same && !callers) return node;
  return {
    ...node,
    ...(callers ? { allows: node.allows?.filter((id) => !gone(id)) ?? [] } : {}),
    ...(listeners ? { listeners } : {}),
  };
}

/** The link without an issuer that is gone. */
export function forgetInLink(link: Link, gone: Gone): Link {
  const { clientCertificate } = link.dial;
  if (!clientCertificate || !isIssuedBy(clientCertificate, gone)) return link;
  return { ...link, dial: { ...link.dial, clientCertificate: withoutIssuer(clientCertificate) } };
}

function forgetInListener(listener: Listener, gone: Gone): Listener {
  const { tls } = listener;
  if (!('certificate' in tls) || !tls.certificate || !isIssuedBy(tls.certificate, gone)) return listener;
  return { ...listener, tls: { ...tls, certificate: withoutIssuer(tls.certificate) } };
}

const isIssuedBy = ({ issuedBy }: Certificate, gone: Gone): boolean => issuedBy !== undefined && gone(issuedBy);

function withoutIssuer(certificate: Certificate): Certificate {
  const { issuedBy, ...rest } = certificate;
  return rest;
}
