import { Search } from 'lucide-react';
import { useState } from 'react';
import type { ProductKind } from '../core/model/product.ts';
import { zoneKinds } from '../core/model/schema.ts';
import { products } from '../store/registry.ts';
import { useStore } from '../store/store.ts';
import { addComponent, addZone } from './actions.ts';
import { dragType } from './canvas/drag-type.ts';
import { ProductIcon } from './product-icon.tsx';
import { zoneKindTitles } from './words.ts';

const groups: readonly (readonly [ProductKind, string])[] = [
  ['client', 'Clients'],
  ['edge', 'CDN and edge'],
  ['load-balancer', 'Load balancers and proxies'],
  ['gateway', 'Gateways'],
  ['service', 'Services'],
  ['data-store', 'Data stores'],
  ['certificate-authority', 'Certificate authorities'],
];

/** Everything that can be put on the canvas: drag it there, or press Enter. */
export function Palette() {
  const [query, setQuery] = useState('');
  const all = useStore((state) => state.allProducts);
  const wanted = query.trim().toLowerCase();
  const fits = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const offered = all ? [...products.values()].sort((a, b) => (a.title < b.title ? -1 : 1)) : [];
  const first = offered.find(({ title, summary }) => fits(title, summary));
  const zones = zoneKinds.filter((kind) => fits(zoneKindTitles[kind], 'zone'));
  const place = (product: string, linked: boolean) =>
    addComponent(product, { from: linked ? [...useStore.getState().selection.nodes].at(-1) : undefined });

  return (
    <nav className="palette" aria-label="Components">
      <div className="search">
        <Search size={16} aria-hidden="true" />
        <input
          type="search"
          aria-label="Find a component"
          placeholder="Find a component"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && wanted !== '' && first) place(first.id, event.shiftKey);
          }}
        />
      </div>
      <div className="palette-list">
        {groups.map(([kind, heading]) => {
          const members = offered.filter(
            (product) => product.kind === kind && fits(product.title, product.summary, heading),
          );
          if (members.length === 0) return null;
          return (
            <section key={kind} aria-label={heading}>
              <h2 className="palette-heading">{heading}</h2>
              {members.map((product) => (
                <button
                  key={product.id}
                  type="button"
                  className="palette-item"
                  draggable
                  title={`${product.summary}. Drag to the canvas, or press Enter; with Shift it is linked from the selection.`}
                  onDragStart={(event) => {
                    event.dataTransfer.setData(dragType, product.id);
                    event.dataTransfer.effectAllowed = 'copy';
                  }}
                  onClick={(event) => place(product.id, event.shiftKey)}
                >
                  <ProductIcon product={product.id} size={20} />
                  <span>{product.title}</span>
                </button>
              ))}
            </section>
          );
        })}
        {zones.length > 0 && (
          <section aria-label="Trust zones">
            <h2 className="palette-heading">Trust zones</h2>
            {zones.map((kind) => (
              <button
                key={kind}
                type="button"
                className="palette-item"
                draggable
                title="Drag to the canvas, or press Enter"
                onDragStart={(event) => event.dataTransfer.setData(dragType, `zone:${kind}`)}
                onClick={() => addZone(kind)}
              >
                <span className="zone-swatch" data-kind={kind} aria-hidden="true" />
                <span>{zoneKindTitles[kind]}</span>
              </button>
            ))}
          </section>
        )}
        {!first && zones.length === 0 && <p className="hint">Nothing is called that. Draw a Service in its place.</p>}
      </div>
    </nav>
  );
}
