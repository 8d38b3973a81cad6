/**
 * The part of SARIF 2.1.0 that a report of ours may use, written from the text of the standard: whatever is not named
 * here is refused. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
const object = (required: Readonly<Record<string, unknown>>, optional: Readonly<Record<string, unknown>> = {}) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
const text = { type: 'string', minLength: 1 };
const count = { type: 'integer', minimum: 0 };
const number = { type: 'integer', minimum: 1 };
/** Absolute with a scheme, or relative; neither blanks nor characters that have to be escaped (RFC 3986). */
const uriReference = {
  type: 'string',
  pattern: "^[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$",
  not: { pattern: '%(?![0-9A-Fa-f]{2})' },
};
const uri = { allOf: [uriReference, { pattern: '^[a-z][a-z0-9+.-]*:' }] };
const bag = { type: 'object' };
/** §3.11.5: braces come in pairs, or they would be placeholders. */
const message = object({ text: { type: 'string', minLength: 1, pattern: '^(?:[^{}]|\\{\\{|\\}\\})*$' } });
const levels = ['none', 'note', 'warning', 'error'];
const kinds = ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'];

/** §3.28 */
const physicalLocation = object({
  artifactLocation: object({ uri: uriReference }, { index: count }),
  region: object({ startLine: number, startColumn: number, endLine: number, endColumn: number }),
});
const logicalLocation = object({ fullyQualifiedName: text, kind: text }, { name: { type: 'string' } });
const location = {
  physicalLocation,
  logicalLocations: { type: 'array', minItems: 1, uniqueItems: true, items: logicalLocation },
};

/** §3.27; a level other than `none` goes with the kind `fail` alone (§3.27.10). */
const result = {
  ...object(
    {
      ruleId: text,
      ruleIndex: count,
      kind: { enum: kinds },
      level: { enum: levels },
      message,
      locations: { type: 'array', minItems: 1, items: object(location) },
      partialFingerprints: { type: 'object', minProperties: 1, additionalProperties: text },
    },
    {
      rank: { type: 'number', minimum: 0, maximum: 100 },
      relatedLocations: { type: 'array', uniqueItems: true, items: object({ id: count, ...location }) },
      properties: bag,
    },
  ),
  if: { properties: { kind: { const: 'fail' } } },
  else: { properties: { level: { const: 'none' } } },
};

/** §3.49 */
const rule = object(
  {
    id: text,
    name: text,
    shortDescription: message,
    fullDescription: message,
    help: object({ text }, { markdown: text }),
  },
  { helpUri: uri, properties: object({ tags: { type: 'array', uniqueItems: true, items: text } }) },
);

export const sarifShape = object({
  $schema: uri,
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    items: object({
      tool: object({ driver: object({ name: text, rules: { type: 'array', uniqueItems: true, items: rule } }) }),
      artifacts: {
        type: 'array',
        uniqueItems: true,
        items: object({ location: object({ uri: uriReference }), mimeType: text }),
      },
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: { type: 'array', items: result },
    }),
  },
});
