import { isIP } from 'node:net';
import type { KubernetesDocument } from './kubernetes.ts';

export interface World {
  readonly objects: readonly KubernetesDocument[];
  readonly services: ReadonlyMap<string, KubernetesDocument>;
}
export type Rules = (object: KubernetesDocument, world: World) => readonly string[];

export const keyOf = ({ name, namespace }: { readonly name: string; readonly namespace?: string }): string =>
  `${namespace}/${name}`;
export const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
export const dns = (name: string): boolean => name.length <= 253 && name.split('.').every((each) => label.test(each));
export const host = (name: string): boolean => isIP(name) === 0 && dns(name.replace(/^\*\./, ''));

export const unless = (holds: boolean, problem: string): readonly string[] => (holds ? [] : [problem]);
export const unique = <T>(items: readonly T[], what: string): readonly string[] =>
  unless(new Set(items).size === items.length, `${what} stands there twice`);

export function leadsTo(
  { services }: World,
  namespace: string | undefined,
  name: string,
  port: unknown,
): readonly string[] {
  const service = services.get(`${namespace}/${name}`);
  if (!service) return [`leads to no Service: ${namespace}/${name}`];
  return unless(
    service.spec.ports.some((each: { port: number }) => each.port === port),
    `the Service ${name} has no port ${port}`,
  );
}
