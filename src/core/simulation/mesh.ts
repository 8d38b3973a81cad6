import type { Product, Products } from '../model/product.ts';
import type { Link, Listener, Mesh, Node, Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { productOf } from './bounds.ts';
import { zonesAround } from './zones.ts';

/** How a node takes part in a mesh. */
export interface Member {
  readonly node: Node;
  readonly product: Product;
  /** The innermost mesh zone around the node: its settings count. */
  readonly zone: Zone;
  readonly mesh: Mesh;
  /** The outermost zone of the same mesh: two nodes are in one mesh when they share it. */
  readonly root: string;
  /** `self`: the node is a proxy of this mesh, so none stands beside it. */
  readonly proxy: 'sidecar' | 'ztunnel' | 'self';
  /** The host that shares a ztunnel: the nearest zone of kind `host`, else the mesh zone. */
  readonly host: Zone;
}

/** The membership of a node, or null: not in a mesh zone, left out of it, or nothing that a proxy can stand beside. */
export function memberOf(topology: Topology, node: Node, products: Products): Member | null {
  if (node.mesh === 'outside') return null;
  const around = zonesAround(topology, node.zone);
  const zone = around.find(({ mesh }) => mesh !== undefined);
  if (!zone?.mesh) return null;
  const product = productOf(node, products);
  // People and devices have no proxy; what somebody else operates takes none beside it.
  if (product.kind === 'client' || product.operator !== null) return null;
  const { mesh } = zone;
  // Istio knows a mode that turns mutual TLS off and keeps the proxy; elsewhere it means that there is none.
  if (mesh.mode === 'disabled' && mesh.product !== 'istio') return null;
  const same = around.filter((each) => each.mesh?.product === mesh.product);
  const ambient = mesh.product === 'istio' && mesh.dataPlane === 'ambient';
  return {
    node,
    product,
    zone,
    mesh,
    root: (same.at(-1) ?? zone).id,
    proxy: product.meshProxy?.of === mesh.product ? 'self' : ambient ? 'ztunnel' : 'sidecar',
    host: around.find(({ kind }) => kind === 'host') ?? zone,
  };
}

/** What becomes of the bytes between two proxies. */
export type Crossing =
  /** No session of the mesh: the bytes travel as they come. */
  | { readonly kind: 'bare' }
  | { readonly kind: 'session'; readonly from: Member; readonly to: Member }
  | {
      readonly kind: 'refused';
      readonly code: 'mesh-identity-required' | 'mesh-peer-without-proxy' | 'not-authorised';
    };

/** What the receiving proxy asks of a port. `none`: there is no proxy in the way. */
type Inbound = 'none' | 'disabled' | 'permissive' | 'strict' | 'drawn' | 'mesh';

function inboundOf(receiver: Member | null, listener: Listener): Inbound {
  if (!receiver || listener.mesh === 'skipped') return 'none';
  if (receiver.proxy === 'self') return receiver.product.meshProxy?.inbound === 'mesh' ? 'mesh' : 'drawn';
  const mode = listener.mesh ?? receiver.mesh.mode;
  // Ambient has no DISABLE: https://istio.io/latest/docs/reference/config/security/peer_authentication/
  return mode === 'disabled' && receiver.proxy === 'ztunnel' ? 'permissive' : mode;
}

/**
 * Auto mTLS and its overrides, from one proxy to the next. `forwarded`: a gateway of the mesh passed the session on,
 * so that the two ends may lie in two zones of one federation.
 */
export function cross(
  sender: Member | null,
  receiver: Member | null,
  link: Pick<Link, 'mesh'>,
  listener: Listener,
  forwarded: boolean,
): Crossing {
  const inbound = inboundOf(receiver, listener);
  const asked = link.mesh ?? 'automatic';
  const refused = (code: Extract<Crossing, { kind: 'refused' }>['code']): Crossing => ({ kind: 'refused', code });
  const stranger = (): Crossing => {
    // Without redirection, whoever dials the application itself never meets its proxy.
    const around = receiver?.mesh.product === 'consul' && receiver.mesh.transparentProxy === false;
    if ((inbound === 'strict' || inbound === 'mesh') && !around) return refused('mesh-identity-required');
    // Who may call is asked of an identity, and without mutual TLS there is none.
    // Consul lets it through unjudged (the definition of mutualTLSMode says so):
    // https://github.com/hashicorp/consul-k8s/blob/main/control-plane/api/v1alpha1/servicedefaults_types.go
    const judged = (inbound === 'permissive' || inbound === 'disabled') && receiver?.mesh.product !== 'consul';
    if (receiver && judged && !around && callersNamed(receiver)) return refused('not-authorised');
    return { kind: 'bare' };
  };
  const takes = inbound === 'permissive' || inbound === 'strict' || inbound === 'mesh';
  if (!sender || asked === 'skipped' || asked === 'disable' || originates(link)) return stranger();
  if (asked === 'mesh-mutual') {
    if (!receiver || !(takes || inbound === 'drawn')) return refused('mesh-peer-without-proxy');
  } else if (!receiver || !takes || !together(sender, receiver, forwarded)) return stranger();
  return mayCall(sender, receiver) ? { kind: 'session', from: sender, to: receiver } : refused('not-authorised');
}

/** Whether the sender's proxy makes the dial itself, so that no session of the mesh is made. */
export const originates = ({ mesh }: Pick<Link, 'mesh'>): boolean => mesh === 'simple' || mesh === 'mutual';

const together = (a: Member, b: Member, forwarded: boolean): boolean =>
  a.root === b.root || (forwarded && a.mesh.product === b.mesh.product);

const callersNamed = ({ node, mesh }: Member): boolean => node.allows !== undefined || mesh.authorization === 'deny';

function mayCall(sender: Member, receiver: Member): boolean {
  const { allows } = receiver.node;
  return allows ? allows.includes(sender.node.id) : receiver.mesh.authorization !== 'deny';
}

/** Whether a node passes sessions of the mesh on by server name, without ending them: a mesh or east-west gateway. */
export const forwardsMesh = (member: Member | null): boolean =>
  member?.proxy === 'self' && member.product.meshProxy?.inbound === 'forward';

/** The processes that hold readable what crosses in a session of the mesh: the proxies at both ends, and a waypoint. */
export function proxiesOf({ from, to }: Extract<Crossing, { kind: 'session' }>): readonly ProxySeat[] {
  const seats = [seatOf(from), seatOf(to)].filter((seat) => seat !== null);
  return to.proxy === 'ztunnel' && to.mesh.waypoint
    ? [
        ...seats,
        {
          id: `waypoint:${to.zone.id}`,
          kind: 'waypoint',
          title: `Waypoint of ${to.zone.title}`,
          zone: to.zone.id,
          serves: to.node.id,
        },
      ]
    : seats;
}

/** A place where a proxy stands, and the node whose traffic it handles there. */
export interface ProxySeat {
  readonly id: string;
  readonly kind: 'sidecar' | 'ztunnel' | 'waypoint';
  readonly title: string;
  readonly zone: string | null;
  readonly serves: string;
}

function seatOf({ node, proxy, host }: Member): ProxySeat | null {
  if (proxy === 'self') return null;
  return proxy === 'sidecar'
    ? {
        id: `sidecar:${node.id}`,
        kind: 'sidecar',
        title: `Sidecar of ${node.title}`,
        zone: node.zone ?? null,
        serves: node.id,
      }
    : { id: `ztunnel:${host.id}`, kind: 'ztunnel', title: `ztunnel of ${host.title}`, zone: host.id, serves: node.id };
}
