/**
 * rabbitmq.conf: a line is `key = value`. Values are written through here alone.
 * Grammar: https://github.com/Kyorai/cuttlefish/blob/develop/src/conf_parse.peg
 */
export const rabbitSetting = (key: SettingKey, value: string | number | boolean): string => {
  const text = String(value);
  // The grammar of older releases has no quotes: what would end a value or start a comment cannot be said.
  if (!/^[!-~](?:[ -~]*[!-~])?$/.test(text) || /[#'\\]/.test(text))
    throw new Error(`rabbitmq.conf cannot hold ${JSON.stringify(text)}`);
  return `${key} = ${text}`;
};

export type SettingKey =
  | 'listeners.tcp'
  | `listeners.tcp.${number}`
  | `listeners.ssl.${number}`
  | 'proxy_protocol'
  | 'ssl_options.cacertfile'
  | 'ssl_options.certfile'
  | 'ssl_options.fail_if_no_peer_cert'
  | 'ssl_options.keyfile'
  | 'ssl_options.verify'
  | `ssl_options.versions.${number}`;
