import type { ExportedFile } from '../plan/exporter.ts';
import type { Notice, Plan, Upstream } from '../plan/plan.ts';
import { type Setting, unwritten } from '../plan/unwritten.ts';
import { commentText, headerLines } from './comment.ts';
import {
  attribute,
  type Block,
  block,
  comment,
  commentOf,
  type Item,
  objectOf,
  printHcl,
  type TypeName,
  typeOf,
} from './hcl.ts';
import type { Provider } from './terraform-provider.ts';

/**
 * The name of a resource or variable, made of ids so that no two can meet: ids that are fit stay as they are, others
 * are spelt out behind `n_`, and the parts are joined by `__`, which no part holds.
 */
export const resourceName = (...ids: readonly string[]): string => ids.map(spelt).join('__');

const fit = /^(?!n_)[A-Za-z][A-Za-z0-9-]*(?:_[A-Za-z0-9-]+)*$/;
const spelling: Readonly<Record<string, string>> = { '-': '--', _: '-u', '.': '-d' };
const spelt = (id: string): string =>
  fit.test(id) ? id : `n_${id.replaceAll(/[-_.]/g, (character) => spelling[character] ?? '')}`;

/** One provider's part of a design. */
export interface Cloud {
  /** Its folder, and how it is called in a sentence. */
  readonly folder: string;
  readonly title: string;
  readonly provider: Provider;
  /** What the provider is told. */
  readonly settings: readonly Item[];
  /** What `terraform` asks for once, whatever is drawn. */
  readonly variables: readonly Block[];
}

/**
 * The files of one provider: a root module of its own, because a module names its providers once, in one block
 * (https://github.com/hashicorp/terraform/issues/25364), and because nobody wants to
 * apply two clouds at a time.
 */
export interface RootModule {
  /** Where a node's file lies. */
  readonly pathOf: (node: string) => string;
  /** One node's file: what it is and what it can't say, then its resources. */
  readonly nodeFile: (plan: Plan, notices: readonly Notice[], items: readonly Item[]) => ExportedFile;
  /** The provider, as every component of a design writes it. */
  readonly mainFile: (design: string) => ExportedFile;
  /** What the components of a design have in common. */
  readonly networkFile: (design: string, items: readonly Item[]) => ExportedFile;
}

export function rootModule({ folder, title, provider, settings, variables }: Cloud): RootModule {
  const name = provider.source.replace(/^.*\//, '');
  /**
   * Terraform merges files called `override.tf` or `*_override.tf` over the others
   * (https://developer.hashicorp.com/terraform/language/files/override), and two names are the shared files' own.
   */
  const pathOf = (node: string): string =>
    `terraform/${folder}/${/^(?:main|network|(?:.*_)?override)(?:-node)*$/i.test(node) ? `${node}-node` : node}.tf`;
  const shared = (file: 'main' | 'network', design: string, items: readonly Item[]): ExportedFile => ({
    path: `terraform/${folder}/${file}.tf`,
    language: 'hcl',
    text: `${printHcl([
      commentOf([
        'Plainsight',
        `Design: ${commentText(design)}`,
        `Shared by every ${title} component of the design.`,
        `Checked against: Terraform provider ${provider.source} ${provider.version}`,
      ]),
    ])}\n${printHcl(items)}`,
  });
  return {
    pathOf,
    nodeFile: (plan, notices, items) => {
      const text = printHcl([commentOf(headerLines(plan, notices))]);
      return {
        path: pathOf(plan.node.id),
        language: 'hcl',
        text: items.length === 0 ? text : `${text}\n${printHcl(items)}`,
      };
    },
    mainFile: (design) =>
      shared('main', design, [
        block(
          'terraform',
          [],
          [
            attribute('required_version', '>= 1.5'),
            block(
              'required_providers',
              [],
              [
                attribute(
                  name,
                  objectOf({ source: provider.source, version: `~> ${provider.version.replace(/\.[0-9]+$/, '')}` }),
                ),
              ],
            ),
          ],
        ),
        block('provider', [name], settings),
        ...variables,
      ]),
    networkFile: (design, items) => shared('network', design, items),
  };
}

/** A value that the drawing can't know. Without a default: Terraform asks for it instead of guessing. */
export const variableBlock = (name: string, type: TypeName['name'], description: string): Block =>
  block('variable', [name], [attribute('type', typeOf(type)), attribute('description', description)]);

/** The same for what nobody else may read: Terraform keeps it out of its output. */
export const secretBlock = (name: string, description: string): Block =>
  block(
    'variable',
    [name],
    [attribute('type', typeOf('string')), attribute('description', description), attribute('sensitive', true)],
  );

/** A title within a sentence of ours: quoted, short enough to be read. */
export const named = (title: string): string => `"${[...title].slice(0, 80).join('')}"`;

export const isIpv6 = ({ host }: Pick<Upstream, 'host'>): boolean => host.includes(':');

/** Notices gathered while a file is written, behind those of the plan. */
export interface Notices {
  readonly all: readonly Notice[];
  readonly say: (kind: Notice['kind'], about: string, message: string) => void;
}

/** @param written what the exporter takes care of itself */
export function gather(plan: Plan, written: readonly Setting[] = []): Notices {
  const all: Notice[] = [...plan.notices, ...unwritten(plan, written)];
  return {
    all,
    // What several listeners or target groups have in common is said once.
    say: (kind, about, message) => {
      if (!all.some((notice) => notice.about === about && notice.message === message))
        all.push({ kind, about, message });
    },
  };
}

/** The mark beside a resource whose connection is known to fail. */
export const failureMark = (failure: string | null): readonly Item[] =>
  failure === null ? [] : [comment(`!!! WILL NOT CONNECT: ${failure}`)];
