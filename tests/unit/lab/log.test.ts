import { describe, expect, it } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import type { FlowVerdict } from '../../../src/core/simulation/verdict.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { logDifferences, stands } from '../../../src/lab/log.ts';

describe('a line in a log', () => {
  it.each([
    ['503 … SC--', 'in/in 0/0/-1/-1/3 503 217 - - SC-- 1/1', true],
    ['503 … SC--', 'in/in 0/0/-1/-1/3 502 217 - - SH-- 1/1', false],
    ['502 … SH-- | 503 … SC--', '503 217 - - SC--', true],
    ['error (20): [none] a.b', 'error (20): [none] a.b', true],
    ['a.b', 'axb', false],
    ['error:…:reason', 'error:0A:SSL\nroutines:reason', true],
  ])('%s in %s: %s', (line, log, found) => {
    expect(stands(line, log)).toBe(found);
  });
});

describe('where a failure is predicted', () => {
  const failing = (product: string, line: string) => {
    const plans = [{ node: { id: 'a' }, product: products.get(product) }];
    const verdict = { flow: { id: 'f' }, failsAt: 'a-b', cause: { code: 'x', message: '', log: { node: 'a', line } } };
    return (log: string, before = 0) =>
      logDifferences(
        verdict as unknown as FlowVerdict,
        { plans, log: () => log } as unknown as Lab,
        new Map([['a', before]]),
      );
  };
  const line = 'client sent plain HTTP request to HTTPS port while reading client request headers';

  it('asks for the line that the product is known to write', async () => {
    expect(await failing('nginx', line)(`[info] ${line}, client: 127.0.0.1`)).toEqual([]);
    expect(await failing('nginx', line)('one\ntwo\nthree\nfour\n')).toEqual([
      { flow: 'f', link: 'a-b', about: 'log', predicted: `a: ${line}`, observed: 'two\nthree\nfour' },
    ]);
  });

  it('does not take what stood there before', async () => {
    expect(await failing('nginx', line)(line, line.length)).toMatchObject([{ about: 'log', observed: 'nothing' }]);
  });

  it('claims nothing where another program stands in, where only the cause has words, or where nothing is written', async () => {
    expect(await failing('browser', 'NET::ERR_CERT_AUTHORITY_INVALID')('curl: (60)')).toEqual([]);
    expect(await failing('nginx', 'tlsv1 alert unknown ca')('')).toEqual([]);
    const silent = products.get('caddy')?.logs?.['plaintext-to-tls'] ?? '';
    expect(await failing('caddy', silent)('')).toEqual([]);
  });
});
