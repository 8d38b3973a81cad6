const found = import.meta.glob<string>('../core/products/*/icon.svg', {
  eager: true,
  query: '?url',
  import: 'default',
});

const icons = new Map(Object.entries(found).map(([path, url]) => [path.split('/').at(-2) ?? '', url]));

/** The address of a product's glyph, or that of any service. */
export const iconUrl = (product: string): string | undefined => icons.get(product) ?? icons.get('generic-service');

/** A product's glyph in the colour of the text around it: the drawing is a mask. Decorative; the title stands beside it. */
export function ProductIcon({ product, size = 20 }: { product: string; size?: number }) {
  const url = iconUrl(product);
  const mask = url ? `url("${url}") center / contain no-repeat` : undefined;
  return (
    <span
      className="product-icon"
      aria-hidden="true"
      style={{ width: size, height: size, ...(mask ? { mask, WebkitMask: mask } : {}) }}
    />
  );
}
