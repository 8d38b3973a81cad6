import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attribute,
  block,
  comment,
  type Expression,
  objectOf,
  printHcl,
  quoted,
  reference,
  typeOf,
  variable,
} from '../../../src/core/config/hcl.ts';
import { unescaped } from '../../support/terraform.ts';

const only = async (value: Expression): Promise<unknown> => {
  const json = await parse('x.tf', printHcl([block('locals', [], [attribute('x', value)])]));
  return json.locals[0].x;
};

describe('strings', () => {
  it.each([
    ['plain', '"plain"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['a\nb\tc\rd', '"a\\nb\\tc\\rd"'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: interpolation is what has to be kept out
    ['${file("/etc/passwd")}', '"$${file(\\"/etc/passwd\\")}"'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    ['$${x}', '"$$${x}"'],
    ['%{ if true }', '"%%{ if true }"'],
    ['100 % of $5', '"100 % of $5"'],
    ['\u0000', '"\\u0000"'],
    ['right\u202eto left', '"right\\u202eto left"'],
    ['tag\u{e0041}', '"tag\\U000e0041"'],
    ['\ud800', '"\\ufffd"'],
    ['e\u0301', '"é"'],
  ])('%j is written %s', (text, expected) => expect(quoted(text)).toBe(expected));

  it('read back as what went in, whatever it is', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc
        .array(fc.constantFrom('$', '%', '{', '}', '"', '\\', '\n', '~', 'a', '<<EOT', '#', '/*', '*/', '//'), {
          maxLength: 12,
        })
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const read = await only(value);
        expect(typeof read).toBe('string');
        expect(unescaped(String(read))).toBe(value.normalize('NFC'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the printer', () => {
  it('writes as terraform fmt does: neighbours aligned, blocks apart', () => {
    const text = printHcl([
      comment('A comment.'),
      block(
        'resource',
        ['aws_lb', 'edge'],
        [
          attribute('internal', false),
          attribute('security_groups', [reference('aws_security_group', 'edge', 'id')]),
          comment('Why.'),
          attribute('port', 443),
          attribute('tags', objectOf({ Name: 'Edge', ManagedBy: 'Terraform' })),
          block('access_logs', [], [attribute('bucket', variable('logs'))]),
          block('timeouts', [], []),
        ],
      ),
      block('variable', ['logs'], [attribute('type', typeOf('list(string)'))]),
    ]);
    expect(text).toBe(`# A comment.
resource "aws_lb" "edge" {
  internal        = false
  security_groups = [aws_security_group.edge.id]
  # Why.
  port = 443
  tags = {
    Name      = "Edge"
    ManagedBy = "Terraform"
  }

  access_logs {
    bucket = var.logs
  }

  timeouts {}
}

variable "logs" {
  type = list(string)
}
`);
  });

  it('breaks a list that is too long for a line', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `host-${i}.example.com`);
    const text = printHcl([block('locals', [], [attribute('names', names)])]);
    expect(text.split('\n').every((line) => line.length <= 110)).toBe(true);
    expect(await only(names)).toEqual(names);
  });

  it('writes numbers, booleans and lists as such', async () => {
    expect(await only(8443)).toBe(8443);
    expect(await only(true)).toBe(true);
    expect(await only(['a', 1, false])).toEqual(['a', 1, false]);
  });

  it('takes no name that is not an identifier', () => {
    for (const name of ['a b', '1a', 'a.b', 'a"', '', 'a\n}', 'ä']) {
      expect(() => printHcl([block('resource', ['aws_lb', name], [])])).toThrow('not an HCL identifier');
      expect(() => printHcl([attribute(name, 1)])).toThrow('not an HCL identifier');
      expect(() => reference('var', name)).toThrow('not an HCL identifier');
    }
    expect(() => printHcl([attribute('a', 1.5)])).toThrow('not a whole number');
  });
});
