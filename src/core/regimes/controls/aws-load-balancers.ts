import { policyFor } from '../../config/elb-policy.ts';
import type { Link } from '../../model/schema.ts';
import { hopOf } from '../../rules/words.ts';
import { boundListener, listenersOf, productOf } from '../../simulation/bounds.ts';
import { callOf } from '../../simulation/dials.ts';
import { olderThan } from '../hop.ts';
import { type Case, type DesignClause, type Ruling, ruling } from '../regime.ts';
import { guide, overLinks, overPorts, portName, redirects } from './aws-settings.ts';

const elb = `${guide}/elb-controls.html`;
const balancers = ['aws-alb', 'aws-nlb'];

const targetProtocol = (link: Link, { scene: { topology, products } }: Case): Ruling => {
  const hop = hopOf(topology, link);
  const from = topology.nodes.get(link.from);
  const ways = from
    ? listenersOf(from, productOf(from, products)).map((each) => boundListener(from, productOf(from, products), each))
    : [];
  const through = ways.filter(({ listener }) => link.fromListener === undefined || link.fromListener === listener.id);
  if (through.length > 0 && through.every(({ mode }) => mode === 'passthrough'))
    return ruling(
      'FAIL',
      `The target group of ${hop} speaks TCP, which the control does not accept. If TLS goes through to the target, the data is safe all the same: suppress it and say so.`,
    );
  const call = callOf(topology, link, products);
  return call && call.tls !== 'plaintext'
    ? ruling(
        'PASS',
        `The target group of ${hop} is encrypted. The control does not ask whether the target is who it should be, and no AWS load balancer checks that.`,
      )
    : ruling('FAIL', `The target group of ${hop} is not encrypted: whoever sees that network reads it.`);
};

const healthChecks = overLinks(
  balancers,
  'health check of a load balancer',
  (link, { scene: { topology, products } }) => {
    if (link.purpose !== 'health') return null;
    const call = callOf(topology, link, products);
    const hop = hopOf(topology, link);
    return call && call.tls !== 'plaintext'
      ? ruling('PASS', `The health check of ${hop} is encrypted.`)
      : ruling('FAIL', `The health check of ${hop} is in clear.`);
  },
);

export const loadBalancers: readonly DesignClause[] = [
  {
    over: 'design',
    id: 'ELB.1',
    title: 'HTTP is redirected to HTTPS',
    asks: 'An HTTP listener of an Application Load Balancer redirects to HTTPS.',
    source: elb,
    confidence: 'H',
    judge: overPorts(['aws-alb'], 'HTTP listener of an Application Load Balancer', (port) =>
      port.answer.mode !== 'plaintext'
        ? null
        : redirects(port)
          ? ruling('PASS', `${portName(port)} only redirects to HTTPS.`)
          : ruling('FAIL', `${portName(port)} takes requests in clear and does not redirect them to HTTPS.`),
    ),
  },
  {
    over: 'design',
    id: 'ELB.17',
    title: 'Recommended security policy',
    asks: 'Listeners with TLS use a security policy that AWS recommends.',
    source: elb,
    confidence: 'H',
    judge: overPorts(balancers, 'TLS listener of a load balancer', (port) => {
      const { mode, versions } = port.answer;
      if (mode !== 'terminate') return null;
      if (olderThan(versions[0], '1.2'))
        return ruling('FAIL', `${portName(port)} accepts TLS ${versions[0]}: no recommended policy does.`);
      const { name, exact } = policyFor(versions);
      // The one policy of the list that was read; whether others are on it was not.
      return exact && name === 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09'
        ? ruling('PASS', `${portName(port)} accepts TLS 1.2 and 1.3, as the recommended policy ${name} does.`)
        : ruling(
            'EVIDENCE',
            `${portName(port)} accepts TLS ${versions.join(' to ')}: show that its policy is on the list of AWS.`,
          );
    }),
  },
  {
    over: 'design',
    id: 'ELB.18',
    title: 'Listeners end HTTPS or TLS',
    asks: 'Every listener of an Application or Network Load Balancer is an HTTPS or TLS listener.',
    source: elb,
    confidence: 'H',
    judge: overPorts(balancers, 'listener of a load balancer', (port) => {
      switch (port.answer.mode) {
        case 'terminate':
          return ruling('PASS', `${portName(port)} ends TLS.`);
        case 'passthrough':
          return ruling(
            'FAIL',
            `${portName(port)} passes TCP through, which the control does not accept. If TLS goes through to the target, the data is safe all the same: suppress it and say so.`,
          );
        default:
          return redirects(port)
            ? ruling(
                'EVIDENCE',
                `${portName(port)} only redirects to HTTPS. The control counts HTTP listeners without that exception: suppress it and say so.`,
              )
            : ruling('FAIL', `${portName(port)} takes requests in clear.`);
      }
    }),
  },
  {
    over: 'design',
    id: 'ELB.21',
    title: 'Health checks are encrypted',
    asks: 'Target groups check health over an encrypted protocol. (Security Hub control; whether it belongs to FSBP is assumed.)',
    source: elb,
    confidence: 'M',
    judge: (given) => {
      const { topology } = given.scene;
      const drawn = healthChecks(given);
      const targets = [...topology.links.values()].filter(({ from }) =>
        balancers.includes(topology.nodes.get(from)?.product ?? ''),
      );
      // Every target group checks health, drawn or not.
      return targets.length > 0 && drawn.every(({ verdict }) => verdict === 'N/A')
        ? [
            {
              verdict: 'N/A',
              message: 'No health check is drawn, and every target group has one: show over which protocol.',
              undecided: true,
            },
          ]
        : drawn;
    },
  },
  {
    over: 'design',
    id: 'ELB.22',
    title: 'Target groups are encrypted',
    asks: 'The protocol of a target group is HTTPS, TLS or QUIC. (Security Hub control; whether it belongs to FSBP is assumed.)',
    source: elb,
    confidence: 'M',
    judge: overLinks(balancers, 'target of a load balancer', (link, given) => {
      const { topology } = given.scene;
      // Targets that are load balancers themselves are left out by the control.
      if (link.purpose === 'health' || topology.nodes.get(link.to)?.product === 'aws-alb') return null;
      return targetProtocol(link, given);
    }),
  },
];
