import { expect, test } from 'vitest';
import { judgePack } from '../../../src/core/regimes/index.ts';
import { asset, drawn, zone } from './support.ts';

const says = (scene: ReturnType<typeof drawn>, pack: string, clause: string): string | undefined =>
  judgePack(scene, pack).find((each) => each.clause === clause)?.message;

test('what TLS would notice is not said to go unnoticed where it is spoken', () => {
  const mesh = zone('mesh', 'mesh', { mesh: { product: 'linkerd', mode: 'permissive' } });
  const record = [asset('record', 'health')];
  const lax = drawn('a@mesh --> b@mesh', { zones: [mesh], data: record });
  expect(says(lax, 'hipaa', '164.312(e)(2)(i)')).toMatch(/Whatever is altered without it goes unnoticed\.$/);
  const open = drawn('a@vpc --> b@vpc', { data: record });
  expect(says(open, 'hipaa', '164.312(e)(2)(i)')).toMatch(/Whatever is altered there goes unnoticed\.$/);
});

test('one is not called all', () => {
  const min = { listeners: { b: { tls: { minVersion: '1.2' as const } } } };
  expect(says(drawn('a ==> b[terminate]', min), 'pci-dss-4.0.1', '12.3.3')).toMatch(
    /^The oldest version of the one TLS listener is drawn\./,
  );
  expect(says(drawn('a@vpc ==> b[terminate]@vpc'), 'asvs-5', '13.2.1')).toMatch(
    /^Nothing drawn proves who calls on a → b:/,
  );
});
