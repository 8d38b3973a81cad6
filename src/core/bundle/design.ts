import { composeOf } from '../compose/compose.ts';
import type { Container } from '../compose/container.ts';
import { type LabKit, labKit } from '../lab-kit/kit.ts';
import { serviceContainer, servicePath } from '../lab-kit/services.ts';
import { meshExporters } from '../meshes/exporters.ts';
import type { Topology } from '../model/topology.ts';
import { writeTopology } from '../model/write.ts';
import { pkiFiles } from '../pki/files.ts';
import { issuanceOf } from '../pki/issuance.ts';
import { type Bundle, exportDesign } from '../plan/bundle.ts';
import type { ExportedFile, Exporter } from '../plan/exporter.ts';
import { planMeshes } from '../plan/mesh-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { Simulation } from '../simulation/verdict.ts';
import { verifyFiles } from '../verify/files.ts';
import type { ProbedLink } from '../verify/probe.ts';
import { probesOf } from '../verify/probes.ts';
import { readmeOf } from './readme.ts';

export interface DesignBundle extends Bundle {
  /** What belongs to the design as a whole: the README first, the design itself, scripts for its certificates, Compose, the check. */
  readonly shared: readonly ExportedFile[];
  /** How each link is checked where it is deployed. */
  readonly links: readonly ProbedLink[];
  /** All of it, the shared files first. */
  readonly all: readonly ExportedFile[];
}

/** Everything that a design exports. Pure: equal designs give equal bytes. */
export function bundleDesign(
  topology: Topology,
  simulation: Simulation,
  plans: readonly Plan[],
  exporters: ReadonlyMap<string, Exporter>,
  containers: ReadonlyMap<string, Container>,
): DesignBundle {
  const bundle = exportDesign(plans, exporters, { plans: planMeshes(plans), exporters: meshExporters });
  const issuance = issuanceOf(plans, bundle.nodes);
  const pki = pkiFiles(issuance);
  const links = probesOf(plans, simulation, topology);
  const lab = labKit(plans, bundle.nodes, issuance, pki, links);
  const composed = composeOf(plans, bundle.nodes, containers, { issuer: lab.issuer, services: containersOf(lab) });
  const others = [...pki, ...composed.files, ...verifyFiles(links, plans), ...lab.files];
  const shared: readonly ExportedFile[] = [
    readmeOf({ plans, bundle, issuance, others, composed, links, lab }),
    { path: 'design.plainsight.json', text: writeTopology(topology), language: 'json' },
    ...others,
  ];
  const folders = new Set(bundle.files.map(({ path }) => path.split('/')[0]?.toLowerCase() ?? ''));
  const placed = shared.map((file) => besideNodes(file, folders));
  return { ...bundle, links, shared: placed, all: [...placed, ...bundle.files] };
}

/** The containers that stand for services. */
const containersOf = ({ services }: LabKit) =>
  new Map(
    [...services].map(([node, { files, exported }]) => [
      node,
      { container: serviceContainer(node), files: [servicePath, ...files.map(({ path }) => path), ...exported] },
    ]),
  );

/** A node may be called README.md, and its folder then too. No id starts with an underscore. */
const besideNodes = (file: ExportedFile, folders: ReadonlySet<string>): ExportedFile =>
  folders.has(file.path.toLowerCase()) ? { ...file, path: `_${file.path}` } : file;
