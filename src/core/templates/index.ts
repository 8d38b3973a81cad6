/** A document to start from. `load` gives it as parsed JSON, to be read like any other file. */
export interface Template {
  readonly id: string;
  readonly title: string;
  /** One sentence for the list. */
  readonly summary: string;
  readonly load: () => Promise<unknown>;
}

/** The four patterns from the least to the most encrypted, the shop, then systems of the real world. */
export const templates: readonly Template[] = [
  {
    id: 'edge-termination',
    title: 'Edge termination',
    summary: 'TLS ends at the load balancer; everything behind it travels in plaintext.',
    load: async () => (await import('./edge-termination.json')).default,
  },
  {
    id: 'gateway-termination',
    title: 'Gateway termination',
    summary: 'The CDN re-encrypts to the API gateway; behind the gateway it is plaintext.',
    load: async () => (await import('./gateway-termination.json')).default,
  },
  {
    id: 'service-termination',
    title: 'Service termination',
    summary: 'Every hop up to the application is encrypted; only the database is dialled in plaintext.',
    load: async () => (await import('./service-termination.json')).default,
  },
  {
    id: 'end-to-end',
    title: 'End to end',
    summary: 'Every hop is encrypted and verified, from the browser to the database.',
    load: async () => (await import('./end-to-end.json')).default,
  },
  {
    id: 'shop',
    title: 'Shop',
    summary: 'A CDN, a re-encrypting gateway, and a database driver that falls back to plaintext without a word.',
    load: async () => (await import('./shop.json')).default,
  },
  {
    id: 'online-boutique',
    title: 'Online Boutique on Google Cloud',
    summary: "Google's demo shop behind an external Application Load Balancer, with the settings that it comes with.",
    load: async () => (await import('./online-boutique.json')).default,
  },
  {
    id: 'aws-three-tier',
    title: 'AWS three-tier',
    summary: 'CloudFront, a load balancer, EC2 and RDS for PostgreSQL, with the settings that they come with.',
    load: async () => (await import('./aws-three-tier.json')).default,
  },
];
