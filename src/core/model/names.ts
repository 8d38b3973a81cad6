/** Whether a host is an IPv4 or IPv6 address rather than a name. */
export const isAddress = (host: string): boolean => host.includes(':') || /^[0-9]+(?:\.[0-9]+){3}$/.test(host);
