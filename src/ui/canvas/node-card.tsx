import { Handle, type NodeProps, Position } from '@xyflow/react';
import { KeyRound, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { modeOf } from '../../core/model/commands.ts';
import { boundListener, listenersOf, productOf } from '../../core/simulation/bounds.ts';
import { products } from '../../store/registry.ts';
import { useStore } from '../../store/store.ts';
import { cycleTermination } from '../actions.ts';
import { ProductIcon } from '../product-icon.tsx';
import { terminationMeanings, terminationTitles } from '../words.ts';
import type { CardNode } from './flow.ts';
import { handleTop } from './geometry.ts';
import { terminationIcons } from './marks.tsx';
import { cardView } from './view.ts';

/** A component: what it is, where TLS ends on it, and what it can read. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<CardNode>) {
  const view = useStore(useShallow(({ drawing, verdict }) => cardView(drawing, verdict.simulation, id)));
  if (!view) return null;
  const { node } = view;
  const product = productOf(node, products);
  const listeners = listenersOf(node, product);

  return (
    <article
      className="card"
      data-selected={selected || undefined}
      data-kind={product.kind}
      aria-label={node.title}
      title={view.sentence}
    >
      {view.pipe && <span className="card-pipe" data-mark={view.pipe} aria-hidden="true" />}
      <header className="card-head">
        <span className="card-icon">
          <ProductIcon product={product.id} size={22} />
        </span>
        <span className="card-titles">
          <strong className="card-title">{node.title}</strong>
          <span className="card-product">{view.known ? product.title : node.product}</span>
        </span>
      </header>
      <footer className="card-foot">
        <ul className="chips" aria-label="Readable here" title={view.chips}>
          {view.chip !== null && <li className="chip">{view.chip}</li>}
          {view.more > 0 && <li className="chip more">+{view.more}</li>}
        </ul>
        {view.errors !== '' && (
          <span className="card-error" title={view.errors}>
            <TriangleAlert size={16} aria-label="Design error" />
          </span>
        )}
        {view.holdsKeys && (
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
      {view.dials && (
        <Handle id="out" type="source" position={Position.Right} className="handle-out" title="Drag to link" />
      )}
    </article>
  );
});
