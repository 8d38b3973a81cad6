import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useStore } from '../../store/store.ts';
import { cycleDial } from '../actions.ts';
import { linkSentence, markOf, markWords } from '../words.ts';
import type { LinkEdge } from './flow.ts';
import { linkIcons } from './marks.tsx';
import { surroundingsOf } from './surroundings.ts';

/** A link, drawn as what covers it: a tube for a session, a heavy warm line for plaintext, a gap where it breaks. */
export const LinkLine = memo(function LinkLine({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  selected,
}: EdgeProps<LinkEdge>) {
  const drawing = useStore((state) => state.drawing);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const link = drawing.links.get(id);
  const verdict = simulation.links.get(id);
  const [path, middleX, middleY] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
  });
  if (!link || !verdict) return <BaseEdge id={id} path={path} />;
  const around = surroundingsOf(drawing, simulation);
  const mark = markOf(verdict);
  const session = simulation.sessions.get(verdict.session ?? '');
  const Icon = linkIcons[mark];
  const word =
    mark === 'server' || mark === 'mutual' ? `${markWords[mark]} ${session?.version ?? ''}`.trim() : markWords[mark];
  const error = around.linkErrors.get(id)?.[0];
  const sentence = linkSentence(drawing, simulation, id);
  const title = (node: string) => drawing.nodes.get(node)?.title ?? node;
  const siblings = around.leaving.get(link.from)?.length ?? 1;
  const arriving = around.arriving.get(link.to) ?? [link];
  // A word needs room; the icon and the line tell the state without it.
  const roomy =
    selected || (Math.hypot(targetX - sourceX, targetY - sourceY) > 104 && siblings <= 3 && arriving.length <= 3);
  // Where lines fan out or in, badges keep to where the lines are apart.
  const fan = siblings > 1 || arriving.length > 1;
  const [x, y] =
    fan && targetX > sourceX
      ? pointOn(
          sourceX,
          sourceY,
          targetX,
          targetY,
          siblings > 1 ? 0.8 - 0.14 * Math.min(arriving.indexOf(link), 4) : 0.28,
        )
      : [middleX, middleY];
  const cased = verdict.layers.some(({ kind }) => kind === 'network');

  return (
    <g className="link" data-mark={mark} data-selected={selected || undefined}>
      {selected && <path d={path} className="link-halo" />}
      {cased && <path d={path} className="link-casing" />}
      {verdict.state === 'encrypted' && <path d={path} className="link-sleeve" />}
      <path d={path} className="link-core" pathLength={mark === 'failed' ? 100 : undefined} />
      {mark === 'mutual' && <path d={path} className="link-twin" />}
      <path d={path} className="react-flow__edge-interaction link-hit" />
      {session && session.links[0] === id && (
        <rect className="link-cap" x={sourceX + 1} y={sourceY - 8} width={4} height={16} rx={2} />
      )}
      <EdgeLabelRenderer>
        <div
          className="link-label nodrag nopan"
          style={{ transform: `translate(-50%, -50%) translate(${x - 5}px, ${y}px)` }}
        >
          <button
            type="button"
            className="badge"
            data-mark={mark}
            data-selected={selected || undefined}
            aria-label={`${title(link.from)} → ${title(link.to)}: ${markWords[mark]}. Change how it dials.`}
            title={`${sentence}\nClick: plaintext, TLS, mutual TLS.`}
            onClick={() => {
              useStore.setState({ selection: { nodes: new Set(), links: new Set([id]), zone: null } });
              cycleDial(id);
            }}
          >
            {Icon && <Icon size={14} strokeWidth={mark === 'failed' ? 3.5 : 2.2} aria-hidden="true" />}
            {mark === 'mutual' && <span className="badge-two" aria-hidden="true" />}
            {(roomy || !Icon) && <span>{word}</span>}
            {error && <TriangleAlert size={13} aria-label={`Design error: ${error.message}`} />}
          </button>
        </div>
      </EdgeLabelRenderer>
    </g>
  );
});

/** A point of React Flow's bezier between two cards that face each other, by the curve's parameter from 0 to 1. */
function pointOn(fromX: number, fromY: number, toX: number, toY: number, t: number): readonly [x: number, y: number] {
  const bend = (toX - fromX) / 2;
  const blend = (a: number, b: number, c: number, d: number) =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  return [blend(fromX, fromX + bend, toX - bend, toX), blend(fromY, fromY, toY, toY)];
}
