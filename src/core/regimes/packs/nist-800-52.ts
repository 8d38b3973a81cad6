import { endpointsOf, nameOf, perEndpoint } from '../endpoints.ts';
import { olderThan } from '../hop.ts';
import { type Pack, ruling } from '../regime.ts';

const announcement =
  'https://www.nist.gov/news-events/news/2019/08/guidelines-selection-configuration-and-use-transport-layer-security-tls';

export const pack: Pack = {
  id: 'nist-800-52r2',
  title: 'NIST SP 800-52 revision 2',
  summary:
    'How federal TLS servers of the United States are configured; the yardstick that HIPAA’s safe harbour names too.',
  status: 'in-force',
  source: announcement,
  caveats: [
    'Servers for citizens may keep old versions where they are needed; servers that only government uses may not.',
    'TLS 1.3 was due by 1 January 2024. The abstract says required, the announcement says plan for it, so its absence is shown as a gap.',
  ],
  levels: [],
  clauses: [
    {
      over: 'design',
      id: 'oldest-version',
      title: 'Old versions of TLS',
      asks: 'TLS 1.0 is not accepted where only government is served, TLS 1.1 is discouraged, TLS 1.2 is supported.',
      source: announcement,
      confidence: 'M',
      judge: perEndpoint(({ node, answer }) => {
        const [min, max] = answer.versions;
        const name = nameOf({ node, answer });
        if (olderThan(max, '1.2')) return ruling('FAIL', `${name} speaks nothing newer than TLS ${max}.`);
        if (min === '1.0') return ruling('FAIL', `${name} lets callers in with TLS 1.0.`);
        if (min === '1.1') return ruling('GAP', `${name} lets callers in with TLS 1.1.`);
        return ruling('PASS', `${name} accepts TLS ${min} and later.`);
      }),
    },
    {
      over: 'design',
      id: 'newest-version',
      title: 'TLS 1.3',
      asks: 'TLS 1.3 is supported since 1 January 2024.',
      source: announcement,
      confidence: 'M',
      judge: perEndpoint(({ node, answer }) =>
        answer.versions[1] === '1.3'
          ? ruling('PASS', `${nameOf({ node, answer })} speaks TLS 1.3.`)
          : ruling('GAP', `${nameOf({ node, answer })} stops at TLS ${answer.versions[1]}.`),
      ),
    },
    {
      over: 'design',
      id: 'suites',
      title: 'Approved cipher suites',
      asks: 'Cipher suites are made of approved algorithms and run in FIPS-validated modules.',
      source: announcement,
      confidence: 'M',
      judge: ({ scene }) => {
        const ends = endpointsOf(scene);
        return [
          ends.length === 0
            ? ruling('N/A', 'Nothing here ends TLS.')
            : ruling(
                'EVIDENCE',
                'Cipher suites and modules are not drawn: show the configuration and the validation of what ends TLS here.',
              ),
        ];
      },
    },
  ],
};
