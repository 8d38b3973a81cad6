import { describe, expect, test } from 'vitest';
import type { Certificate } from '../../../src/core/model/schema.ts';
import { packs } from '../../../src/core/regimes/index.ts';
import { asset, type Drawing, drawn, linesOf, zone } from './support.ts';

interface Case {
  readonly name: string;
  readonly lines: string | readonly string[];
  readonly drawing?: Drawing;
  /** By pack, with its level where it has several: the lines that have to be among the results. */
  readonly says: Readonly<Record<string, readonly string[]>>;
}

const sensitive = [
  asset('card', 'cardholder'),
  asset('record', 'health'),
  asset('name', 'personal'),
  asset('password', 'credentials'),
];
const postgres = { 'app-db': { protocol: 'postgres' } };
const whole =
  'client(browser)@net --> edge(nginx)[plaintext]@vpc --> app[plaintext]@vpc --> db(postgresql)[plaintext]@vpc';
const guarded =
  'client(browser)@net ==> edge(nginx)[terminate]@vpc =mutual=> app[mutual]@vpc =mutual=> db(postgresql)[mutual]@vpc';
const issued: Certificate = { issuer: 'private-ca', renewal: 'automated', names: ['app.example.com'] };

const cases: readonly Case[] = [
  {
    name: 'everything in clear, outside and inside',
    lines: whole,
    drawing: { data: sensitive, links: postgres },
    says: {
      'pci-dss-4.0.1': [
        '4.2.1 client-edge FAIL',
        '4.2.1-guidance edge-app GAP',
        '4.2.1-guidance app-db GAP',
        'faq-1045 edge-app EVIDENCE',
        '4.2.1.1 - N/A',
        '4.2.1.2 - N/A',
        '2.2.7 - N/A?',
        '8.3.2 client-edge EVIDENCE',
        '8.3.2 edge-app FAIL',
        '1.2.3 - EVIDENCE',
        '12.3.3 - N/A',
        '12.8 - N/A',
      ],
      hipaa: [
        '164.312(e)(1) client-edge EVIDENCE',
        '164.312(e)(1) app-db EVIDENCE',
        '164.312(e)(2)(i) client-edge EVIDENCE',
        '164.312(e)(2)(ii) client-edge EVIDENCE',
        '164.312(d) client-edge EVIDENCE',
        'breach-safe-harbour - N/A',
      ],
      'hipaa-proposed-2025': [
        'encryption-in-transit client-edge FAIL',
        'encryption-in-transit app-db FAIL',
        'network-map - EVIDENCE',
      ],
      'nist-800-53:moderate': [
        'SC-8 client-edge FAIL',
        'SC-8 app-db FAIL',
        'SC-8(1) app-db FAIL',
        'SC-7(4)(c) client-edge FAIL',
        'SC-12 - N/A',
        'SC-13 - N/A',
        'SC-17 - N/A',
        'SC-23 client-edge N/A',
        'IA-3 edge-app GAP',
        'IA-5(1)(c) client-edge FAIL',
        'IA-5(1)(c) app-db FAIL',
        'IA-5(2)(b) edge-app N/A',
        'AC-17(2) - N/A?',
      ],
      'nist-800-53:high': ['AC-4(4) - N/A'],
      'fedramp-rev5': [
        'SC-8 client-edge FAIL',
        'SC-8 edge-app FAIL',
        'SC-8(1) edge-app FAIL',
        'SC-12 client-edge N/A',
        'SC-13 - N/A',
      ],
      'nist-800-171-r3': ['03.13.08 client-edge FAIL', '03.13.08 app-db FAIL'],
      'nist-800-52r2': ['oldest-version - N/A', 'newest-version - N/A', 'suites - N/A'],
      'zero-trust:advanced': [
        '800-207-tenet-2 edge-app FAIL',
        '800-204a - N/A',
        '800-204b edge-app N/A',
        'm-22-09 edge-app FAIL',
        'ztmm-networks - FAIL',
        'ztmm-data - FAIL',
      ],
      'zero-trust:initial': ['ztmm-networks - GAP', 'ztmm-data - GAP'],
      'asvs-5:l1': [
        '12.1.1 client-edge N/A',
        '12.1.4 - N/A',
        '12.1.5 - N/A',
        '12.2.1 client-edge FAIL',
        '12.2.2 client-edge N/A',
      ],
      'asvs-5:l2': [
        '12.1.2 client-edge N/A',
        '12.1.3 client-edge N/A',
        '12.3.1 app-db FAIL',
        '12.3.2 app-db N/A',
        '12.3.3 edge-app FAIL',
        '12.3.4 edge-app N/A',
        '13.2.1 - EVIDENCE',
      ],
      'asvs-5:l3': ['12.3.5 edge-app FAIL'],
      gdpr: ['art-32 client-edge EVIDENCE', 'art-32 app-db EVIDENCE'],
      'gdpr:strict': ['art-32 client-edge FAIL', 'art-32 app-db EVIDENCE'],
      soc2: ['CC6.1 - EVIDENCE', 'CC6.6 client-edge EVIDENCE', 'CC6.7 client-edge EVIDENCE', 'CC6.7 app-db EVIDENCE'],
      'iso-27001': ['A.8.24 - EVIDENCE', 'A.8.20 client-edge EVIDENCE', 'A.8.20 app-db EVIDENCE', 'A.5.14 - EVIDENCE'],
      nis2: ['art-21-2-h - EVIDENCE'],
      dora: ['art-6-2 client-edge EVIDENCE', 'art-6-2 app-db EVIDENCE', 'art-6-2-policy - EVIDENCE'],
      'aws-fsbp': [
        'ELB.1 - N/A',
        'ELB.17 - N/A',
        'ELB.18 - N/A',
        'ELB.21 - N/A',
        'ELB.22 - N/A',
        'CloudFront.3 - N/A',
        'CloudFront.9 - N/A',
        'CloudFront.10 - N/A',
      ],
    },
  },
  {
    name: 'verified outside, mutual inside, certificates renewed by machines',
    lines: guarded,
    drawing: {
      data: sensitive,
      links: postgres,
      listeners: {
        edge: { tls: { certificate: { issuer: 'public-ca', renewal: 'automated', names: ['shop.example.com'] } } },
        app: { tls: { certificate: issued, minVersion: '1.3' } },
        db: { tls: { certificate: issued } },
      },
    },
    says: {
      'pci-dss-4.0.1': [
        '4.2.1 client-edge PASS',
        '4.2.1-guidance edge-app PASS',
        'faq-1045 edge-app N/A',
        '4.2.1.1 - EVIDENCE',
        '8.3.2 client-edge PASS',
        '8.3.2 edge-app PASS',
        '12.3.3 - EVIDENCE',
      ],
      hipaa: [
        '164.312(e)(1) client-edge PASS',
        '164.312(e)(2)(i) app-db PASS',
        '164.312(e)(2)(ii) app-db PASS',
        '164.312(d) client-edge EVIDENCE',
        '164.312(d) edge-app PASS',
        'breach-safe-harbour - EVIDENCE',
      ],
      'hipaa-proposed-2025': ['encryption-in-transit client-edge PASS'],
      'nist-800-53': [
        'SC-8 client-edge PASS',
        'SC-8(1) app-db PASS',
        'SC-7(4)(c) client-edge PASS',
        'SC-12 app PASS',
        'SC-13 - EVIDENCE',
        'SC-17 app PASS',
        'SC-23 client-edge PASS',
        'IA-3 edge-app PASS',
        'IA-3 app-db PASS',
        'IA-5(1)(c) client-edge PASS',
        'IA-5(2)(b) client-edge PASS',
      ],
      'fedramp-rev5': ['SC-8 edge-app PASS', 'SC-8(1) edge-app EVIDENCE', 'SC-12 client-edge PASS', 'SC-13 - EVIDENCE'],
      'nist-800-171-r3': ['03.13.08 edge-app PASS'],
      'nist-800-52r2': ['oldest-version app PASS', 'newest-version app PASS', 'suites - EVIDENCE'],
      'zero-trust:advanced': [
        '800-207-tenet-2 edge-app PASS',
        '800-204b edge-app GAP',
        'm-22-09 edge-app PASS',
        'ztmm-networks - PASS',
        'ztmm-data - EVIDENCE',
      ],
      'zero-trust:initial': ['ztmm-networks - PASS', 'ztmm-data - PASS'],
      'zero-trust:optimal': ['ztmm-networks - EVIDENCE'],
      'asvs-5:l2': [
        '12.1.1 client-edge PASS',
        '12.1.2 client-edge EVIDENCE',
        '12.1.2 edge-app PASS',
        '12.1.3 client-edge N/A',
        '12.1.3 edge-app PASS',
        '12.1.4 - GAP',
        '12.1.5 - GAP',
        '12.2.1 client-edge PASS',
        '12.2.2 client-edge PASS',
        '12.3.1 app-db PASS',
        '12.3.2 edge-app PASS',
        '12.3.3 edge-app PASS',
        '12.3.4 edge-app PASS',
        '13.2.1 - PASS',
      ],
      'asvs-5:l3': ['12.1.4 - EVIDENCE', '12.1.5 - EVIDENCE', '12.3.5 edge-app PASS'],
      gdpr: ['art-32 client-edge PASS'],
      soc2: ['CC6.1 - PASS', 'CC6.6 client-edge PASS', 'CC6.7 edge-app PASS'],
      'iso-27001': ['A.8.20 edge-app PASS'],
      dora: ['art-6-2 edge-app PASS'],
    },
  },
  {
    name: 'nothing but one host',
    lines: 'a@host --> b[plaintext]@host',
    drawing: { data: [asset('note', 'public')] },
    says: {
      'pci-dss-4.0.1': ['4.2.1 - N/A', '4.2.1-guidance - N/A', 'faq-1045 - N/A', '8.3.2 - N/A', '1.2.3 - N/A'],
      hipaa: ['164.312(e)(1) - N/A', '164.312(e)(2)(i) - N/A', '164.312(e)(2)(ii) - N/A', '164.312(d) - N/A'],
      'hipaa-proposed-2025': ['encryption-in-transit - N/A', 'network-map - N/A'],
      'nist-800-53': ['SC-8 - N/A', 'SC-8(1) - N/A', 'SC-7(4)(c) - N/A', 'IA-3 - N/A', 'IA-5(1)(c) - N/A'],
      'fedramp-rev5': ['SC-8 - N/A', 'SC-8(1) - N/A'],
      'nist-800-171-r3': ['03.13.08 - N/A'],
      'zero-trust': ['800-207-tenet-2 - N/A', 'm-22-09 - N/A', 'ztmm-networks - N/A?', 'ztmm-data - N/A?'],
      'asvs-5:l3': ['12.2.1 - N/A', '12.3.1 - N/A', '12.3.3 - N/A', '12.3.5 - N/A', '13.2.1 - N/A'],
      gdpr: ['art-32 - N/A'],
      soc2: ['CC6.1 - N/A', 'CC6.6 - N/A', 'CC6.7 - N/A'],
      'iso-27001': ['A.8.20 - N/A'],
      dora: ['art-6-2 - N/A'],
    },
  },
  {
    name: 'encrypted to whoever answers',
    lines:
      'client(mobile-app)@net =none=> edge(nginx)[terminate]@vpc =none=> app[terminate]@vpc =ca=> db(postgresql)[terminate]@vpc',
    drawing: { data: sensitive, links: postgres },
    says: {
      'pci-dss-4.0.1': ['4.2.1 client-edge FAIL', '4.2.1-guidance edge-app PASS', '8.3.2 edge-app PASS'],
      hipaa: ['164.312(e)(1) edge-app PASS'],
      'nist-800-53': [
        'SC-8 edge-app PASS',
        'SC-23 client-edge FAIL',
        'SC-23 edge-app FAIL',
        'SC-23 app-db EVIDENCE',
        'IA-5(2)(b) edge-app FAIL',
        'IA-5(2)(b) app-db PASS',
        'SC-12 app EVIDENCE',
      ],
      'asvs-5': [
        '12.3.1 edge-app PASS',
        '12.3.2 edge-app FAIL',
        '12.3.2 app-db EVIDENCE',
        '12.3.4 edge-app N/A',
        '12.3.4 app-db GAP',
      ],
    },
  },
  {
    name: 'encryption that gives way: opportunistic, permissive, TLS 1.0',
    lines: [
      'client(browser)@net ==> edge[permissive]@vpc',
      'app@vpc ~~> db(postgresql)[permissive]@vpc',
      'batch@vpc ==> old[terminate]@vpc',
      'batch@vpc ==> older[terminate]@vpc',
    ],
    drawing: {
      data: sensitive,
      links: {
        'app-db': { protocol: 'postgres' },
        'batch-old': { dial: { minVersion: '1.0' } },
        'batch-older': { dial: { minVersion: '1.0' } },
      },
      listeners: {
        old: { tls: { minVersion: '1.0', maxVersion: '1.2' } },
        older: { tls: { minVersion: '1.1' } },
      },
    },
    says: {
      'pci-dss-4.0.1': ['4.2.1 client-edge FAIL', '4.2.1-guidance app-db GAP', '4.2.1-guidance batch-old GAP'],
      'nist-800-53': ['SC-8 app-db FAIL', 'SC-8(1) batch-old FAIL'],
      'nist-800-52r2': [
        'oldest-version old FAIL',
        'newest-version old GAP',
        'oldest-version older GAP',
        'newest-version older PASS',
        'oldest-version db PASS',
      ],
      'asvs-5': ['12.1.1 batch-old FAIL', '12.3.1 app-db FAIL', '12.3.1 client-edge FAIL'],
    },
  },
  {
    name: 'a public listener that still takes TLS 1.0 from others',
    lines: 'client(browser)@net ==> edge(nginx)[terminate]@vpc',
    drawing: { listeners: { edge: { tls: { minVersion: '1.0' } } } },
    says: { 'pci-dss-4.0.1': ['4.2.1 client-edge FAIL'], 'asvs-5': ['12.1.1 client-edge FAIL'] },
  },
  {
    name: 'nobody has drawn the network',
    lines: ['a --> b[plaintext]', 'c ==> d[terminate]'],
    drawing: { data: sensitive, links: { 'a-b': { purpose: 'administration' } } },
    says: {
      'pci-dss-4.0.1': ['4.2.1 a-b EVIDENCE', '4.2.1 c-d PASS', '4.2.1-guidance - N/A', '2.2.7 a-b FAIL'],
      'nist-800-53': ['SC-7(4)(c) a-b EVIDENCE', 'SC-8 a-b FAIL', 'AC-17(2) a-b EVIDENCE'],
      'asvs-5': ['12.2.1 a-b EVIDENCE'],
      soc2: ['CC6.6 a-b EVIDENCE'],
    },
  },
  {
    name: 'administrators',
    lines: [
      'admin(browser)@net --> jump[plaintext]@vpc --> db(postgresql)[plaintext]@vpc',
      'root(browser)@net ==> console[terminate]@vpc ==> db2(postgresql)[terminate]@vpc',
    ],
    drawing: {
      nodes: { db: { stores: ['card'] }, db2: { stores: ['card'] } },
      links: {
        'admin-jump': { purpose: 'administration' },
        'jump-db': { purpose: 'administration', protocol: 'postgres' },
        'root-console': { purpose: 'administration' },
        'console-db2': { purpose: 'administration', protocol: 'postgres' },
      },
    },
    says: {
      'pci-dss-4.0.1': [
        '2.2.7 admin-jump FAIL',
        '2.2.7 jump-db FAIL',
        '2.2.7 console-db2 PASS',
        '2.2.7 root-console PASS',
      ],
      'nist-800-53': ['AC-17(2) admin-jump FAIL', 'AC-17(2) root-console PASS'],
    },
  },
  {
    name: 'wireless',
    lines: [
      'till@wifi --> store[plaintext]@shop',
      'till2@wifi ==> store2[terminate]@shop',
      'scale@wifi --> store[plaintext]@shop',
    ],
    drawing: {
      zones: [
        zone('shop', 'private-network'),
        zone('wifi', 'private-network', { parent: 'shop', network: 'wireless' }),
      ],
      data: [asset('card', 'cardholder'), asset('weight', 'internal')],
      flows: [
        { id: 'f1', title: 'Pay', path: ['till-store'], carries: ['card'] },
        { id: 'f2', title: 'Pay too', path: ['till2-store2'], carries: ['card'] },
        { id: 'f3', title: 'Weigh', path: ['scale-store'], carries: ['weight'] },
      ],
    },
    says: {
      'pci-dss-4.0.1': [
        '4.2.1 till-store FAIL',
        '4.2.1 till2-store2 PASS',
        '4.2.1.2 till-store FAIL',
        '4.2.1.2 till2-store2 PASS',
        '4.2.1.2 scale-store FAIL',
      ],
    },
  },
  {
    name: "a carrier's network, before and after it is assessed",
    lines: ['a@mpls --> b[plaintext]@mpls', 'c@leased --> d[plaintext]@leased'],
    drawing: {
      zones: [
        zone('mpls', 'on-premises', { network: 'carrier' }),
        zone('leased', 'on-premises', { network: 'carrier-assessed' }),
      ],
    },
    says: {
      'pci-dss-4.0.1': ['4.2.1 a-b FAIL', 'faq-1045 a-b EVIDENCE', 'faq-1045 c-d EVIDENCE*', '4.2.1-guidance c-d GAP'],
    },
  },
  {
    name: 'tunnels and link encryption below',
    lines: [
      'a@wg --> b[plaintext]@wg',
      'c@macsec --> d[plaintext]@macsec',
      'e@nitro --> f[plaintext]@nitro',
      'g@ipsec --> h[plaintext]@ipsec',
      'i@walls --> j[plaintext]@walls',
    ],
    drawing: {
      data: sensitive,
      zones: [
        zone('wg', 'private-network', { networkEncryption: 'wireguard' }),
        zone('macsec', 'private-network', { networkEncryption: 'macsec' }),
        zone('nitro', 'private-network', { networkEncryption: 'provider' }),
        zone('ipsec', 'private-network', { networkEncryption: 'ipsec' }),
        zone('walls', 'private-network', { controls: [{ kind: 'physical-protection', reason: 'One locked rack' }] }),
      ],
    },
    says: {
      'pci-dss-4.0.1': [
        '4.2.1-guidance a-b PASS',
        '4.2.1-guidance c-d GAP',
        'faq-1045 a-b N/A',
        'faq-1045 c-d EVIDENCE',
      ],
      hipaa: [
        '164.312(e)(1) a-b PASS',
        '164.312(e)(1) c-d EVIDENCE',
        '164.312(e)(2)(i) c-d PASS',
        '164.312(e)(2)(i) e-f EVIDENCE',
      ],
      'nist-800-53': [
        'SC-8 a-b PASS',
        'SC-8 c-d PASS',
        'SC-8(1) a-b PASS',
        'SC-8(1) c-d EVIDENCE',
        'SC-8(1) e-f EVIDENCE',
        'SC-8(1) g-h PASS',
        'SC-8 i-j EVIDENCE*',
        'SC-8(1) i-j FAIL',
        'SC-23 a-b PASS',
        'IA-3 a-b GAP',
      ],
      'fedramp-rev5': ['SC-8 e-f EVIDENCE', 'SC-8(1) e-f EVIDENCE', 'SC-8 i-j EVIDENCE*', 'SC-8 a-b PASS'],
      'zero-trust': ['800-207-tenet-2 e-f FAIL', '800-207-tenet-2 a-b PASS'],
      'asvs-5:l3': ['12.3.1 c-d FAIL', '12.3.5 a-b FAIL'],
    },
  },
  {
    name: 'encrypted by the application',
    lines: 'client(browser)@net --> edge(nginx)[plaintext]@vpc --> vault[plaintext]@vpc',
    drawing: { data: [{ ...asset('card', 'cardholder'), protection: { by: 'client', readableBy: ['vault'] } }] },
    says: {
      'pci-dss-4.0.1': ['4.2.1 client-edge PASS', '4.2.1-guidance edge-vault PASS'],
      'nist-800-53': ['SC-8 client-edge EVIDENCE', 'SC-8(1) edge-vault EVIDENCE', 'SC-7(4)(c) client-edge EVIDENCE'],
      'zero-trust': ['800-207-tenet-2 client-edge EVIDENCE', 'm-22-09 client-edge FAIL'],
      'asvs-5': ['12.3.1 edge-vault EVIDENCE'],
      'nist-800-171-r3': ['03.13.08 client-edge PASS'],
    },
  },
  {
    name: 'encrypted by the application on the way: before that it lies open',
    lines: 'client(browser)@net --> edge(nginx)[plaintext]@vpc --> vault[plaintext]@vpc',
    drawing: { data: [{ ...asset('card', 'cardholder'), protection: { by: 'edge', readableBy: ['vault'] } }] },
    says: {
      'pci-dss-4.0.1': ['4.2.1 client-edge FAIL', '4.2.1-guidance edge-vault PASS'],
      'asvs-5': ['12.3.1 client-edge FAIL', '12.3.1 edge-vault EVIDENCE'],
    },
  },
  {
    name: 'certificates: wildcard, self-signed, private towards clients, renewed by hand',
    lines: [
      'c1(mobile-app)@net ==> wild(nginx)[terminate]@vpc',
      'c2(mobile-app)@net =none=> own(nginx)[terminate]@vpc',
      'c3(mobile-app)@net =none=> silent(nginx)[terminate]@vpc',
    ],
    drawing: {
      listeners: {
        wild: { tls: { certificate: { issuer: 'public-ca', names: ['*.example.com'], renewal: 'manual' } } },
        own: { tls: { certificate: { issuer: 'self-signed', names: ['own.example.com'] } } },
      },
      links: { 'c1-wild': { dial: { sni: 'shop.example.com' } } },
      nodes: { silent: { listeners: [{ id: 'in', port: 8443, tls: { mode: 'terminate' } }] } },
    },
    says: {
      'fedramp-rev5': [
        'SC-12 c1-wild FAIL',
        'SC-12 c2-own PASS',
        'SC-12 c3-silent EVIDENCE',
        'SC-17 own EVIDENCE',
        'SC-17 silent EVIDENCE',
      ],
      'nist-800-53': [
        'SC-12 wild PASS',
        'SC-12 own EVIDENCE',
        'SC-17 own EVIDENCE',
        'SC-17 silent EVIDENCE',
        'SC-17 wild PASS',
      ],
      'asvs-5:l1': ['12.2.2 c1-wild PASS', '12.2.2 c2-own FAIL'],
      'zero-trust:advanced': ['ztmm-networks - FAIL'],
      'zero-trust:initial': ['ztmm-networks - PASS'],
    },
  },
  {
    name: 'renewal that nobody has drawn',
    lines: 'a@vpc ==> b[terminate]@vpc',
    says: { 'zero-trust:advanced': ['ztmm-networks - EVIDENCE', 'ztmm-data - EVIDENCE'] },
  },
  {
    name: 'client certificates: optional and believed, optional and ignored',
    lines: ['a@vpc =mutual=> b[optional]@vpc', 'a@vpc =mutual=> c[optional]@vpc'],
    drawing: { nodes: { b: { allows: ['a'] } } },
    says: { 'asvs-5': ['12.1.3 a-b FAIL', '12.1.3 a-c N/A', '13.2.1 - EVIDENCE'] },
  },
  {
    name: 'key exchange without forward secrecy',
    lines: 'a@vpc ==> b[terminate]@vpc',
    drawing: { listeners: { b: { tls: { keyExchange: 'rsa' } } } },
    says: { 'asvs-5:l2': ['12.1.2 a-b GAP'], 'asvs-5:l3': ['12.1.2 a-b FAIL'] },
  },
  {
    name: 'services in a cluster: authenticated, and authorised',
    lines: ['a@k8s =mutual=> b[mutual]@k8s', 'a@k8s =mutual=> c[mutual]@k8s', 'a@k8s ==> d[terminate]@k8s'],
    drawing: { nodes: { b: { allows: ['a'] } } },
    says: {
      'zero-trust': [
        '800-204a a-b PASS',
        '800-204a a-d GAP',
        '800-204b a-b PASS',
        '800-204b a-c GAP',
        '800-204b a-d N/A',
      ],
    },
  },
  {
    name: 'inspection: seeing, blind, and gone around',
    lines: [
      'c1(browser)@net ==> waf(nginx)[terminate]@vpc ==> app[terminate]@vpc',
      'c2(browser)@net ==> relay(nginx)[sni]@vpc ==> shop[terminate]@vpc',
      'c3(browser)@net ==> app[terminate]@vpc',
      'idle(nginx)[terminate]@vpc',
    ],
    drawing: { nodes: { waf: { inspects: true }, relay: { inspects: true }, idle: { inspects: true } } },
    says: { 'nist-800-53:high': ['AC-4(4) waf PASS', 'AC-4(4) relay GAP', 'AC-4(4) c3-app GAP', 'AC-4(4) idle N/A?'] },
  },
  {
    name: 'CUI by its own class',
    lines: 'a@vpc --> b[plaintext]@vpc',
    drawing: {
      data: [asset('plan', 'cui'), asset('note', 'internal')],
      flows: [{ id: 'f', title: 'F', path: ['a-b'], carries: ['note'] }],
    },
    says: { 'nist-800-171-r3': ['03.13.08 - N/A'] },
  },
  {
    name: 'AWS in clear',
    lines:
      'client(browser)@net --> cdn(aws-cloudfront)[plaintext]@net --> alb(aws-alb)[plaintext]@vpc --> app[plaintext]@vpc',
    drawing: {
      data: sensitive,
    },
    says: {
      'aws-fsbp': [
        'ELB.1 alb FAIL',
        'ELB.17 - N/A',
        'ELB.18 alb FAIL',
        'ELB.21 - N/A?',
        'ELB.22 alb-app FAIL',
        'CloudFront.3 cdn FAIL',
        'CloudFront.9 cdn-alb FAIL',
        'CloudFront.10 - N/A',
      ],
      'pci-dss-4.0.1': ['12.8 cdn EVIDENCE', '12.8 alb EVIDENCE'],
    },
  },
  {
    name: 'AWS encrypted, with health checks and a redirect',
    lines: [
      'client(browser)@net ==> cdn(aws-cloudfront)[terminate]@net ==> alb(aws-alb)[terminate]@vpc =none=> app[terminate]@vpc',
      'alb(aws-alb)@vpc --> probe[plaintext]@vpc',
      'alb(aws-alb)@vpc =none=> probe2[terminate]@vpc',
      'c2(browser)@net ==> nlb(aws-nlb)[tcp]@vpc ==> direct[terminate]@vpc',
    ],
    drawing: {
      links: { 'alb-probe': { purpose: 'health' }, 'alb-probe2': { purpose: 'health' } },
      nodes: {
        cdn: {
          listeners: [
            { id: 'in', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } },
            { id: 'http', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } },
          ],
        },
        alb: {
          listeners: [
            {
              id: 'in',
              port: 443,
              tls: { mode: 'terminate', minVersion: '1.2', maxVersion: '1.3', certificate: { issuer: 'public-ca' } },
            },
            { id: 'old', port: 8443, tls: { mode: 'terminate', minVersion: '1.0' } },
            { id: 'new', port: 9443, tls: { mode: 'terminate', minVersion: '1.3' } },
            { id: 'http', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } },
          ],
        },
      },
    },
    says: {
      'aws-fsbp': [
        'ELB.1 alb PASS',
        'ELB.17 alb PASS',
        'ELB.17 alb FAIL',
        'ELB.17 alb EVIDENCE',
        'ELB.18 alb PASS',
        'ELB.18 alb EVIDENCE',
        'ELB.18 nlb FAIL',
        'ELB.21 alb-probe FAIL',
        'ELB.21 alb-probe2 PASS',
        'ELB.22 alb-app PASS',
        'ELB.22 nlb-direct FAIL',
        'CloudFront.3 cdn PASS',
        'CloudFront.9 cdn-alb PASS',
        'CloudFront.10 cdn-alb PASS',
      ],
    },
  },
  {
    name: 'nothing drawn that carries anything',
    lines: 'a@vpc --> b[plaintext]@vpc',
    drawing: { data: [] },
    says: {
      'pci-dss-4.0.1': ['4.2.1 - N/A?', '4.2.1.2 - N/A?', '8.3.2 - N/A?', '1.2.3 - N/A?'],
      hipaa: ['164.312(e)(1) - N/A?', 'breach-safe-harbour - N/A?'],
      'nist-800-53': ['SC-8 a-b FAIL', 'IA-5(1)(c) - N/A?'],
      'nist-800-171-r3': ['03.13.08 - N/A?'],
      gdpr: ['art-32 - N/A?'],
    },
  },
  {
    name: 'neither data nor flows: whatever is sent counts as internal',
    lines: 'a@vpc --> b[plaintext]@vpc',
    drawing: { data: [], flows: [] },
    says: {
      'pci-dss-4.0.1': ['4.2.1-guidance - N/A?'],
      'nist-800-53': ['SC-8 a-b FAIL'],
      'nist-800-171-r3': ['03.13.08 a-b FAIL'],
      soc2: ['CC6.7 - N/A?'],
    },
  },
  {
    name: 'hops that fail, that nothing reaches and that no flow uses',
    lines: [
      'client(browser)@net ==> edge(nginx)[terminate]@vpc ==> app[plaintext]@vpc --> db[plaintext]@vpc',
      'app@vpc --> log[plaintext]@vpc',
    ],
    drawing: { flows: [{ id: 'f', title: 'F', path: ['client-edge', 'edge-app', 'app-db'], carries: ['card'] }] },
    says: {
      'pci-dss-4.0.1': [
        '4.2.1 client-edge PASS',
        '4.2.1-guidance edge-app N/A?',
        '4.2.1-guidance app-db N/A?',
        '4.2.1-guidance app-log N/A?',
      ],
      'nist-800-53': ['SC-8 edge-app N/A?', 'SC-8 app-db N/A?', 'SC-8 app-log N/A?'],
    },
  },
];

const packAndLevel = (key: string): readonly [string, string | undefined] => {
  const [pack = '', level] = key.split(':');
  return [pack, level];
};

describe('what each clause says of a drawing', () => {
  for (const { name, lines, drawing, says } of cases)
    test(name, () => {
      const scene = drawn(lines, drawing);
      for (const [key, wanted] of Object.entries(says))
        expect(linesOf(scene, ...packAndLevel(key)), `${name}, ${key}`).toEqual(expect.arrayContaining([...wanted]));
    });
});

/** Every verdict that a clause can come to; the table above reaches each of them. */
const reachable: Readonly<Record<string, string>> = {
  'pci-dss-4.0.1/4.2.1': 'FAIL EVIDENCE PASS N/A',
  'pci-dss-4.0.1/4.2.1-guidance': 'GAP PASS N/A',
  'pci-dss-4.0.1/faq-1045': 'EVIDENCE N/A',
  'pci-dss-4.0.1/4.2.1.1': 'EVIDENCE N/A',
  'pci-dss-4.0.1/4.2.1.2': 'FAIL PASS N/A',
  'pci-dss-4.0.1/2.2.7': 'FAIL PASS N/A',
  'pci-dss-4.0.1/8.3.2': 'FAIL EVIDENCE PASS N/A',
  'pci-dss-4.0.1/1.2.3': 'EVIDENCE N/A',
  'pci-dss-4.0.1/12.3.3': 'EVIDENCE N/A',
  'pci-dss-4.0.1/12.8': 'EVIDENCE N/A',
  'hipaa/164.312(e)(1)': 'EVIDENCE PASS N/A',
  'hipaa/164.312(e)(2)(i)': 'EVIDENCE PASS N/A',
  'hipaa/164.312(e)(2)(ii)': 'EVIDENCE PASS N/A',
  'hipaa/164.312(d)': 'EVIDENCE PASS N/A',
  'hipaa/breach-safe-harbour': 'EVIDENCE N/A',
  'hipaa-proposed-2025/encryption-in-transit': 'FAIL PASS N/A',
  'hipaa-proposed-2025/network-map': 'EVIDENCE N/A',
  'nist-800-53/SC-8': 'FAIL EVIDENCE PASS N/A',
  'nist-800-53/SC-8(1)': 'FAIL EVIDENCE PASS N/A',
  'nist-800-53/SC-7(4)(c)': 'FAIL EVIDENCE PASS N/A',
  'nist-800-53/SC-12': 'EVIDENCE PASS N/A',
  'nist-800-53/SC-13': 'EVIDENCE N/A',
  'nist-800-53/SC-17': 'EVIDENCE PASS N/A',
  'nist-800-53/SC-23': 'FAIL EVIDENCE PASS N/A',
  'nist-800-53/IA-3': 'GAP PASS N/A',
  'nist-800-53/IA-5(1)(c)': 'FAIL PASS N/A',
  'nist-800-53/IA-5(2)(b)': 'FAIL PASS N/A',
  'nist-800-53/AC-17(2)': 'FAIL EVIDENCE PASS N/A',
  'nist-800-53/AC-4(4)': 'GAP PASS N/A',
  'fedramp-rev5/SC-8': 'FAIL EVIDENCE PASS N/A',
  'fedramp-rev5/SC-8(1)': 'FAIL EVIDENCE N/A',
  'fedramp-rev5/SC-12': 'FAIL EVIDENCE PASS N/A',
  'fedramp-rev5/SC-13': 'EVIDENCE N/A',
  'nist-800-171-r3/03.13.08': 'FAIL PASS N/A',
  'nist-800-52r2/oldest-version': 'FAIL GAP PASS N/A',
  'nist-800-52r2/newest-version': 'GAP PASS N/A',
  'nist-800-52r2/suites': 'EVIDENCE N/A',
  'zero-trust/800-207-tenet-2': 'FAIL EVIDENCE PASS N/A',
  'zero-trust/800-204a': 'GAP PASS N/A',
  'zero-trust/800-204b': 'GAP PASS N/A',
  'zero-trust/m-22-09': 'FAIL PASS N/A',
  'zero-trust/ztmm-networks': 'FAIL GAP EVIDENCE PASS N/A',
  'zero-trust/ztmm-data': 'FAIL GAP EVIDENCE PASS N/A',
  'asvs-5/12.1.1': 'FAIL PASS N/A',
  'asvs-5/12.1.2': 'FAIL GAP EVIDENCE PASS N/A',
  'asvs-5/12.1.3': 'FAIL PASS N/A',
  'asvs-5/12.1.4': 'GAP EVIDENCE N/A',
  'asvs-5/12.1.5': 'GAP EVIDENCE N/A',
  'asvs-5/12.2.1': 'FAIL EVIDENCE PASS N/A',
  'asvs-5/12.2.2': 'FAIL PASS N/A',
  'asvs-5/12.3.1': 'FAIL EVIDENCE PASS N/A',
  'asvs-5/12.3.2': 'FAIL EVIDENCE PASS N/A',
  'asvs-5/12.3.3': 'FAIL PASS N/A',
  'asvs-5/12.3.4': 'GAP PASS N/A',
  'asvs-5/12.3.5': 'FAIL PASS N/A',
  'asvs-5/13.2.1': 'EVIDENCE PASS N/A',
  'gdpr/art-32': 'FAIL EVIDENCE PASS N/A',
  'soc2/CC6.1': 'EVIDENCE PASS N/A',
  'soc2/CC6.6': 'EVIDENCE PASS N/A',
  'soc2/CC6.7': 'EVIDENCE PASS N/A',
  'iso-27001/A.8.24': 'EVIDENCE',
  'iso-27001/A.8.20': 'EVIDENCE PASS N/A',
  'iso-27001/A.5.14': 'EVIDENCE',
  'nis2/art-21-2-h': 'EVIDENCE',
  'dora/art-6-2': 'EVIDENCE PASS N/A',
  'dora/art-6-2-policy': 'EVIDENCE',
  'aws-fsbp/ELB.1': 'FAIL PASS N/A',
  'aws-fsbp/ELB.17': 'FAIL EVIDENCE PASS N/A',
  'aws-fsbp/ELB.18': 'FAIL EVIDENCE PASS N/A',
  'aws-fsbp/ELB.21': 'FAIL PASS N/A',
  'aws-fsbp/ELB.22': 'FAIL PASS N/A',
  'aws-fsbp/CloudFront.3': 'FAIL PASS N/A',
  'aws-fsbp/CloudFront.9': 'FAIL PASS N/A',
  'aws-fsbp/CloudFront.10': 'PASS N/A',
};

/** The words of NIST that FedRAMP takes over are one clause here, and need to be shown once. */
const shared = (pack: string, clause: string): boolean =>
  pack === 'fedramp-rev5' &&
  packs.get(pack)?.clauses.some((each) => each.id === clause && packs.get('nist-800-53')?.clauses.includes(each)) ===
    true;

describe('the table of drawings', () => {
  const reached = new Map<string, Set<string>>();
  for (const { says } of cases)
    for (const [key, lines] of Object.entries(says))
      for (const line of lines) {
        const [clause = '', , verdict = ''] = line.split(' ');
        const of = `${packAndLevel(key)[0]}/${clause}`;
        reached.set(of, (reached.get(of) ?? new Set()).add(verdict.replace(/[*?]/, '')));
      }

  const clauses = [...packs.values()].flatMap(({ id, clauses: all }) =>
    all.filter((each) => !shared(id, each.id)).map((each) => `${id}/${each.id}`),
  );

  test('knows every clause', () => {
    expect(Object.keys(reachable).sort()).toEqual([...clauses].sort());
  });

  test.each(clauses)('shows every verdict of %s', (clause) => {
    expect([...(reached.get(clause) ?? [])].sort()).toEqual((reachable[clause] ?? '').split(' ').sort());
  });

  test('gives no other verdict on any of the drawings', () => {
    for (const { lines, drawing } of cases) {
      const scene = drawn(lines, drawing);
      for (const { id, levels } of packs.values())
        for (const level of levels.length > 0 ? levels.map((each) => each.id) : [undefined])
          for (const line of linesOf(scene, id, level)) {
            const [clause = '', , verdict = ''] = line.split(' ');
            if (!shared(id, clause))
              expect((reachable[`${id}/${clause}`] ?? '').split(' '), `${id}/${clause}`).toContain(
                verdict.replace(/[*?]/, ''),
              );
          }
    }
  });
});
