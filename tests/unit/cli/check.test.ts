import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits, type Setting } from '../../../src/core/model/edits.ts';
import { readTopology } from '../../../src/core/model/read.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { draw } from '../../support/draw.ts';
import { design, plainsight } from './world.ts';

const shop = new URL('../../../src/core/templates/shop.json', import.meta.url).pathname;
const sixHops = new URL('../../../docs/examples/six-hops.json', import.meta.url).pathname;

describe('check --format json', () => {
  it('gives the shop example link by link, node by node, flow by flow', async () => {
    const { code, out, err } = await plainsight(['check', shop, '--format', 'json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const verdict = JSON.parse(out);
    const links = Object.entries(verdict.links as Record<string, { state: string; authentication: string }>);
    expect(links.map(([id, { state, authentication }]) => [id, state, authentication])).toEqual([
      ['l1', 'encrypted', 'server'],
      ['l2', 'encrypted', 'server'],
      ['l3', 'plaintext', 'none'],
      ['l4', 'plaintext', 'none'],
    ]);
    expect(verdict.nodes.gateway).toMatchObject({ plaintext: ['card'], holdsKeys: true });
    expect(verdict.nodes.db).toMatchObject({ plaintext: ['card'], holdsKeys: false });
    expect(verdict.flows.checkout).toMatchObject({
      outcome: 'works',
      pattern: 'gateway',
      path: ['l1', 'l2', 'l3', 'l4'],
    });
    expect(
      verdict.findings
        .filter(({ severity }: { severity: string }) => severity === 'high')
        .map((each: { rule: string; where: { link: string } }) => [each.rule, each.where.link]),
    ).toEqual([
      ['plaintext-on-the-wire', 'l3'],
      ['plaintext-on-the-wire', 'l4'],
    ]);
    expect(verdict.designErrors).toHaveLength(1);
    expect(verdict.designErrors[0]).toMatchObject({ code: 'trust:private-ca', where: { node: 'cdn', link: 'l2' } });
  });

  it('says why a hop fails, where, and in whose log', async () => {
    const broken = design({
      links: [{ id: 'wire', from: 'client', to: 'server', protocol: 'http', dial: { tls: 'tls', verify: 'full' } }],
    });
    const { out } = await plainsight(['check', '-', '--format', 'json'], broken);
    const verdict = JSON.parse(out);
    expect(verdict.links.wire).toMatchObject({
      state: 'failed',
      session: null,
      cause: {
        code: 'tls-to-plaintext',
        log: { node: 'client', line: expect.stringContaining('wrong version number') },
      },
    });
    expect(Object.values(verdict.flows)).toEqual([
      expect.objectContaining({
        outcome: 'failed',
        failsAt: 'wire',
        cause: expect.objectContaining({ code: 'tls-to-plaintext' }),
      }),
    ]);
  });

  it('shows flows without the walk inside them', async () => {
    const { out } = await plainsight(['check', shop, '--format', 'json']);
    expect(Object.keys(JSON.parse(out).flows.checkout)).not.toContain('legs');
    expect(out).not.toContain('"supports"');
  });

  it('keeps ids that are also names of object members', async () => {
    const ids = ['constructor', 'toString', 'hasOwnProperty', '10', 'valueOf'];
    const document = design({
      nodes: ids.map((id) => ({ id, product: 'generic-service', title: id })),
      links: ids.slice(1).map((to, i) => ({ id: to, from: ids[i], to, protocol: 'http', dial: { tls: 'plaintext' } })),
    });
    const { code, out } = await plainsight(['check', '-', '--format', 'json'], document);
    expect(code).toBe(0);
    const verdict = JSON.parse(out);
    expect(Object.keys(verdict.nodes).sort()).toEqual([...ids].sort());
    expect(Object.hasOwn(verdict.nodes, 'constructor')).toBe(true);
    expect(verdict.links.toString).toMatchObject({ state: 'plaintext' });
  });

  it('prints fixes that still mean the same after a trip through JSON', async () => {
    // The router's only route is for another name: two fixes, one of which takes a field away.
    const document = design({
      nodes: [
        { id: 'client', product: 'generic-service', title: 'Client' },
        {
          id: 'router',
          product: 'nginx',
          title: 'Router',
          listeners: [{ id: 'in', port: 443, tls: { mode: 'passthrough', by: 'sni' } }],
        },
        {
          id: 'server',
          product: 'nginx',
          title: 'Server',
          listeners: [{ id: 'tls', port: 443, tls: { mode: 'terminate' } }],
        },
      ],
      links: [
        { id: 'in', from: 'client', to: 'router', protocol: 'https', dial: { tls: 'tls', verify: 'none', sni: null } },
        {
          id: 'on',
          from: 'router',
          to: 'server',
          protocol: 'https',
          dial: { tls: 'tls' },
          match: { sni: ['a.example'] },
        },
      ],
    });
    const { out } = await plainsight(['check', '-', '--format', 'json'], document);
    const [finding] = JSON.parse(out).findings;
    expect(finding.rule).toBe('failing-hop');
    const edits: Setting[] = finding.fixes.flatMap((fix: { edits: Setting[] }) => fix.edits);
    const cleared = edits.find(({ set }) => 'match' in set && set.match === null);
    expect(cleared).toMatchObject({ table: 'links', id: 'on' });

    const read = readTopology(document);
    if (!read.ok || !cleared) throw new Error('the document is valid and the fix is there');
    const without = { ...cleared, set: { match: undefined } } as Setting;
    const fixed = applyEdits(read.value, [without]);
    expect(fixed.ok && fixed.value.links.get('on')).not.toHaveProperty('match');
  });

  it('names a link that a fix removes, and the flows that end with it', async () => {
    const postgres = { protocol: 'postgres' };
    const drawn = draw(['a --> r[tcp] --> db(aws-aurora)[permissive]', 'a --> r --> w(aws-alb)[plaintext]'], {
      links: { 'a-r': postgres, 'r-db': postgres },
    });
    const { out } = await plainsight(['check', '-', '--format', 'json'], JSON.stringify(toDocument(drawn)));
    const { fixes } = JSON.parse(out).findings.find(({ rule }: { rule: string }) => rule === 'permissive-listener');
    expect(fixes[0]).toEqual({
      title: 'Remove the link r → db',
      note: 'The design loses “Flow 1”, which goes this way.',
      edits: [{ table: 'links', id: 'r-db', remove: true }],
    });
    const text = await plainsight(['check', '-'], JSON.stringify(toDocument(drawn)));
    expect(text.out).toContain('fix: Remove the link r → db. The design loses “Flow 1”, which goes this way.');
  });

  it('adds who sees what, what it costs and what is promised', async () => {
    const { out } = await plainsight(['check', shop, '--format', 'json']);
    const verdict = JSON.parse(out);
    expect(verdict.sessions.l1).toMatchObject({ kind: 'tls', keyExchange: expect.any(String), caller: 'unknown' });
    expect(verdict.proxies).toEqual({});
    expect(verdict.matrix.cells['tap:vpc']).toEqual({ card: 'reads' });
    expect(verdict.identities.checkout).toHaveLength(4);
    expect(verdict.cost.flows.checkout.cold.roundTrips).toBeGreaterThan(0);
    expect(verdict.cost.certificates.renewals).toHaveLength(3);
    expect(Object.keys(verdict.tradeoffs.design)).toHaveLength(6);
    expect(verdict.tradeoffs.design['security-posture']).toEqual({
      score: expect.any(Number),
      arithmetic: expect.stringContaining('='),
    });
    expect([verdict.assertions, verdict.packs]).toEqual([[], []]);
  });

  it('gives the same bytes twice', async () => {
    const [a, b] = [
      await plainsight(['check', shop, '--format', 'json']),
      await plainsight(['check', shop, '--format', 'json']),
    ];
    expect(a).toEqual(b);
  });
});

describe('check --fail-on', () => {
  it.each([
    ['info', 1],
    ['high', 1],
    ['critical', 0],
  ] as const)('%s on findings that are high: exit code %i', async (severity, code) => {
    // With a public certificate at the gateway, the design can be built as drawn.
    const possible = readFileSync(shop, 'utf8').replace('"private-ca"', '"public-ca"');
    const ran = await plainsight(['check', '-', '--fail-on', severity], possible);
    expect(ran.code).toBe(code);
    expect(ran.out).toContain('Findings: 2 high');
  });

  it('passes no design that cannot be built as drawn, whatever the threshold', async () => {
    const ran = await plainsight(['check', shop, '--fail-on', 'critical']);
    expect(ran.out).toContain('Not possible as drawn');
    expect(ran.code).toBe(1);
  });

  it('is satisfied by a design without findings', async () => {
    const clean = JSON.parse(readFileSync(shop, 'utf8'));
    const ran = await plainsight(
      ['check', '-', '--fail-on', 'info'],
      JSON.stringify({ ...clean, flows: [], links: [] }),
    );
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('Findings: none');
  });
});

describe('check --assert', () => {
  const promising = (...assertions: readonly string[]) => design({ assertions });

  it.each([
    ['kept', ['every flow works'], 0],
    ['broken', ['every flow works', 'no plaintext anywhere'], 1],
    ['not understood', ['be safe'], 1],
    ['about what never happens', ['node:server cannot read card'], 1],
  ] as const)('%s: exit code %s', async (_name, sentences, code) => {
    expect((await plainsight(['check', '-', '--assert'], promising(...sentences))).code).toBe(code);
    // Without the option a promise is only shown.
    expect((await plainsight(['check', '-'], promising(...sentences))).code).toBe(0);
  });

  it('says so where nothing is promised', async () => {
    const ran = await plainsight(['check', '-', '--assert'], design());
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/has no assertions/);
  });

  it('shows each with its reason', async () => {
    const { out } = await plainsight(['check', '-'], promising('every flow works', 'no plaintext anywhere', 'be safe'));
    expect(out).toMatch(/holds {2}every flow works\n/);
    expect(out).toMatch(/BROKEN {2}no plaintext anywhere\n {6}\S/);
    expect(out).toMatch(/UNDECIDED {2}be safe\n {6}\S/);
  });
});

describe('check --pack', () => {
  const public_ = (more: object = {}) =>
    design({
      zones: [{ id: 'net', kind: 'internet', title: 'Internet' }],
      nodes: [
        { id: 'client', product: 'browser', title: 'Client', zone: 'net' },
        {
          id: 'server',
          product: 'nginx',
          title: 'Server',
          zone: 'net',
          listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
        },
      ],
      data: [{ id: 'card', title: 'Card number', classification: 'cardholder' }],
      ...more,
    });

  it('fails on a FAIL of a pack that it names, and not on one of the document', async () => {
    expect((await plainsight(['check', '-', '--pack', 'pci'], public_())).code).toBe(1);
    const chosen = await plainsight(['check', '-', '--format', 'json'], public_({ packs: ['pci-dss-4.0.1'] }));
    expect(chosen.code).toBe(0);
    const [pack] = JSON.parse(chosen.out).packs;
    expect(pack).toMatchObject({ id: 'pci-dss-4.0.1', named: false, known: true });
    expect(pack.results.map(({ verdict }: { verdict: string }) => verdict)).toContain('FAIL');
  });

  it('lets GAP and EVIDENCE pass', async () => {
    const inside = public_({ zones: [{ id: 'net', kind: 'private-network', title: 'Inside' }] });
    const ran = await plainsight(['check', '-', '--pack', 'pci', '--format', 'json'], inside);
    const said = JSON.parse(ran.out).packs[0].results.map(({ verdict }: { verdict: string }) => verdict);
    expect(said).toContain('GAP');
    expect(ran.code).toBe(said.includes('FAIL') ? 1 : 0);
  });

  it('shows what is open, clause by clause', async () => {
    const { out } = await plainsight(['check', '-', '--pack', 'pci'], public_());
    expect(out).toMatch(/PCI DSS.*: .*\d+ FAIL/);
    expect(out).toMatch(/FAIL {2}4\.2\.1/);
  });

  it('asks which one where a name could be several', async () => {
    const ran = await plainsight(['check', '-', '--pack', 'nist'], design());
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toMatch(/"nist" can mean .*nist-800-5.*: say which/);
  });
});

describe('check --format text', () => {
  it('tells the shop example to a person', async () => {
    const { out } = await plainsight(['check', shop]);
    for (const said of [
      /Checkout; works; Gateway termination; carries Card number/,
      /l1 +Shopper → CDN +TLS 1\.3, server authenticated\n/,
      /l4 +Orders → Orders DB +PLAINTEXT \(would encrypt; the listener offers no TLS\)\n/,
      /in clear on the wire: l3, l4\n/,
      /in memory of: Shopper, CDN, API gateway, Orders, Orders DB\n/,
      /Private keys: CDN, API gateway\n/,
      /HIGH {2}Anyone in .* can read Card number/,
      /fix: Terminate TLS at Orders DB/,
      /CDN → API gateway \(link l2\): AWS CloudFront cannot/,
    ])
      expect(out).toMatch(said);
  });

  it('tells loopback from wires', async () => {
    const { out } = await plainsight(['check', sixHops]);
    expect(out).toMatch(/in clear on the wire: l2, l6\n +in clear inside one host, where no tap is: l5\n/);
  });

  it('shows what lies around plaintext: a mesh, a network', async () => {
    const { out } = await plainsight(
      ['check', '-'],
      design({
        zones: [
          {
            id: 'm',
            kind: 'mesh',
            title: 'Mesh',
            networkEncryption: 'wireguard',
            mesh: { product: 'istio', mode: 'strict' },
          },
        ],
        nodes: ['a', 'b'].map((id) => ({ id, product: 'generic-service', title: id.toUpperCase(), zone: 'm' })),
        links: [{ id: 'ab', from: 'a', to: 'b', protocol: 'http', dial: { tls: 'plaintext' } }],
      }),
    );
    expect(out).toMatch(
      /ab +A → B +PLAINTEXT, inside mutual TLS 1\.3 of the mesh, inside network encryption \(wireguard\)\n/,
    );
    expect(out).toMatch(/in memory of mesh proxies: .*A.*B/);
    expect(out).not.toMatch(/in clear on the wire/);
  });

  it('shows where a flow fails, the log line, and the hops behind as not reached', async () => {
    const { out } = await plainsight(
      ['check', '-'],
      design({
        nodes: [
          { id: 'a', product: 'generic-service', title: 'A' },
          { id: 'b', product: 'nginx', title: 'B', listeners: [{ id: 's', port: 443, tls: { mode: 'terminate' } }] },
          { id: 'c', product: 'generic-service', title: 'C' },
        ],
        links: [
          { id: 'ab', from: 'a', to: 'b', protocol: 'http', dial: { tls: 'plaintext' } },
          { id: 'bc', from: 'b', to: 'c', protocol: 'http', dial: { tls: 'plaintext' } },
        ],
      }),
    );
    expect(out).toMatch(/FAILS; carries/);
    expect(out).toMatch(/ab +A → B +FAILS\n/);
    expect(out).toMatch(
      /in the log of B: client sent plain HTTP request to HTTPS port while reading client request headers\n/,
    );
    expect(out).toMatch(/bc +B → C +not reached\n/);
    expect(out).not.toMatch(/works/);
  });

  it('shows a session that its router drops as failing there, not behind', async () => {
    const { out } = await plainsight(
      ['check', '-'],
      design({
        nodes: [
          { id: 'a', product: 'generic-service', title: 'A' },
          {
            id: 'r',
            product: 'nginx',
            title: 'R',
            listeners: [{ id: 'in', port: 443, tls: { mode: 'passthrough', by: 'sni' } }],
          },
          { id: 's', product: 'nginx', title: 'S', listeners: [{ id: 't', port: 443, tls: { mode: 'terminate' } }] },
        ],
        links: [
          { id: 'ar', from: 'a', to: 'r', protocol: 'https', dial: { tls: 'tls', verify: 'none', sni: null } },
          { id: 'rs', from: 'r', to: 's', protocol: 'https', dial: { tls: 'tls' }, match: { sni: ['s.example'] } },
        ],
      }),
    );
    expect(out).toMatch(/ar +A → R +FAILS\n/);
    expect(out).toMatch(/rs +R → S +not reached\n/);
  });

  it('lets no title steer the terminal or reorder a line', async () => {
    const hostile = 'safe\u202eelbadaernu\u2028next';
    const { code, out } = await plainsight(
      ['check', '-'],
      design({
        title: hostile,
        nodes: JSON.parse(design()).nodes.map((node: object) => ({ ...node, title: hostile })),
      }),
    );
    expect(code).toBe(0);
    expect(out).toContain('safe<U+202E>elbadaernu<U+2028>next');
    for (const steering of ['\u202e', '\u2028']) expect(out).not.toContain(steering);
  });
});

describe('a file that is refused', () => {
  const place: readonly (readonly [name: string, text: string | Uint8Array, said: RegExp])[] = [
    ['not JSON', '{"format": plain}', /^standard input: This is not JSON: /],
    ['another format', '{"format":"excalidraw"}', /^standard input: \/format: .*must be "plainsight\/topology"/],
    ['a newer version', design({ version: 7 }), /^standard input: \/version: .*version 7.*newer/],
    [
      'a port out of range',
      design({
        nodes: [
          { id: 'n', product: 'nginx', title: 'N', listeners: [{ id: 'l', port: 99999, tls: { mode: 'plaintext' } }] },
        ],
      }),
      /^standard input: \/nodes\/0\/listeners\/0\/port: /,
    ],
    [
      'a link to nowhere',
      design({ links: [{ id: 'x', from: 'client', to: 'gone', protocol: 'http', dial: { tls: 'plaintext' } }] }),
      /^standard input: \/links\/0\/to: there is no node "gone"/,
    ],
    ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0xfe]), /^standard input: This is not text in UTF-8/],
    ['nothing at all', '', /^standard input: This is not JSON/],
    ['hostile nesting', '['.repeat(100_000), /^standard input: The file nests deeper/],
  ];
  it.each(place)('%s: exit code 2, the place on standard error, no result', async (_name, text, said) => {
    const ran = await plainsight(['check', '-', '--format', 'json'], text);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(said);
  });

  it('names the file, whether it is missing or a directory', async () => {
    expect(await plainsight(['check', '/no/such.json'])).toEqual({
      code: 2,
      out: '',
      err: '/no/such.json: There is no such file.\n',
    });
    expect((await plainsight(['check', '/'])).err).toBe('/: This is a directory, not a file.\n');
  });

  it('does not repeat escape sequences of the file on the terminal', async () => {
    const { err } = await plainsight(['check', '-'], '{"a":\u001b[31m\nplainsight: well}');
    expect(err).toContain('<U+001B>[31m');
    expect(err).not.toContain('\u001b');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
