import { isPlatform, namespaceOf, objectName } from '../config/kubernetes.ts';
import type { Mesh, Zone } from '../model/schema.ts';
import type { Exported } from './exporter.ts';
import type { Membership } from './membership.ts';
import type { Notice, Plan, PlannedListener, Upstream } from './plan.ts';

/** What one mesh zone has to be configured to do, so that what the simulation says of its members comes true. */
export interface MeshPlan {
  readonly zone: Zone;
  readonly mesh: Mesh;
  /** The first zone of a mesh that is drawn in several: what the mesh has once is written for it. */
  readonly leads: boolean;
  readonly design: string;
  readonly reopen: string | null;
  readonly members: readonly MeshMember[];
  /** Lie in the zone and are drawn without a proxy. */
  readonly outsiders: readonly Workload[];
  /** Namespaces in which this zone's settings hold for all. Whoever lies elsewhere is set up one by one. */
  readonly namespaces: readonly string[];
  /** Every member of the same mesh, whichever zone it lies in. */
  readonly family: readonly MeshMember[];
}

/** What runs in Pods of its own, under an account of its own. */
export interface Workload {
  readonly id: string;
  readonly title: string;
  readonly host: string;
  readonly namespace: string;
  readonly account: string;
  /** Whether the zone's settings hold for all of its namespace. */
  readonly governed: boolean;
}

export interface MeshMember extends Workload {
  readonly mesh: Mesh;
  readonly proxy: Exclude<Membership['proxy'], 'none'>;
  /** Passes sessions of the mesh on between its datacentres. */
  readonly forwards: boolean;
  readonly listeners: readonly PlannedListener[];
  readonly links: readonly MeshLink[];
  /** Who alone may call; null: everyone with an identity. */
  readonly callers: readonly MeshCaller[] | null;
}

export interface MeshLink {
  readonly upstream: Upstream;
  /** The member reached; null: it is not of this mesh. */
  readonly to: MeshMember | null;
}

export interface MeshCaller {
  readonly id: string;
  readonly title: string;
  /** Null: it has no identity that this mesh knows. */
  readonly workload: Workload | null;
}

/** Writes what a mesh zone needs. Pure, as exporters are. */
export type MeshExporter = (plan: MeshPlan) => Exported;

/** A member while the others are still being gathered. */
interface Draft extends Omit<MeshMember, 'callers'> {
  readonly links: MeshLink[];
  callers: MeshMember['callers'];
  readonly zone: Zone;
  readonly root: string;
}

/** The plans of all mesh zones with members, in the order in which the drawing names their members. */
export function planMeshes(plans: readonly Plan[]): readonly MeshPlan[] {
  const drafts = new Map(plans.flatMap((plan) => draftOf(plan) ?? []).map((draft) => [draft.id, draft]));
  for (const plan of plans) link(plan, drafts);
  const members = plans.flatMap(({ node }) => drafts.get(node.id) ?? []);
  const zones = new Map(members.map(({ zone }) => [zone.id, zone]));
  const led = new Set<string>();
  return [...zones.values()].flatMap((zone): readonly MeshPlan[] => {
    const own = members.filter((each) => each.zone.id === zone.id);
    const [first] = own;
    const { design = '', reopen = null } = plans[0] ?? {};
    if (!first) return [];
    const leads = !led.has(first.root);
    led.add(first.root);
    const outsiders = plans
      .filter(({ node }) => node.mesh?.zone === zone.id && node.mesh.proxy === 'none')
      .map(workloadOf);
    const governed = [...own, ...outsiders].filter((each) => each.governed);
    return [
      {
        zone,
        mesh: first.mesh,
        leads,
        design,
        reopen,
        members: own,
        outsiders,
        namespaces: [...new Set(governed.map(({ namespace }) => namespace))],
        family: members.filter(({ root }) => root === first.root),
      },
    ];
  });
}

function draftOf(plan: Plan): Draft | null {
  const { mesh: part, zones } = plan.node;
  const zone = zones.find(({ id }) => id === part?.zone);
  if (!part || part.proxy === 'none' || !zone?.mesh) return null;
  return {
    ...workloadOf(plan),
    mesh: zone.mesh,
    proxy: part.proxy,
    forwards: part.proxy === 'self' && plan.product.meshProxy?.inbound === 'forward',
    listeners: plan.listeners,
    links: [],
    callers: null,
    zone,
    root: part.root,
  };
}

/** Puts in whom a member calls and who calls it: only then are all members known. */
function link({ node, upstreams }: Plan, drafts: Map<string, Draft>): void {
  const draft = drafts.get(node.id);
  if (!draft) return;
  const known = (id: string): Draft | null => {
    const other = drafts.get(id);
    // Gateways of Consul carry sessions from one federated datacentre into another.
    const together = other?.root === draft.root || draft.mesh.product === 'consul';
    return other && other.mesh.product === draft.mesh.product && together ? other : null;
  };
  for (const upstream of upstreams) draft.links.push({ upstream, to: known(upstream.node) });
  const named = node.allows ?? (draft.mesh.authorization === 'deny' ? [] : null);
  draft.callers = named?.map(({ id, title }): MeshCaller => ({ id, title, workload: known(id) })) ?? null;
}

function workloadOf({ node: { id, title, host, zones } }: Plan): Workload {
  return {
    id,
    title,
    host,
    namespace: namespaceOf(zones),
    account: objectName(id),
    governed: isGoverned(zones),
  };
}

/** Whether the namespace is named after the mesh zone or one inside it: then nobody in it has another mesh's settings. */
function isGoverned(zones: readonly Zone[]): boolean {
  const mesh = zones.findIndex((zone) => zone.mesh !== undefined);
  const named = zones.findIndex(isPlatform);
  return named !== -1 && named <= mesh;
}

/** Ports that are drawn one way or another, in order, once each. */
export const portsOf = (
  { listeners }: Pick<MeshMember, 'listeners'>,
  wanted: (listener: PlannedListener) => boolean,
): readonly number[] => [...new Set(listeners.filter(wanted).map(({ port }) => port))].sort((a, b) => a - b);

/** Ports that the member's proxy does not see on the way out. */
export const skippedOutbound = ({ links }: Pick<MeshMember, 'links'>): readonly number[] =>
  [...new Set(links.filter(({ upstream }) => upstream.mesh === 'skipped').map(({ upstream }) => upstream.port))].sort(
    (a, b) => a - b,
  );

export const notice = (kind: Notice['kind'], about: string, message: string): Notice => ({ kind, about, message });
