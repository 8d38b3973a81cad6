import { modeName } from '../clients/listener.ts';
import type { Bundle } from '../plan/bundle.ts';
import { checksServer, sessionOf } from '../plan/certificates.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { endsTls } from '../plan/sessions.ts';

/** One link, both ends side by side: who dials, who answers, and everything that has to agree between them. */
export interface Hop {
  readonly link: string;
  readonly from: HopEnd;
  /** Whoever ends the session, where the drawing passes it on; else the node that the link leads to. */
  readonly to: readonly HopEnd[];
  readonly agreed: readonly Agreement[];
  readonly failure: string | null;
}

export interface HopEnd {
  readonly node: string;
  readonly title: string;
  /** Files that speak of this hop; all of the node's where none does by name. */
  readonly files: readonly ExportedFile[];
  readonly notices: readonly Notice[];
}

/** One thing that both ends have to say alike. */
export interface Agreement {
  readonly what: string;
  readonly dialled: string;
  readonly answered: string;
}

export function hopsOf(plans: readonly Plan[], bundle: Bundle): readonly Hop[] {
  const byId = new Map(plans.map((plan) => [plan.node.id, plan]));
  const exports = new Map(bundle.nodes.map((each) => [each.node, each]));
  const endOf = (plan: Plan, about: string): HopEnd => {
    const { files = [], notices = [] } = exports.get(plan.node.id) ?? {};
    const own = files.filter(({ path }) => (path.split('/').at(-1) ?? '').startsWith(`${about}.`));
    return {
      node: plan.node.id,
      title: plan.node.title,
      files: own.length > 0 ? own : [...files].sort((a, b) => ownedBy(plan, b) - ownedBy(plan, a)),
      notices: notices.filter((notice) => notice.about === about || notice.about === plan.node.id),
    };
  };
  return plans.flatMap((plan) =>
    plan.upstreams.map((upstream): Hop => {
      const ends = upstream.terminators.flatMap(({ node, listener }) => {
        const end = byId.get(node);
        const at = end?.listeners.find(({ id }) => id === listener);
        return end ? [{ plan: end, listener: at }] : [];
      });
      const direct = byId.get(upstream.node);
      const to = ends.length > 0 ? ends : direct ? [{ plan: direct, listener: undefined }] : [];
      return {
        link: upstream.link,
        from: endOf(plan, upstream.link),
        to: to.map(({ plan, listener }) => endOf(plan, listener?.id ?? plan.node.id)),
        agreed: agreements(sessionOf(upstream), to[0]?.listener),
        failure: upstream.failure,
      };
    }),
  );
}

/** A node's own file before one that it shares with others of its provider. */
const ownedBy = ({ node }: Plan, { path }: ExportedFile): number =>
  Number(path.split('/').some((part) => part === node.id || part.startsWith(`${node.id}.`)));

const dialName: Readonly<Record<Upstream['tls'], string>> = {
  plaintext: 'plaintext',
  tls: 'TLS',
  mutual: 'TLS with a client certificate',
  opportunistic: 'TLS if offered',
};

function agreements(upstream: Upstream, listener: PlannedListener | undefined): readonly Agreement[] {
  const { host, port, protocol, forwarded, tls, sendsProxyProtocol } = upstream;
  const rows: Agreement[] = [
    {
      what: 'Address',
      dialled: `${host} port ${port}`,
      answered: listener ? `port ${listener.port}` : 'nothing answers',
    },
    {
      what: 'Protocol',
      dialled: protocol,
      answered: listener?.protocols.join(', ') || 'whatever arrives',
    },
    {
      what: 'PROXY protocol',
      dialled: sendsProxyProtocol ? `sends a header (${sendsProxyProtocol})` : 'sends no header',
      answered: listener?.acceptsProxyProtocol ? 'expects a header' : 'expects none',
    },
  ];
  if (forwarded)
    return [...rows, { what: 'TLS', dialled: 'relayed unopened', answered: listener ? modeName[listener.mode] : '' }];
  rows.push({ what: 'TLS', dialled: dialName[tls], answered: listener ? modeName[listener.mode] : '' });
  return tls === 'plaintext' || !listener || !endsTls(listener) ? rows : [...rows, ...tlsRows(upstream, listener)];
}

function tlsRows(upstream: Upstream, listener: PlannedListener): readonly Agreement[] {
  const { versions, verify, serverName, sendsServerName, files, trusts, clientCertificate } = upstream;
  const checked = checksServer(upstream);
  return [
    { what: 'TLS versions', dialled: versions.join(' to '), answered: listener.versions.join(' to ') },
    {
      what: 'Name',
      dialled: `${sendsServerName ? `sends ${serverName}` : 'sends none'}, ${checked && verify === 'full' ? `checks ${serverName}` : 'checks none'}`,
      answered: `certificate for ${listener.names.join(', ')}`,
    },
    {
      what: 'Issuer',
      dialled: checked ? `${files.trust} (accepts ${trusts.join(', ')})` : 'any certificate is accepted',
      answered: `${listener.issuer}: ${listener.files.certificate}`,
    },
    {
      what: 'Client certificate',
      dialled: clientCertificate ? `${clientCertificate.issuer}: ${files.certificate}` : 'none',
      answered:
        listener.clientCertificate === 'none'
          ? 'not asked for'
          : `${listener.clientCertificate}: ${listener.files.clientCa} (${listener.clientTrusts.join(', ')})`,
    },
  ];
}
