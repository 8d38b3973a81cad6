import {
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { memo, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { placed } from './drawing.ts';
import { measure } from './probe.ts';
import './bare.css';

/** React Flow alone, with the same drawing and much the same on each card: (a) by its defaults, (b) by its best practice. */
const asked = new URLSearchParams(location.search);
const best = asked.get('page') === 'b';
const topology = placed(Number(asked.get('nodes')));

type Card = Node<{ title: string; product: string; readable: boolean }, 'card'>;

function Plain({ data }: NodeProps<Card>) {
  return (
    <article className="card">
      <header>
        <span className="icon" />
        <span>
          <strong>{data.title}</strong>
          <small>{data.product}</small>
        </span>
      </header>
      <footer>{data.readable && <span className="chip">Card number</span>}</footer>
      <Handle type="target" position={Position.Left} />
      <button type="button" className="mark" aria-label="Terminates TLS" />
      <Handle type="source" position={Position.Right} />
    </article>
  );
}

const nodeTypes = { card: best ? memo(Plain) : Plain };

const firstNodes: Card[] = [...topology.nodes.values()].map(({ id, title, product }, number) => ({
  id,
  type: 'card',
  position: topology.layout.get(id) ?? { x: 0, y: 0 },
  data: { title, product, readable: number % 2 === 0 },
}));
const colour = { plaintext: { stroke: '#d55e00', strokeWidth: 4 }, session: { stroke: '#0072b2', strokeWidth: 2 } };
const firstEdges: Edge[] = [...topology.links.values()].map(({ id, from, to, dial }) => ({
  id,
  source: from,
  target: to,
  style: dial.tls === 'plaintext' ? colour.plaintext : colour.session,
}));

let instance: ReactFlowInstance<Card, Edge> | null = null;
const middle = `l3-${Math.floor(topology.nodes.size / 12)}-0`;
let turned = false;

function restyle() {
  turned = !turned;
  // At once: React's own schedule would only make it later.
  flushSync(() => {
    instance?.setEdges((edges) =>
      edges.map((edge) => (edge.id === middle ? { ...edge, style: turned ? colour.session : colour.plaintext } : edge)),
    );
    const target = topology.links.get(middle)?.to ?? '';
    instance?.updateNodeData(target, ({ data }) => ({ readable: !data.readable }));
  });
}

function Bare() {
  const [nodes] = useState(firstNodes);
  const [edges] = useState(firstEdges);
  return (
    <ReactFlow<Card, Edge>
      defaultNodes={nodes}
      defaultEdges={edges}
      nodeTypes={nodeTypes}
      onlyRenderVisibleElements={best}
      onInit={(made) => {
        instance = made;
      }}
      fitView
      minZoom={0.02}
      // The same gestures as in the app, so that one hand drives them all.
      panOnScroll
    />
  );
}

const root = document.getElementById('bare');
if (!root) throw new Error('the page lacks #bare');
for (const side of ['left', 'top', 'width', 'height'] as const) root.style[side] = `${asked.get(side)}px`;
createRoot(root).render(<Bare />);

Object.assign(globalThis, {
  bench: measure({
    ready: () => document.querySelectorAll('.react-flow__edge').length >= topology.links.size,
    fit: () => void instance?.fitView(),
    edit: restyle,
    seen: () => instance?.getEdge(middle)?.style?.stroke ?? '',
  }),
});
