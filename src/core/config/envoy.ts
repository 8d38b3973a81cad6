import type { YamlMap } from './yaml.ts';

/** Parts of Envoy's v3 API that stand in many places: https://www.envoyproxy.io/docs/envoy/latest/api-v3/api */

/** An extension: its name is for people, its type says what the fields mean. */
export const extension = (name: string, type: string, fields: YamlMap = {}): YamlMap => ({
  name,
  typed_config: { '@type': `type.googleapis.com/${type}`, ...fields },
});

export const socketAddress = (address: string, port: number): YamlMap => ({
  socket_address: { address, port_value: port },
});

export const fileSource = (filename: string): YamlMap => ({ filename });
