import * as v from 'valibot';
import { limited, tooDeep, toProblem } from '../model/read.ts';
import { ok, type Problem, type Result, refused } from '../model/result.ts';
import { Asset, Dial, Link, TlsVersion } from '../model/schema.ts';

/**
 * What was seen of a deployed design, link by link: format `plainsight/observed`, version 1. Written by the exported
 * `verify.sh` and by the lab; docs/observed-results.md is its description.
 */
export const observedFormat = 'plainsight/observed';
export const observedVersion = 1;

/** The longest text that is looked at, in UTF-16 code units: far above 200,000 links with a dozen checks each. */
export const maxResultsLength = 64 * 1024 * 1024;

const text = Asset.entries.title;

/** One probe: what it was to come to, and what it came to. */
const Check = v.strictObject({
  id: Link.entries.id,
  result: v.picklist(['pass', 'fail', 'unreachable', 'skipped']),
  expected: v.exactOptional(text),
  seen: v.exactOptional(text),
});

const Observation = v.strictObject({
  link: Link.entries.id,
  /** Asked from outside, or seen on the wire while the design ran. */
  source: v.picklist(['probe', 'lab']),
  state: v.picklist(['plaintext', 'encrypted', 'failed', 'unreached']),
  version: v.exactOptional(TlsVersion),
  /** In the ClientHello; null: none was sent. */
  serverName: Dial.entries.sni,
  authentication: v.exactOptional(v.picklist(['none', 'ca', 'server', 'mutual'])),
  detail: v.exactOptional(text),
  at: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(
        /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/,
        'must be a time in UTC such as "2026-03-14T15:09:26Z"',
      ),
    ),
  ),
  checks: v.exactOptional(v.pipe(v.array(Check), v.maxLength(100)), []),
});

const header = { format: v.literal(observedFormat), version: v.literal(observedVersion) };
const Observations = v.strictObject({
  ...header,
  results: v.exactOptional(v.pipe(v.array(Observation), v.maxLength(200_000)), []),
});

export type Check = v.InferOutput<typeof Check>;
export type Observation = v.InferOutput<typeof Observation>;

/** Reads results: one JSON document, or a line that names the format and then a line for each result. Never trusted. */
export function readObservations(text: string): Result<readonly Observation[]> {
  if (text.length > maxResultsLength)
    return refused({ code: 'too-large', message: `The file is larger than ${maxResultsLength / 1024 / 1024} MB.` });
  if (tooDeep(text)) return refused({ code: 'too-deep', message: 'The file nests deeper than any results do.' });
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const whole = parsed(plain);
  return whole ? readDocument(whole.json) : readLines(plain.split('\n'));
}

function readDocument(json: unknown): Result<readonly Observation[]> {
  const foreign = whyForeign(json);
  if (foreign) return refused(foreign);
  const read = v.safeParse(Observations, json);
  return read.success
    ? ok(read.output.results)
    : { ok: false, problems: limited(read.issues.map((issue) => toProblem(issue))) };
}

function readLines(lines: readonly string[]): Result<readonly Observation[]> {
  const results: Observation[] = [];
  const problems: Problem[] = [];
  let headed = false;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const at = `line ${index + 1}`;
    const read = parsed(line);
    if (!read) {
      problems.push({ code: 'not-json', at, message: 'This is not JSON.' });
      if (!headed) break;
    } else if (!headed) {
      const foreign = whyForeign(read.json);
      if (foreign) return refused(foreign);
      headed = true;
    } else {
      const result = v.safeParse(Observation, read.json);
      if (result.success) results.push(result.output);
      else
        problems.push(
          ...result.issues.map((issue) => {
            const problem = toProblem(issue);
            return { ...problem, at: `${at}${problem.at ?? ''}` };
          }),
        );
    }
  }
  if (problems.length > 0) return { ok: false, problems: limited(problems) };
  return headed ? ok(results) : refused({ code: 'foreign', message: 'The file is empty.' });
}

function whyForeign(json: unknown): Problem | null {
  const { format, version } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  if (format !== observedFormat)
    return {
      code: 'foreign',
      at: '/format',
      message: `These are no results of a check: "format" must be "${observedFormat}".`,
    };
  return version === observedVersion
    ? null
    : {
        code: 'version',
        at: '/version',
        message: `"version" must be ${observedVersion}: this Plainsight reads no other.`,
      };
}

function parsed(text: string): { readonly json: unknown } | null {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return null;
  }
}
