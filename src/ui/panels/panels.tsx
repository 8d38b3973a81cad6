import { Tabs } from '@base-ui/react/tabs';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useStore } from '../../store/store.ts';
import { useInterface } from '../interface.ts';
import { Fence } from './fence.tsx';
import { Findings } from './findings.tsx';

const Configs = lazy(() => import('./configs.tsx').then(({ Configs: component }) => ({ default: component })));

/** The tabbed panel below the canvas. A fault in one tab stays in it. */
export function Panels() {
  const panel = useInterface((state) => state.panel);
  const open = useInterface((state) => state.panelOpen);
  const count = useStore(({ verdict }) => verdict.findings.length + verdict.simulation.designErrors.length);
  return (
    <Tabs.Root
      className="panels"
      data-open={open || undefined}
      value={panel}
      onValueChange={(next: 'findings' | 'configs') => useInterface.setState({ panel: next, panelOpen: true })}
      render={<section aria-label="Panels" />}
    >
      <div className="panels-head">
        <Tabs.List className="tabs">
          <Tabs.Tab value="findings" className="tab">
            Findings <span className="count">{count}</span>
          </Tabs.Tab>
          <Tabs.Tab value="configs" className="tab">
            Configs
          </Tabs.Tab>
        </Tabs.List>
        <button
          type="button"
          className="icon-button"
          aria-expanded={open}
          aria-label={open ? 'Fold the panel' : 'Unfold the panel'}
          onClick={() => useInterface.setState({ panelOpen: !open })}
        >
          {open ? <ChevronDown size={18} aria-hidden="true" /> : <ChevronUp size={18} aria-hidden="true" />}
        </button>
      </div>
      {open && (
        <>
          <Tabs.Panel value="findings" className="panel">
            <Fence name="Findings">
              <Findings />
            </Fence>
          </Tabs.Panel>
          <Tabs.Panel value="configs" className="panel">
            <Fence name="Configs">
              <Suspense fallback={<p className="empty">Writing the configuration…</p>}>
                <Configs />
              </Suspense>
            </Fence>
          </Tabs.Panel>
        </>
      )}
    </Tabs.Root>
  );
}
