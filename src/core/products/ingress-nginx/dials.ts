import { namespaceOf, secrets } from '../../config/kubernetes.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';

export const prefix = 'nginx.ingress.kubernetes.io/';

/** How NGINX dials the Pods of a Service, in annotations. */
export function dialAnnotations(plan: Plan, upstream: Upstream, notices: Notice[]): Readonly<Record<string, string>> {
  const { link, title, protocol, tls, verify, serverName, sendsServerName, sendsProxyProtocol, failure } = upstream;
  const lost = (message: string) => notices.push({ kind: 'lost', about: link, message });
  const grpc = protocol === 'grpc';
  if (sendsProxyProtocol !== null)
    lost(`An Ingress sends no PROXY header: ${title} will not get the one that is drawn. TCP services alone send it.`);
  if (tls === 'plaintext') return { [`${prefix}backend-protocol`]: grpc ? 'GRPC' : 'HTTP' };
  if (grpc) {
    if (verify !== 'none' || tls === 'mutual' || sendsServerName)
      lost(
        `With backend-protocol GRPCS no certificate of ${title} is checked, none is shown to it and no server name is sent, whatever is drawn: the proxy-ssl annotations do not reach gRPC.`,
      );
    return { [`${prefix}backend-protocol`]: 'GRPCS' };
  }
  const encrypted = { [`${prefix}backend-protocol`]: 'HTTPS' };
  if (verify === 'none' && tls !== 'mutual') {
    // Without the Secret the controller reads none of the other annotations.
    if (sendsServerName && !isAddress(serverName))
      lost(`Unless ${title} is verified, no server name is sent to it: the name ${serverName} is drawn.`);
    return encrypted;
  }
  if (verify === 'full' && isAddress(serverName) && failure === null)
    notices.push({
      kind: 'fails',
      about: link,
      message: `NGINX compares the name of ${title} with the DNS names on its certificate, never with addresses: "${serverName}" will not match. Give it a name.`,
    });
  return {
    ...encrypted,
    [`${prefix}proxy-ssl-secret`]: `${namespaceOf(plan.node.zones)}/${secrets.client(plan.node.id, link)}`,
    [`${prefix}proxy-ssl-verify`]: verify === 'none' ? 'off' : 'on',
    [`${prefix}proxy-ssl-name`]: serverName,
    [`${prefix}proxy-ssl-server-name`]: sendsServerName && !isAddress(serverName) ? 'on' : 'off',
    [`${prefix}proxy-ssl-protocols`]: protocolsOf(upstream, notices),
  };
}

/** The annotation takes these two alone: internal/ingress/annotations/proxyssl/main.go. */
function protocolsOf({ link, title, versions }: Upstream, notices: Notice[]): string {
  const drawn = versionsIn(versions);
  const known = drawn.filter((version) => version === '1.2' || version === '1.3');
  if (known.length < drawn.length)
    notices.push({
      kind: 'lost',
      about: link,
      message: `TLS ${versions.join(' to ')} is drawn towards ${title}; an annotation names TLS 1.2 and 1.3 alone.`,
    });
  return (known.length > 0 ? known : ['1.2']).map((version) => `TLSv${version}`).join(' ');
}
