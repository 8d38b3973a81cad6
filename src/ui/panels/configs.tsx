import { Package } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { slugOf, zipOf } from '../../core/bundle/archive.ts';
import { bundleDesign, type DesignBundle } from '../../core/bundle/design.ts';
import { encodeDesign } from '../../core/link/codec.ts';
import { asDrawn, planDesign } from '../../core/plan/plan.ts';
import { containers } from '../../core/products/containers.ts';
import { exporters } from '../../core/products/exporters.ts';
import { products } from '../../core/products/index.ts';
import { say, useStore } from '../../store/store.ts';
import { download } from '../files.ts';
import { Segments } from '../inspector/fields.tsx';
import { FileView } from './file-view.tsx';

const HopView = lazy(() => import('./hop-view.tsx').then(({ HopView: component }) => ({ default: component })));

/** The configuration that makes the drawing true: file by file, both ends of a link at once, and all of it as a zip. */
export function Configs() {
  // Boxes that are being moved come first: what is written of them may lag behind.
  const topology = useDeferredValue(useStore((state) => state.topology));
  const simulation = useDeferredValue(useStore(({ verdict }) => verdict.simulation));
  const link = useStore(({ selection }) => [...selection.links].at(-1));
  const [mode, setMode] = useState<'files' | 'hop'>('files');
  const { plans, bundle } = useMemo(() => {
    const reopen = `${location.origin}${location.pathname}#d=${encodeDesign(topology)}`;
    const plans = planDesign(topology, simulation, products, asDrawn, reopen);
    return { plans, bundle: bundleDesign(topology, simulation, plans, exporters, containers) };
  }, [topology, simulation]);

  if (bundle.files.length === 0)
    return (
      <div className="empty">
        <p>Nothing in this design is configured by a file yet. Add a proxy, a load balancer or a database.</p>
      </div>
    );
  return (
    <div className="configs">
      <div className="configs-head">
        <Segments
          label="Show"
          value={mode}
          choices={[
            { value: 'files', title: 'Files' },
            { value: 'hop', title: 'Hop' },
          ]}
          onChange={setMode}
        />
        <span className="spacer" />
        <button type="button" className="button primary" onClick={() => saveBundle(topology.title, bundle)}>
          <Package size={16} aria-hidden="true" /> Download all (zip)
        </button>
      </div>
      {mode === 'files' ? (
        <FileView bundle={bundle} />
      ) : (
        <Suspense fallback={<p className="empty">Looking at both ends…</p>}>
          <HopView plans={plans} bundle={bundle} link={link} />
        </Suspense>
      )}
    </div>
  );
}

function saveBundle(title: string, { all }: DesignBundle): void {
  download(`${slugOf(title)}-configs.zip`, 'application/zip', zipOf(all));
  say(`${all.length} files saved.`);
}
