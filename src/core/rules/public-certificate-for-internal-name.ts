import type { Edit } from '../model/edits.ts';
import type { Certificate, ListenerTls } from '../model/schema.ts';
import type { Answer } from '../simulation/bounds.ts';
import { dialsAnsweredBy, setDial, setListener } from './fixes.ts';
import { issuable } from './internal-names.ts';
import { carriedBy, certificateOf, portsOf } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { bySensitivity } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listed } from './words.ts';

export const publicCertificateForInternalName = {
  id: 'public-certificate-for-internal-name',
  title: 'No public CA issues this',
  rationale:
    'Public CAs certify names that somebody owns on the internet and nothing else: not .internal or .local, not a bare host name, not a private address. Inside, a private CA with names checked trusts fewer issuers, publishes no host names in transparency logs, and sets its own lifetimes.',
  source: 'https://cabforum.org/working-groups/server/baseline-requirements/requirements/',
  about: 'operation',
  clauses: ['asvs-5/12.3.4', 'nist-800-53/SC-17'],
  misconceptions: ['M21'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    return [...portsOf(context).values()].flat().flatMap((port): readonly Observation[] => {
      const { answer } = port;
      const certificate = certificateOf(answer.listener);
      const names = certificate?.names?.filter((name) => !issuable(name)) ?? [];
      if (certificate?.issuer !== 'public-ca' || names.length === 0 || answer.mode === 'passthrough') return [];
      return [
        {
          severity: 'medium',
          where: { node: answer.node.id, listener: answer.listener.id },
          assets: bySensitivity(topology, carriedBy(port)),
          message: `${answer.node.title} cannot get this certificate: no public CA issues one for ${listed([...names].sort())}, which nobody owns on the internet.`,
          fixes: () => reissued(context, answer, certificate, names),
        },
      ];
    });
  },
} as const satisfies Rule;

function reissued(
  context: Context,
  answer: Answer,
  certificate: Certificate,
  names: readonly string[],
): readonly Fix[] {
  const { node, product, listener } = answer;
  const dials = dialsAnsweredBy(context, answer);
  const shows = (next: Certificate) =>
    setListener(node, product, { ...listener, tls: { ...listener.tls, certificate: next } as ListenerTls });
  const trusting = dials.flatMap((link): readonly Edit[] => {
    const { trusts } = link.dial;
    return trusts && !trusts.includes('private-ca') ? [setDial(link, { trusts: [...trusts, 'private-ca'] })] : [];
  });
  const { names: all, ...unnamed } = certificate;
  const left = (all ?? []).filter((name) => !names.includes(name));
  const candidates: readonly Fix[] = [
    {
      title: `Issue ${node.title}'s certificate from a private CA`,
      edits: [shows({ ...certificate, issuer: 'private-ca' }), ...trusting],
    },
    ...(left.length > 0
      ? [
          {
            title: `Take ${listed([...names].sort())} off the certificate`,
            edits: [shows({ ...certificate, names: left })],
          },
        ]
      : []),
    {
      title: `Leave the name of ${node.title} open until it has a public one`,
      note: 'Its clients trust public CAs only, so it needs a name that you own on the internet.',
      edits: [
        shows(left.length > 0 ? { ...certificate, names: left } : unnamed),
        ...dials
          .filter(({ dial }) => dial.sni && names.includes(dial.sni))
          .map((link) => setDial(link, { sni: undefined })),
      ],
    },
  ];
  const works = candidates.find((fix) => keepsWorking(context, fix));
  return works ? [works] : [];
}
