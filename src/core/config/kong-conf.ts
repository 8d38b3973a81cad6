import { hashComments } from './hash-comment.ts';

/**
 * A kong.conf: settings, one a line. A value reaches to the end of its line or to a `#`.
 * https://github.com/Kong/kong/blob/3.9.3/kong.conf.default
 */
export type Setting = readonly [name: string, value: string];

export const printKongConf = (header: readonly string[], settings: readonly Setting[]): string =>
  `${[...hashComments(header), '', ...settings.map(printSetting)].join('\n')}\n`;

function printSetting([name, value]: Setting): string {
  if (!/^[a-z0-9_]+$/.test(name) || !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) || value.includes('#'))
    throw new Error(`kong.conf cannot hold ${name} = ${JSON.stringify(value)}`);
  return `${name} = ${value}`;
}
