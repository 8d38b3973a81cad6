import { type Claim, type Name, type ObserverName, type Part, type Sentence, sentences } from './grammar.ts';
import { quote } from './tokens.ts';

/** The sentence of a claim in its usual form: parsing it gives the claim back. */
export function print(claim: Claim): string {
  const sentence: Sentence | undefined = sentences.find(({ id }) => id === claim.kind);
  if (!sentence) throw new Error(`no sentence is called ${claim.kind}`);
  const fields: Readonly<Record<string, unknown>> = { ...claim };
  return sentence.parts
    .map((part) => (typeof part === 'string' ? usual(part) : slotText(part, fields[part.as])))
    .join(' ');
}

/** Of words where either does, the first. */
const usual = (words: string): string => words.replaceAll(/\|[^ ]+/g, '');

function slotText({ slot }: Exclude<Part, string>, value: unknown): string {
  // Each slot was read, or typed, as what it asks for.
  switch (slot) {
    case 'choice':
    case 'count':
      return String(value);
    case 'nodes':
      return `{${(value as readonly Name[]).map(nameText).join(', ')}}`;
    case 'observer':
      return observerText(value as ObserverName);
    case 'what':
    case 'subject':
    case 'zone':
    case 'node':
    case 'flow':
    case 'pack':
      return nameText(value as Name);
  }
}

const nameText = ({ text, quoted }: Name): string => (quoted ? quote(text) : text);

/** The name of an observer as a sentence has it. */
export function observerText(observer: ObserverName): string {
  if (observer.kind === 'titled') return quote(observer.title);
  if (observer.kind === 'recorder') return 'recorder';
  return `${observer.kind}:${observer.of ? nameText(observer.of) : ''}`;
}
