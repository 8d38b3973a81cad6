import type { Match } from '../model/schema.ts';
import { expectedName, sentName, takesDirectTls } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { setDial } from './fixes.ts';
import type { Context, Fix } from './rule.ts';

/** Ways to get a dial through an SNI router to the upstream drawn: another name, another route, another handshake. */
export function routeRepairs({ topology }: Context, { call, links, reached, answer }: Leg): readonly Fix[] {
  const next = links[reached];
  if (!next) return [];
  const upstream = topology.nodes.get(next.to)?.title ?? next.to;
  const wanted = next.match?.sni?.find((name) => !name.startsWith('*.'));
  const sent = sentName(call, answer);
  const own = expectedName({ sni: undefined }, answer);
  const route = (match: Match | undefined): Fix['edits'] => [{ table: 'links', id: next.id, set: { match } }];
  const fixes: Fix[] = [];
  if (call.protocol.negotiation === 'in-band' && call.negotiation === 'in-band' && takesDirectTls(answer))
    fixes.push({
      title: `Start TLS directly to ${answer.node.title}, so that its name comes first`,
      edits: [setDial(call.link, { negotiation: 'direct' })],
    });
  if (wanted !== undefined)
    fixes.push({ title: `Dial by the name ${wanted}`, edits: [setDial(call.link, { sni: wanted })] });
  if (call.sni !== undefined)
    fixes.push({ title: `Dial by the name ${own}`, edits: [setDial(call.link, { sni: own })] });
  if (sent !== null)
    fixes.push({
      title: `Route ${sent} to ${upstream}`,
      edits: route({ ...next.match, sni: [...new Set([...(next.match?.sni ?? []), sent])] }),
    });
  if (next.match?.sni) {
    const { sni, ...rest } = next.match;
    fixes.push({
      title: `Make ${upstream} the default route`,
      edits: route(Object.keys(rest).length > 0 ? rest : undefined),
    });
  }
  return fixes;
}
