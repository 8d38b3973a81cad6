import { hopOf } from '../../rules/words.ts';
import { callOf } from '../../simulation/dials.ts';
import { type DesignClause, ruling } from '../regime.ts';
import { guide, overLinks, overPorts, portName, redirects } from './aws-settings.ts';

const cloudfront = `${guide}/cloudfront-controls.html`;

export const distributions: readonly DesignClause[] = [
  {
    over: 'design',
    id: 'CloudFront.3',
    title: 'Viewers use HTTPS',
    asks: 'A distribution requires HTTPS of its viewers, or redirects them to it.',
    source: cloudfront,
    confidence: 'M',
    judge: overPorts(['aws-cloudfront'], 'CloudFront distribution', (port) =>
      port.answer.mode !== 'plaintext'
        ? ruling('PASS', `${portName(port)} speaks HTTPS.`)
        : redirects(port)
          ? ruling('PASS', `${portName(port)} only redirects to HTTPS.`)
          : ruling('FAIL', `${portName(port)} serves viewers in clear.`),
    ),
  },
  {
    over: 'design',
    id: 'CloudFront.9',
    title: 'Traffic to custom origins is encrypted',
    asks: 'A distribution encrypts what it sends to custom origins.',
    source: cloudfront,
    confidence: 'M',
    judge: overLinks(
      ['aws-cloudfront'],
      'origin of a CloudFront distribution',
      (link, { scene: { topology, products } }) => {
        const call = callOf(topology, link, products);
        return call && call.tls !== 'plaintext'
          ? ruling('PASS', `${hopOf(topology, link)} is HTTPS.`)
          : ruling('FAIL', `Requests cross the internet in clear on ${hopOf(topology, link)}.`);
      },
    ),
  },
  {
    over: 'design',
    id: 'CloudFront.10',
    title: 'No SSL 3.0 to custom origins',
    asks: 'A distribution does not speak SSL 3.0 to custom origins.',
    source: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudfront-no-deprecated-ssl-protocols.html',
    confidence: 'H',
    judge: overLinks(
      ['aws-cloudfront'],
      'origin of a CloudFront distribution',
      (link, { scene: { topology, products } }) => {
        const call = callOf(topology, link, products);
        if (!call || call.tls === 'plaintext') return null;
        return ruling(
          'PASS',
          `${hopOf(topology, link)} starts at TLS ${call.versions[0]}: SSL 3.0 cannot even be drawn. TLS 1.0 and 1.1 would pass this control.`,
        );
      },
    ),
  },
];
