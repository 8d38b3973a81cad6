import { hostInRequest, type Service } from '../../plan/routes.ts';

/** The name of a listener in VCL, whose alphabet is narrower than that of a drawing. */
export const socketName = (position: number): string => `in${position + 1}`;

/** What opens the ports: `-a name=address:port,PROTOCOL`, and HTTP/2 for all of them where it is asked for. */
export function argumentsOf(services: readonly Service[]): readonly string[] {
  const http2 = services.some(
    ({ listener: { protocols, alpn } }) => protocols.includes('grpc') || alpn?.includes('h2'),
  );
  return [
    ...services.map(({ listener: { address, port, acceptsProxyProtocol } }, i) =>
      word(
        `-a ${socketName(i)}=${address === null ? '' : hostInRequest(address)}:${port},${acceptsProxyProtocol ? 'PROXY' : 'HTTP'}`,
      ),
    ),
    ...(http2 ? ['-p feature=+http2'] : []),
  ];
}

/** Addresses and numbers need no quotes in a shell; anything else would be our bug. */
function word(text: string): string {
  if (!/^[A-Za-z0-9=:.,[\] -]+$/.test(text)) throw new Error(`"${text}" would have to be quoted`);
  return text;
}
