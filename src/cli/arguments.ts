import { parseArgs } from 'node:util';
import { type FormatName, formatNames } from '../core/diagram/formats.ts';
import { type ThemeName, themes } from '../core/diagram/themes.ts';
import { type Severity, severities } from '../core/rules/severity.ts';

export const checkFormats = ['text', 'json', 'sarif', 'junit'] as const;
export type CheckFormat = (typeof checkFormats)[number];
type Format = 'text' | 'json';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'check';
      readonly file: string;
      readonly format: CheckFormat;
      /** Exit with 1 when a finding is at least this severe. */
      readonly failOn: Severity | null;
      /** Rule packs to judge by beside those of the document, as `NAME` or `NAME:LEVEL`; exit with 1 when one has a FAIL. */
      readonly packs: readonly string[];
      /** Exit with 1 when an assertion of the document does not hold. */
      readonly assert: boolean;
    }
  | {
      readonly name: 'export';
      readonly file: string;
      /** The directory to write to, a zip, or both. */
      readonly out: string | null;
      readonly zip: string | null;
      /** Where Plainsight can be opened; files then say how to reopen the design. */
      readonly baseUrl: string | null;
      readonly node: string | null;
      readonly force: boolean;
    }
  | {
      readonly name: 'diagram';
      readonly file: string;
      readonly format: FormatName;
      readonly theme: ThemeName;
      /** One flow, everything else pale or, `alone`, left out; or one observer's view; or another design beside it. */
      readonly flow: string | null;
      readonly alone: boolean;
      readonly observer: string | null;
      readonly compare: string | null;
      /** Whether an SVG has the design inside, so that it opens again. */
      readonly carry: boolean;
      /** The file to write; standard output when null. */
      readonly out: string | null;
      readonly force: boolean;
    }
  | { readonly name: 'compare'; readonly before: string; readonly after: string; readonly format: Format }
  | {
      readonly name: 'verify';
      readonly file: string;
      /** Files with what was seen, of one host or several. */
      readonly results: readonly string[];
      readonly format: Format;
    }
  | {
      readonly name: 'lab';
      readonly file: string;
      /** Where what was seen goes, as results of a check. */
      readonly out: string | null;
      readonly force: boolean;
      /** Whether somebody stands in the middle of every session as well. */
      readonly probes: boolean;
      /** Leaves what ran in its folder, with the logs. */
      readonly keep: boolean;
      readonly format: Format;
    }
  | {
      readonly name: 'explain';
      readonly file: string;
      readonly observer: string | null;
      readonly asset: string | null;
      readonly format: Format;
    }
  | {
      readonly name: 'improve';
      readonly file: string;
      readonly goals: readonly string[];
      readonly packs: readonly string[];
      readonly keep: readonly string[];
      readonly maxEdits: number;
      /** Where the design with the first alternative goes. */
      readonly out: string | null;
      readonly force: boolean;
      readonly format: Format;
    };

export type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly message: string };

const format = { type: 'string', default: 'text' } as const;
const many = { type: 'string', multiple: true, default: [] as string[] } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  check: { format, 'fail-on': { type: 'string' }, pack: many, assert: flag },
  export: {
    out: { type: 'string' },
    zip: { type: 'string' },
    'base-url': { type: 'string' },
    node: { type: 'string' },
    force: flag,
  },
  diagram: {
    format: { type: 'string', default: 'svg' },
    theme: { type: 'string', default: 'light' },
    flow: { type: 'string' },
    alone: flag,
    observer: { type: 'string' },
    compare: { type: 'string' },
    'without-design': flag,
    out: { type: 'string' },
    force: flag,
  },
  compare: { format },
  verify: { format, results: many },
  lab: { format, out: { type: 'string' }, force: flag, 'no-probes': flag, keep: flag },
  explain: { format, observer: { type: 'string' }, asset: { type: 'string' } },
  improve: {
    format,
    goal: many,
    pack: many,
    keep: many,
    'max-edits': { type: 'string', default: '4' },
    out: { type: 'string' },
    force: flag,
  },
} as const;

const parsers: Readonly<Record<string, (args: string[]) => Parsed>> = {
  check: parseCheck,
  export: parseExport,
  diagram: parseDiagram,
  compare: parseCompare,
  explain: parseExplain,
  improve: parseImprove,
  verify: parseVerify,
  lab: parseLab,
};
const names = `${Object.keys(parsers).join(', ')} or help`;

export function parseCommand(args: readonly string[]): Parsed {
  const [name, ...rest] = args;
  if (name === undefined) return wrong(`say what to do: ${names}`);
  if (name === 'help' || args.includes('--help') || args.includes('-h')) return { ok: true, command: { name: 'help' } };
  const parse = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  if (!parse) return wrong(`there is no command "${name}": use ${names}`);
  try {
    return parse(rest);
  } catch (error) {
    // parseArgs explains an unknown option or a missing value in its message.
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function parseCheck(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.check, allowPositionals: true });
  const { 'fail-on': threshold, pack: packs, assert } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  const chosen = checkFormats.find((each) => each === values.format);
  if (!chosen) return wrong(`--format is one of ${checkFormats.join(', ')}, not "${values.format}"`);
  const failOn = threshold === undefined ? null : severities.find((each) => each === threshold);
  if (failOn === undefined) return wrong(`--fail-on is one of ${severities.join(', ')}, not "${threshold}"`);
  return { ok: true, command: { name: 'check', file: file.name, format: chosen, failOn, packs, assert } };
}

function parseExport(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.export, allowPositionals: true });
  const { out = null, zip = null, node = null, force, 'base-url': baseUrl = null } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  if (!out && !zip) return wrong('export needs --out DIR, the directory to write to, or --zip FILE');
  if (baseUrl !== null && !isWebAddress(baseUrl))
    return wrong(`--base-url is an address such as https://plainsight.example/, not "${baseUrl}"`);
  return { ok: true, command: { name: 'export', file: file.name, out, zip, baseUrl, node, force } };
}

function parseDiagram(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.diagram, allowPositionals: true });
  const { flow = null, alone, observer = null, compare = null, out = null, force, 'without-design': without } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  const format = formatNames.find((each) => each === values.format);
  if (!format) return wrong(`--format is one of ${formatNames.join(', ')}, not "${values.format}"`);
  const theme = themes.find((each) => each === values.theme);
  if (!theme) return wrong(`--theme is one of ${themes.join(', ')}, not "${values.theme}"`);
  if ([flow, observer, compare].filter((each) => each !== null).length > 1)
    return wrong('one of --flow, --observer and --compare at a time');
  if (alone && flow === null) return wrong('--alone goes with --flow');
  if (file.name === '-' && compare === '-') return wrong('only one of the two files can be standard input');
  const command = { name: 'diagram', file: file.name, format, theme, flow, alone, observer, compare } as const;
  return { ok: true, command: { ...command, carry: !without, out, force } };
}

/** A page without a query or a fragment, which is the design's own place. */
function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && search === '' && hash === '';
}

function parseCompare(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.compare, allowPositionals: true });
  const [before, after, ...more] = positionals;
  if (!before || !after) return wrong('name two files to compare: the one before, then the one after');
  if (more.length > 0) return wrong(`two files at a time: "${more[0]}" is one too many`);
  if (before === '-' && after === '-') return wrong('only one of the two files can be standard input');
  const asked = theFormat(values.format);
  return asked.ok ? { ok: true, command: { name: 'compare', before, after, format: asked.format } } : asked;
}

function parseExplain(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.explain, allowPositionals: true });
  const { observer = null, asset = null } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  const asked = theFormat(values.format);
  return asked.ok
    ? { ok: true, command: { name: 'explain', file: file.name, observer, asset, format: asked.format } }
    : asked;
}

function parseVerify(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.verify, allowPositionals: true });
  const { results } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  if (results.length === 0) return wrong('verify needs --results FILE: what verify.sh or the lab wrote');
  if ([file.name, ...results].filter((each) => each === '-').length > 1)
    return wrong('only one of the files can be standard input');
  const asked = theFormat(values.format);
  return asked.ok ? { ok: true, command: { name: 'verify', file: file.name, results, format: asked.format } } : asked;
}

function parseLab(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.lab, allowPositionals: true });
  const { out = null, force, keep, 'no-probes': without } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  const asked = theFormat(values.format);
  if (!asked.ok) return asked;
  const command = { name: 'lab', file: file.name, out, force, probes: !without, keep } as const;
  return { ok: true, command: { ...command, format: asked.format } };
}

/** More than this many edits at once are not searched: a set that large is a redesign, and takes for ever to find. */
const mostEdits = 6;

function parseImprove(args: string[]): Parsed {
  const { values, positionals } = parseArgs({ args, options: options.improve, allowPositionals: true });
  const { goal: goals, pack: packs, keep, out = null, force } = values;
  const file = theFile(positionals);
  if (!file.ok) return file;
  const asked = theFormat(values.format);
  if (!asked.ok) return asked;
  if (goals.length === 0 && packs.length === 0)
    return wrong('improve needs a --goal "…" or a --pack NAME: what the design is to meet');
  if (!/^[1-9]$/.test(values['max-edits']) || Number(values['max-edits']) > mostEdits)
    return wrong(`--max-edits is a number from 1 to ${mostEdits}, not "${values['max-edits']}"`);
  const maxEdits = Number(values['max-edits']);
  const command = { name: 'improve', file: file.name, goals, packs, keep, maxEdits, out, force } as const;
  return { ok: true, command: { ...command, format: asked.format } };
}

function theFormat(asked: string) {
  if (asked !== 'text' && asked !== 'json') return wrong(`--format is text or json, not "${asked}"`);
  return { ok: true as const, format: asked as Format };
}

function theFile(positionals: readonly string[]) {
  const [name, ...more] = positionals;
  if (!name) return wrong('name the file to read, or - for standard input');
  if (more.length > 0) return wrong(`one file at a time: "${more[0]}" is one too many`);
  return { ok: true as const, name };
}

const wrong = (message: string) => ({ ok: false as const, message });
