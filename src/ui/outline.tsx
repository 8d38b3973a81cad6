import { memo, useMemo } from 'react';
import type { Topology } from '../core/model/topology.ts';
import type { Simulation } from '../core/simulation/verdict.ts';
import { useStore } from '../store/store.ts';
import { useAfterPaint } from './after-paint.ts';
import { useComparison } from './observed.ts';
import { designSentence, linkSentence, nodeSentence } from './words.ts';

/** The drawing and its verdict as text, for those who do not see the canvas. In step with it, off the screen. */
export function Outline() {
  const topology = useStore((state) => state.drawing);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const now = useMemo(() => ({ topology, simulation }), [topology, simulation]);
  return <Text {...useAfterPaint(now)} />;
}

const Text = memo(function Text({ topology, simulation }: { topology: Topology; simulation: Simulation }) {
  const comparison = useComparison();
  const seen = (link: string) => {
    const found = comparison?.links.get(link);
    return found && found.agreement !== 'unknown' ? ` Observed: ${found.message}` : '';
  };
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  return (
    <section className="unseen" aria-label="Outline of the design">
      <h2>{topology.title}</h2>
      <p>{designSentence(topology, simulation)}</p>
      <ul>
        {[...topology.nodes.values()].slice(0, 300).map((node) => (
          <li key={node.id}>
            {node.title}. {nodeSentence(topology, simulation.nodes.get(node.id))}
          </li>
        ))}
      </ul>
      <ul>
        {[...topology.links.values()].slice(0, 300).map((link) => (
          <li key={link.id}>
            {title(link.from)} to {title(link.to)}: {linkSentence(topology, simulation, link.id)}
            {seen(link.id)}
          </li>
        ))}
      </ul>
    </section>
  );
});
