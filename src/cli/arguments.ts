import { parseArgs } from 'node:util';
import { type Severity, severities } from '../core/rules/severity.ts';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'check';
      readonly file: string;
      readonly format: 'text' | 'json';
      /** Exit with 1 when a finding is at least this severe. */
      readonly failOn: Severity | null;
    }
  | {
      readonly name: 'export';
      readonly file: string;
      readonly out: string;
      readonly node: string | null;
      readonly force: boolean;
    };

export type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly message: string };

const options = {
  check: { format: { type: 'string', default: 'text' }, 'fail-on': { type: 'string' } },
  export: { out: { type: 'string' }, node: { type: 'string' }, force: { type: 'boolean', default: false } },
} as const;

export function parseCommand(args: readonly string[]): Parsed {
  const [name, ...rest] = args;
  if (name === undefined) return wrong('say what to do: check, export or help');
  if (name === 'help' || args.includes('--help') || args.includes('-h')) return { ok: true, command: { name: 'help' } };
  try {
    if (name === 'check') return parseCheck(rest);
    if (name === 'export') return parseExport(rest);
  } catch (error) {
    // parseArgs explains an unknown option or a missing value in its message.
    return wrong(error instanceof Error ? error.message : String(error));
  }
  return wrong(`there is no command "${name}": use check, export or help`);
}

function parseCheck(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.check, allowPositionals: true });
  const { format, 'fail-on': threshold } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  if (format !== 'text' && format !== 'json') return wrong(`--format is text or json, not "${format}"`);
  const failOn = threshold === undefined ? null : severities.find((each) => each === threshold);
  if (failOn === undefined) return wrong(`--fail-on is one of ${severities.join(', ')}, not "${threshold}"`);
  return { ok: true, command: { name: 'check', file: file.name, format, failOn } };
}

function parseExport(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.export, allowPositionals: true });
  const { out, node, force } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  if (!out) return wrong('export needs --out DIR, the directory to write to');
  return { ok: true, command: { name: 'export', file: file.name, out, node: node ?? null, force } };
}

function theFile(positionals: readonly string[]) {
  const [name, ...more] = positionals;
  if (!name) return wrong('name the file to read, or - for standard input');
  if (more.length > 0) return wrong(`one file at a time: "${more[0]}" is one too many`);
  return { ok: true as const, name };
}

const wrong = (message: string) => ({ ok: false as const, message });
