import { type Element, element } from '../config/xml.ts';

const found = import.meta.glob<string>('../products/*/icon.svg', { eager: true, query: '?raw', import: 'default' });

/** What an icon may be made of, and which of their attributes are taken over; anything else in the file is left out. */
const shapes = /<(path|circle|ellipse|rect)\s+([^<>]*?)\/>/g;
const attribute = /(d|cx|cy|r|rx|ry|x|y|width|height)="([-0-9.,\sA-Za-z]*)"/g;

/** A product's icon as shapes on a 24 × 24 grid, to be stroked and not filled. */
const icons: ReadonlyMap<string, readonly Element[]> = new Map(
  Object.entries(found).map(([path, svg]) => [
    path.split('/').at(-2) ?? '',
    [...svg.matchAll(shapes)].map(([, name = '', attributes = '']) =>
      element(
        name,
        Object.fromEntries([...attributes.matchAll(attribute)].map(([, key = '', value = '']) => [key, value])),
      ),
    ),
  ]),
);

export const iconOf = (product: string): readonly Element[] => icons.get(product) ?? icons.get('generic-service') ?? [];
