import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseAst } from 'vite';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { parseAllDocuments } from 'yaml';

// What a parser of the language makes of source text, as text: two files that differ in comments alone read the same.

const require = createRequire(import.meta.url);

function shapeOf(node: Node): unknown {
  if (node.isError || node.isMissing) throw new SyntaxError(`line ${node.startPosition.row + 1}: ${node.text}`);
  const parts = node.children.filter((child): child is Node => child !== null && !child.type.includes('comment'));
  return parts.length === 0 ? node.text : [node.type, ...parts.map(shapeOf)];
}

async function grammar(file: string): Promise<(text: string) => string> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(file));
  return (text) => {
    const tree = parser.parse(text);
    if (!tree) throw new SyntaxError('not parsed');
    const shape = JSON.stringify(shapeOf(tree.rootNode));
    tree.delete();
    return shape;
  };
}

export const readGo = await grammar(require.resolve('tree-sitter-go/tree-sitter-go.wasm'));
export const readJava = await grammar(require.resolve('tree-sitter-java/tree-sitter-java.wasm'));

export const readJavascript = (text: string): string =>
  JSON.stringify(parseAst(text), (key, value) => (key === 'start' || key === 'end' ? undefined : value));

export function readYaml(text: string): string {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) throw new SyntaxError('empty');
  for (const { errors } of documents) if (errors[0]) throw errors[0];
  return JSON.stringify(documents.map((document) => document.toJS()));
}

/** All at once, for an interpreter takes its time to start. Bytes, as a file is read: a comment may name an encoding. */
export function readPython(python: string, texts: readonly string[]): readonly string[] {
  const program = `
import ast, json, sys
print(json.dumps([ast.dump(ast.parse(text.encode())) for text in json.load(sys.stdin)]))`;
  const output = execFileSync(python, ['-c', program], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return JSON.parse(output) as string[];
}
