import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useStore } from '../../store/store.ts';
import { cycleDial } from '../actions.ts';
import { markWords } from '../words.ts';
import type { LinkEdge } from './flow.ts';
import { linkIcons } from './marks.tsx';
import { lineView } from './view.ts';

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
  const view = useStore(useShallow(({ drawing, verdict }) => lineView(drawing, verdict.simulation, id)));
  const [path, middleX, middleY] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
  });
  if (!view) return <BaseEdge id={id} path={path} />;
  const { mark, leaving, arriving } = view;
  const Icon = linkIcons[mark];
  // A word needs room; the icon and the line tell the state without it.
  const roomy = selected || (Math.hypot(targetX - sourceX, targetY - sourceY) > 104 && leaving <= 3 && arriving <= 3);
  // Where lines fan out or in, badges keep to where the lines are apart.
  const fan = leaving > 1 || arriving > 1;
  const [x, y] =
    fan && targetX > sourceX
      ? pointOn(sourceX, sourceY, targetX, targetY, leaving > 1 ? 0.8 - 0.14 * Math.min(view.place, 4) : 0.28)
      : [middleX, middleY];

  return (
    <g className="link" data-mark={mark} data-selected={selected || undefined}>
      {selected && <path d={path} className="link-halo" />}
      {view.cased && <path d={path} className="link-casing" />}
      {view.encrypted && <path d={path} className="link-sleeve" />}
      <path d={path} className="link-core" pathLength={mark === 'failed' ? 100 : undefined} />
      {mark === 'mutual' && <path d={path} className="link-twin" />}
      <path d={path} className="react-flow__edge-interaction link-hit" />
      {view.capped && <rect className="link-cap" x={sourceX + 1} y={sourceY - 8} width={4} height={16} rx={2} />}
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
            aria-label={`${view.hop}: ${markWords[mark]}. Change how it dials.`}
            title={`${view.sentence}\nClick: plaintext, TLS, mutual TLS.`}
            onClick={() => {
              useStore.setState({ selection: { nodes: new Set(), links: new Set([id]), zone: null } });
              cycleDial(id);
            }}
          >
            {Icon && <Icon size={14} strokeWidth={mark === 'failed' ? 3.5 : 2.2} aria-hidden="true" />}
            {mark === 'mutual' && <span className="badge-two" aria-hidden="true" />}
            {(roomy || !Icon) && <span>{view.word}</span>}
            {view.error && <TriangleAlert size={13} aria-label={`Design error: ${view.error}`} />}
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
