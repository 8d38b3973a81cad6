import type { Exporter } from '../../src/core/plan/exporter.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exportPlan as certManager } from '../../src/core/products/cert-manager/export.ts';
import { exportPlan as gatewayApi } from '../../src/core/products/gateway-api/export.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan as ingressNginx } from '../../src/core/products/ingress-nginx/export.ts';
import { exportPlan as kubernetesService } from '../../src/core/products/kubernetes-service/export.ts';
import { exportPlan as traefikIngress } from '../../src/core/products/traefik-ingress/export.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { type Details, draw } from './draw.ts';
import { type KubernetesDocument, readManifest } from './kubernetes.ts';

export const kubernetesExporters: ReadonlyMap<string, Exporter> = new Map([
  ['kubernetes-service', kubernetesService],
  ['ingress-nginx', ingressNginx],
  ['gateway-api', gatewayApi],
  ['traefik-ingress', traefikIngress],
  ['cert-manager', certManager],
]);

export interface Written {
  readonly objects: readonly KubernetesDocument[];
  /** One a line, its kind in front. */
  readonly notices: string;
  /** The one object of a kind, by a part of its name where there are several. */
  readonly one: (kind: string, part?: string) => KubernetesDocument;
}

/** What the one node of the product is exported to, in a drawing for a test. */
export function written(product: string, lines: string | readonly string[], details: Details = {}): Written {
  const topology = draw(lines, details);
  const plan = planDesign(topology, simulate(topology, products), products).find((each) => each.product.id === product);
  const exporter = kubernetesExporters.get(product);
  if (!plan || !exporter) throw new Error(`nothing is drawn of ${product}`);
  const { files, notices } = exporter(plan);
  const objects = readManifest(files.map(({ text }) => text).join(''));
  return {
    objects,
    notices: notices.map(({ kind, message }) => `${kind}: ${message}`).join('\n'),
    one: (kind, part = '') => {
      const [found, ...others] = objects.filter((each) => each.kind === kind && each.metadata.name.includes(part));
      if (!found || others.length > 0) throw new Error(`not one ${kind} ${part}: ${found ? others.length + 1 : 0}`);
      return found;
    },
  };
}

export const kindsOf = ({ objects }: Written): readonly string[] => objects.map(({ kind }) => kind);

export const cluster = (id: string) => ({ id, kind: 'cluster', title: id }) as const;
