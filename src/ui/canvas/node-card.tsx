import { Handle, type NodeProps, Position } from '@xyflow/react';
import { KeyRound, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { modeOf } from '../../core/model/commands.ts';
import { can } from '../../core/model/product.ts';
import { products } from '../../core/products/index.ts';
import { boundListener, listenersOf, productOf } from '../../core/simulation/bounds.ts';
import { assetTitle } from '../../core/simulation/simulate.ts';
import { useStore } from '../../store/store.ts';
import { cycleTermination } from '../actions.ts';
import { ProductIcon } from '../product-icon.tsx';
import { markOf, nodeSentence, terminationMeanings, terminationTitles } from '../words.ts';
import type { CardNode } from './flow.ts';
import { handleTop } from './geometry.ts';
import { terminationIcons } from './marks.tsx';
import { surroundingsOf } from './surroundings.ts';

/** A component: what it is, where TLS ends on it, and what it can read. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<CardNode>) {
  const drawing = useStore((state) => state.drawing);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const node = drawing.nodes.get(id);
  if (!node) return null;
  const product = productOf(node, products);
  const known = products.has(node.product);
  const verdict = simulation.nodes.get(id);
  const listeners = listenersOf(node, product);
  const { nodeErrors, relayed } = surroundingsOf(drawing, simulation);
  const errors = nodeErrors.get(id) ?? [];
  const pipe = simulation.links.get(relayed.get(id)?.[0]?.links[0] ?? '');
  const dials = can(product, 'dial:plaintext') || can(product, 'dial:tls');
  const chips = verdict?.plaintext ?? [];

  return (
    <article
      className="card"
      data-selected={selected || undefined}
      data-kind={product.kind}
      aria-label={node.title}
      title={nodeSentence(drawing, verdict)}
    >
      {pipe && <span className="card-pipe" data-mark={markOf(pipe)} aria-hidden="true" />}
      <header className="card-head">
        <span className="card-icon">
          <ProductIcon product={product.id} size={22} />
        </span>
        <span className="card-titles">
          <strong className="card-title">{node.title}</strong>
          <span className="card-product">{known ? product.title : node.product}</span>
        </span>
      </header>
      <footer className="card-foot">
        <ul className="chips" aria-label="Readable here">
          {chips.slice(0, 1).map((asset) => (
            <li key={asset} className="chip">
              {assetTitle(drawing, asset)}
            </li>
          ))}
          {chips.length > 1 && (
            <li className="chip more" title={chips.map((asset) => assetTitle(drawing, asset)).join(', ')}>
              +{chips.length - 1}
            </li>
          )}
        </ul>
        {errors.length > 0 && (
          <span className="card-error" title={errors.map(({ message }) => message).join('\n')}>
            <TriangleAlert size={16} aria-label="Design error" />
          </span>
        )}
        {verdict?.holdsKeys && (
          <span className="card-key" title="Holds a private key">
            <KeyRound size={14} aria-label="Holds a private key" />
          </span>
        )}
      </footer>
      {listeners.map((listener, index) => {
        const { mode } = boundListener(node, product, listener);
        const Icon = terminationIcons[mode];
        const top = handleTop(index, listeners.length);
        const words = `${node.title}, port ${listener.port}: ${mode === 'closed' ? 'closed' : terminationMeanings[mode]}`;
        return (
          <span key={listener.id}>
            <Handle
              id={index === 0 ? 'default' : listener.id}
              type="target"
              position={Position.Left}
              style={{ top }}
              className="handle-in"
            />
            {index === 0 && (
              <Handle id={listener.id} type="target" position={Position.Left} style={{ top }} className="handle-in" />
            )}
            <button
              type="button"
              className="termination nodrag nopan"
              style={{ top }}
              data-mode={mode}
              aria-label={`${words}. Change where TLS ends.`}
              title={`${words} (${terminationTitles[modeOf(listener.tls)]}, port ${listener.port}). Click to change.`}
              onClick={(event) => {
                event.stopPropagation();
                cycleTermination(id, listener);
              }}
            >
              <Icon size={14} aria-hidden="true" />
            </button>
          </span>
        );
      })}
      {listeners.length === 0 && (
        <Handle id="default" type="target" position={Position.Left} className="handle-in" isConnectable={false} />
      )}
      {dials && <Handle id="out" type="source" position={Position.Right} className="handle-out" title="Drag to link" />}
    </article>
  );
});
