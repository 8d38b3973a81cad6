import { isAddress } from '../model/names.ts';
import type { Plan, Upstream } from '../plan/plan.ts';
import { cloudflareProvider } from './cloudflare-provider.ts';
import { attribute, type Block, block, type Item, variable } from './hcl.ts';
import { named, resourceName, rootModule, variableBlock } from './terraform.ts';

const cloudflare = rootModule({
  folder: 'cloudflare',
  title: 'Cloudflare',
  provider: cloudflareProvider,
  // The token comes from the environment: CLOUDFLARE_API_TOKEN.
  settings: [],
  variables: [],
});
export const { nodeFile, mainFile } = cloudflare;

export const resource = (type: string, name: string, body: readonly Item[]): Block =>
  block('resource', [type, name], body);

const zoneName = (plan: Plan): string => resourceName(plan.node.id, 'zone_id');
export const zoneVariable = (plan: Plan): Item =>
  variableBlock(zoneName(plan), 'string', `Id of the zone at Cloudflare that ${named(plan.node.title)} stands for.`);
export const inZone = (plan: Plan): Item => attribute('zone_id', variable(zoneName(plan)));

/** How Cloudflare calls the ways of reaching an origin; what the origin's certificate must be follows from it. */
export type OriginMode = 'off' | 'flexible' | 'full' | 'strict';

export const originMode = ({ tls, verify }: Pick<Upstream, 'tls' | 'verify'>): OriginMode =>
  tls === 'plaintext' ? 'flexible' : verify === 'full' ? 'strict' : 'full';

/** Names of visitors that a zone can answer: no addresses. */
export const zoneNames = (names: readonly string[]): readonly string[] => [
  ...new Set(names.map((name) => name.toLowerCase()).filter((name) => !isAddress(name) && name.includes('.'))),
];

/** The type of a DNS record that leads to a host. */
export const recordType = (host: string): 'A' | 'AAAA' | 'CNAME' =>
  host.includes(':') ? 'AAAA' : isAddress(host) ? 'A' : 'CNAME';
