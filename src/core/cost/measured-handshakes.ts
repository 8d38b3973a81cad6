/** The kind of key in certificates, as the cost model knows them. */
export const keyTypes = ['ecdsa-p256', 'rsa-2048', 'rsa-4096'] as const;
export type KeyType = (typeof keyTypes)[number];

export const keyTypeTitles: Readonly<Record<KeyType, string>> = {
  'ecdsa-p256': 'ECDSA P-256',
  'rsa-2048': 'RSA-2048',
  'rsa-4096': 'RSA-4096',
};

/** The handshakes that were measured, each for every kind of key. */
export const handshakes = ['tls13-full', 'tls13-resumed', 'tls12-full', 'tls12-resumed', 'tls13-mutual'] as const;
export type Handshake = (typeof handshakes)[number];

export const handshakeTitles: Readonly<Record<Handshake, string>> = {
  'tls13-full': 'TLS 1.3, full',
  'tls13-resumed': 'TLS 1.3, resumed',
  'tls12-full': 'TLS 1.2, full',
  'tls12-resumed': 'TLS 1.2, resumed',
  'tls13-mutual': 'TLS 1.3, full, with a client certificate',
};

/**
 * Microseconds of one core for a whole handshake in memory, client then server. OpenSSL 3.0.19 on one core of a Zen 4
 * server processor, self-signed leaf certificates; the ratios carry over to other processors, the figures do not.
 */
export const measuredHandshakes: Readonly<
  Record<KeyType, Readonly<Record<Handshake, readonly [client: number, server: number]>>>
> = {
  'ecdsa-p256': {
    'tls13-full': [429, 268],
    'tls13-resumed': [208, 233],
    'tls12-full': [535, 269],
    'tls12-resumed': [64, 71],
    'tls13-mutual': [520, 869],
  },
  'rsa-2048': {
    'tls13-full': [399, 515],
    'tls13-resumed': [199, 222],
    'tls12-full': [446, 532],
    'tls12-resumed': [49, 58],
    'tls13-mutual': [811, 1194],
  },
  'rsa-4096': {
    'tls13-full': [664, 4768],
    'tls13-resumed': [226, 283],
    'tls12-full': [500, 4351],
    'tls12-resumed': [65, 108],
    'tls13-mutual': [4867, 5206],
  },
};
