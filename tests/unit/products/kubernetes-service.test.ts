import { describe, expect, it } from 'vitest';
import type { Details } from '../../support/draw.ts';
import { cluster, written } from '../../support/kubernetes-exports.ts';

describe('a Service of type LoadBalancer', () => {
  const aws = 'service.beta.kubernetes.io/aws-load-balancer-';
  const annotations = (lines: string | readonly string[], details: Details = {}) =>
    written('kubernetes-service', lines, details).one('Service').metadata.annotations ?? {};

  it('passes bytes on, and no cloud is told of TLS', () => {
    const result = written('kubernetes-service', 'client ==> edge(kubernetes-service)[tcp] --> app[terminate]');
    expect(result.one('Service').spec).toEqual({
      type: 'LoadBalancer',
      selector: { 'app.kubernetes.io/name': 'app' },
      ports: [{ name: 'port-8443', port: 8443, targetPort: 8443, protocol: 'TCP' }],
    });
    expect(Object.keys(result.one('Service').metadata.annotations ?? {}).join()).not.toContain('ssl');
  });

  it('ends TLS on AWS, for the ports that are drawn so, and sends plaintext on', () => {
    expect(annotations('client ==> edge(kubernetes-service)[terminate] --> app[plaintext]')).toMatchObject({
      [`${aws}ssl-cert`]: 'arn:aws:acm:REGION:ACCOUNT:certificate/ID',
      [`${aws}ssl-ports`]: '8443',
      [`${aws}backend-protocol`]: 'tcp',
    });
  });

  it('encrypts on AWS, and says that the other clouds end nothing', () => {
    const drawn = 'client ==> edge(kubernetes-service)[terminate] =none=> app[terminate]';
    expect(annotations(drawn)[`${aws}backend-protocol`]).toBe('ssl');
    expect(written('kubernetes-service', drawn).notices).toMatch(/lost: .* end TLS on AWS alone: on GKE .* and AKS/);
  });

  it('names the policy of the drawn versions', () => {
    const drawn = 'client ==> edge(kubernetes-service)[terminate] --> app[plaintext]';
    const policy = (minVersion: '1.2' | '1.3') =>
      annotations(drawn, { listeners: { edge: { tls: { minVersion, maxVersion: '1.3' } } } })[
        `${aws}ssl-negotiation-policy`
      ];
    expect(policy('1.3')).toBe('ELBSecurityPolicy-TLS13-1-3-PQ-2025-09');
    expect(policy('1.2')).toBe('ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09');
  });

  it('sends the PROXY protocol where it is drawn', () => {
    const drawn = 'client ==> edge(kubernetes-service)[tcp] --> app[terminate]';
    expect(annotations(drawn)).not.toHaveProperty(`${aws}proxy-protocol`);
    expect(annotations(drawn, { links: { 'edge-app': { dial: { sendsProxyProtocol: 'v2' } } } })).toMatchObject({
      [`${aws}proxy-protocol`]: '*',
    });
  });

  it('lies in the namespace of its Pods, which a selector does not leave, and leads nowhere outside the cluster', () => {
    const drawn = (zone: string) =>
      written('kubernetes-service', `client ==> edge(kubernetes-service)[tcp]@${zone} --> app[terminate]@shop`, {
        zones: [cluster('shop'), cluster('other'), { id: 'net', kind: 'private-network', title: 'net' }],
      });
    expect(drawn('net').one('Service').metadata.namespace).toBe('shop');
    expect(drawn('other').objects).toEqual([]);
    expect(drawn('other').notices).toContain('lost: app lies outside the cluster');
  });

  it('is internal on every cloud', () => {
    expect(annotations('client ==> edge(kubernetes-service)[tcp] --> app[terminate]')).toMatchObject({
      [`${aws}scheme`]: 'internal',
      'networking.gke.io/load-balancer-type': 'Internal',
      'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
    });
  });
});
