import { expect, test } from 'vitest';
import { printKongConf } from '../../../src/core/config/kong-conf.ts';

test('settings stand one a line behind the header', () => {
  expect(printKongConf(['Plainsight', ''], [['proxy_listen', '0.0.0.0:443 ssl, 0.0.0.0:80']])).toBe(
    '# Plainsight\n#\n\nproxy_listen = 0.0.0.0:443 ssl, 0.0.0.0:80\n',
  );
});

test.each(['', ' x', 'x ', 'a # b', 'a\nb', 'ü', 'a\tb'])(
  'a value that would not read back is refused: %j',
  (value) => {
    expect(() => printKongConf([], [['ssl_cert', value]])).toThrow('kong.conf cannot hold');
  },
);
