import type { NodeProps } from '@xyflow/react';
import { Shield } from 'lucide-react';
import { memo } from 'react';
import { hostility } from '../../core/simulation/zones.ts';
import { select, useStore } from '../../store/store.ts';
import { zoneKindTitles } from '../words.ts';
import type { ZoneNode } from './flow.ts';

/** A trust zone: a labelled frame behind what is declared to lie in it. */
export const ZoneFrame = memo(function ZoneFrame({ data, selected }: NodeProps<ZoneNode>) {
  const zone = useStore(({ drawing }) => drawing.zones.get(data.zone));
  if (!zone) return null;
  const encrypted = zone.networkEncryption !== undefined && zone.networkEncryption !== 'none';
  return (
    <section
      className="zone"
      data-kind={zone.kind}
      data-hostile={hostility[zone.kind] === 3 || undefined}
      data-selected={selected || undefined}
      aria-label={`Zone ${zone.title}`}
    >
      <button type="button" className="zone-title nodrag nopan" onClick={() => select({ zone: zone.id })}>
        {zone.title}
        {zone.title !== zoneKindTitles[zone.kind] && <span className="zone-kind">{zoneKindTitles[zone.kind]}</span>}
        {encrypted && (
          <span className="zone-kind">
            <Shield size={12} aria-hidden="true" /> {zone.networkEncryption}
          </span>
        )}
      </button>
    </section>
  );
});
