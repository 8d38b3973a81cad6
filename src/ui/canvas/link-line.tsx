import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { EqualNot, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useStore } from '../../store/store.ts';
import { cycleDial } from '../actions.ts';
import { useInterface } from '../interface.ts';
import { differenceWord, useDifference } from '../observed.ts';
import { markWords } from '../words.ts';
import { badgePlace } from './badge-place.ts';
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
  const difference = useDifference(id);
  const [path, middleX, middleY] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
  });
  if (!view) return <BaseEdge id={id} path={path} />;
  const { mark } = view;
  const Icon = linkIcons[mark];
  const badge = badgePlace({ sourceX, sourceY, targetX, targetY }, { x: middleX, y: middleY }, view.word, view);

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
          data-link={id}
          style={{ transform: `translate(-50%, -50%) translate(${badge.x}px, ${badge.y}px)` }}
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
            {(badge.word || selected || !Icon) && <span>{view.word}</span>}
            {view.error && <TriangleAlert size={13} aria-label={`Design error: ${view.error}`} />}
          </button>
          {difference && (
            <button
              type="button"
              className="seen-mark on-link"
              data-below={!badge.word || undefined}
              aria-label={`${differenceWord(difference)} on ${view.hop}: ${difference.message}`}
              title={difference.message}
              onClick={() => {
                useStore.setState({ selection: { nodes: new Set(), links: new Set([id]), zone: null } });
                useInterface.setState({ panel: 'observed', panelOpen: true });
              }}
            >
              <EqualNot size={14} strokeWidth={2.6} aria-hidden="true" />
              {differenceWord(difference)}
            </button>
          )}
        </div>
      </EdgeLabelRenderer>
    </g>
  );
});
