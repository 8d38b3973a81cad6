import { expect, test } from 'vitest';
import { remove } from '../../../src/core/model/commands.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import { withoutDangling } from '../../../src/core/model/repair.ts';

const document = (issuedBy: string) => ({
  format: 'plainsight/topology',
  version: 1,
  title: 'Issued',
  nodes: [
    { id: 'ca', product: 'generic-service', title: 'CA' },
    {
      id: 'a',
      product: 'generic-service',
      title: 'A',
      listeners: [
        { id: 'in', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'private-ca', issuedBy } } },
        { id: 'old', port: 80, tls: { mode: 'plaintext' } },
      ],
    },
    { id: 'b', product: 'generic-service', title: 'B' },
  ],
  links: [
    {
      id: 'b-a',
      from: 'b',
      to: 'a',
      protocol: 'http',
      dial: { tls: 'mutual', clientCertificate: { issuer: 'private-ca', issuedBy } },
    },
  ],
});

const drawn = () => {
  const read = readDocument(document('ca'));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
};

test('a certificate names an issuer that is there', () => {
  const read = readDocument(document('nobody'));
  expect(!read.ok && read.problems.map(({ at }) => at)).toEqual([
    '/nodes/1/listeners/0/tls/certificate/issuedBy',
    '/links/0/dial/clientCertificate/issuedBy',
  ]);
});

test('who is deleted issues nothing any more, in this window and after another deleted it', () => {
  const topology = drawn();
  const nodes = new Map(topology.nodes);
  nodes.delete('ca');
  for (const after of [remove(topology, { nodes: ['ca'] }), withoutDangling({ ...topology, nodes })]) {
    expect(JSON.stringify([...after.nodes.values(), ...after.links.values()])).not.toContain('issuedBy');
    expect(after.nodes.get('a')?.listeners?.[0]?.tls).toEqual({
      mode: 'terminate',
      certificate: { issuer: 'private-ca' },
    });
    expect(after.nodes.get('b')).toBe(topology.nodes.get('b'));
  }
  expect(remove(topology, { nodes: ['b'] }).nodes.get('a')).toBe(topology.nodes.get('a'));
});
