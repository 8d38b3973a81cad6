import { attribute, comment, type Item, objectOf } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName } from '../../config/terraform.ts';
import {
  inZone,
  mainFile,
  nodeFile,
  originMode,
  resource,
  zoneNames,
  zoneVariable,
} from '../../config/terraform-cloudflare.ts';
import { distinctPorts } from '../../config/terraform-listeners.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { limitations, options } from './product.ts';

/** Terraform for Spectrum: an application for each listener and name. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const items = distinctPorts(plan, notices).flatMap((listener) => applicationItems(plan, listener, notices));
  return {
    files: [mainFile(plan.design), nodeFile(plan, notices.all, items.length > 0 ? [zoneVariable(plan), ...items] : [])],
    notices: notices.all,
  };
};

function applicationItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const { id, port, mode, upstreams, names } = listener;
  const { say } = notices;
  const [first] = upstreams;
  if (!first) {
    say('lost', id, `Nothing lies behind listener ${id}: an application must have an origin, so it is left out.`);
    return [];
  }
  const relays = mode === 'passthrough';
  const own = zoneNames(names);
  if (own.length === 0) {
    say('by-hand', id, `Draw a name in your zone for listener ${id}: an application has one, so nothing is written.`);
    return [];
  }
  if (mode === 'terminate') sayVisitors(listener, own, notices);
  const origins = alike(listener, first, notices);
  const tls = relays ? 'off' : originMode(first);
  if (tls === 'strict' && first.issuer !== 'public-ca')
    say(
      'fails',
      first.link,
      `Whether Spectrum believes a CA of your own (${first.issuer}) is not documented (${options}).`,
    );
  if (tls === 'full' || tls === 'strict')
    for (const { link, title, versions: drawn } of origins)
      if (drawn.join() !== '1.1,1.3')
        say('lost', link, `The versions towards ${title} cannot be chosen; drawn is ${drawn.join(' to ')}.`);
  return own.map((name) =>
    resource('cloudflare_spectrum_application', resourceName(plan.node.id, id, name.replace('*', 'any')), [
      ...origins.flatMap(({ failure }) => failureMark(failure)),
      ...inWords(tls, first),
      inZone(plan),
      attribute('protocol', `tcp/${port}`),
      attribute('dns', objectOf({ type: 'CNAME', name })),
      attribute('traffic_type', 'direct'),
      attribute('tls', tls),
      attribute('proxy_protocol', first.sendsProxyProtocol ?? 'off'),
      ...(isAddress(first.host)
        ? [
            attribute(
              'origin_direct',
              origins.map(({ host, port: answered }) => `tcp://${hostInRequest(host)}:${answered}`),
            ),
          ]
        : [attribute('origin_dns', objectOf({ name: first.host })), attribute('origin_port', first.port)]),
    ]),
  );
}

/** What an application for TCP leaves to Cloudflare on the side of clients. */
function sayVisitors({ id, versions }: PlannedListener, names: readonly string[], { say }: Notices): void {
  say(
    'by-hand',
    id,
    `Order an advanced certificate for ${names.join(', ')}, or upload one: that of Universal SSL does not do here (${limitations}).`,
  );
  if (versions.join() !== '1.1,1.3')
    say(
      versions[0] > '1.1' ? 'weakened' : 'lost',
      id,
      `Clients may use TLS 1.1 to 1.3, and an application for TCP cannot be told otherwise; drawn is ${versions.join(' to ')} (${options}).`,
    );
}

/** The origins of one application: several by address, one by name, all reached in one way. */
function alike({ id, mode, upstreams }: PlannedListener, first: Upstream, { say }: Notices): readonly Upstream[] {
  const way = (upstream: Upstream) =>
    `${mode === 'passthrough' ? 'off' : originMode(upstream)} ${upstream.sendsProxyProtocol}`;
  const origins = isAddress(first.host)
    ? upstreams.filter((each) => isAddress(each.host) && way(each) === way(first))
    : [first];
  for (const { link, title } of upstreams.filter((each) => !origins.includes(each)))
    say(
      'lost',
      link,
      `An application has one origin by name, or several by address that are reached alike: listener ${id} sends nothing to ${title}.`,
    );
  for (const { link, title, match, sendsServerName, tls } of origins) {
    if (match?.sni?.length || match?.host?.length || match?.path !== undefined)
      say('lost', link, `It chooses origins by connection, not by name or path: ${title} gets its share of them all.`);
    if (mode !== 'passthrough' && tls !== 'plaintext' && !sendsServerName)
      say('lost', link, `No setting keeps the server name from ${title}.`);
  }
  return origins;
}

const inWords = (tls: string, { title }: Upstream): readonly Item[] =>
  tls === 'off'
    ? [comment('Bytes are relayed as they come: a TLS session goes on to the origin, and so does plaintext.')]
    : tls === 'flexible'
      ? [comment(`TLS ends at Cloudflare, and ${named(title)} is reached in plaintext.`)]
      : tls === 'full'
        ? [comment(`Encrypted to ${named(title)}, and any certificate is accepted.`)]
        : [];
