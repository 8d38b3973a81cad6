import { Tabs } from '@base-ui/react/tabs';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useStore } from '../../store/store.ts';
import { type Panel, useInterface } from '../interface.ts';
import { useComparison } from '../observed.ts';
import { Fence } from './fence.tsx';
import { useFindings } from './use-findings.ts';

const Findings = lazy(() => import('./findings.tsx').then(({ Findings: component }) => ({ default: component })));
const Observed = lazy(() => import('./observed.tsx').then(({ Observed: component }) => ({ default: component })));
const Configs = lazy(() => import('./configs.tsx').then(({ Configs: component }) => ({ default: component })));

/** The tabbed panel below the canvas. A fault in one tab stays in it. */
export function Panels() {
  const panel = useInterface((state) => state.panel);
  const open = useInterface((state) => state.panelOpen);
  const findings = useFindings();
  const comparison = useComparison();
  const differing = [...(comparison?.links.values() ?? [])].filter(({ agreement }) => agreement === 'differs').length;
  const errors = useStore(({ verdict }) => verdict.simulation.designErrors.length);
  return (
    <Tabs.Root
      className="panels"
      data-open={open || undefined}
      // Results belong to one design; another one that is opened has none.
      value={panel === 'observed' && !comparison ? 'findings' : panel}
      onValueChange={(next: Panel) => useInterface.setState({ panel: next, panelOpen: true })}
      render={<section aria-label="Panels" />}
    >
      <div className="panels-head">
        <Tabs.List className="tabs">
          <Tabs.Tab value="findings" className="tab">
            Findings {findings && <span className="count">{findings.length + errors}</span>}
          </Tabs.Tab>
          <Tabs.Tab value="configs" className="tab">
            Configs
          </Tabs.Tab>
          {comparison && (
            <Tabs.Tab value="observed" className="tab">
              Observed <span className="count">{differing}</span>
            </Tabs.Tab>
          )}
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
              {/* Nothing found is said only once the rules have looked. */}
              <Suspense fallback={<Looking />}>{findings ? <Findings findings={findings} /> : <Looking />}</Suspense>
            </Fence>
          </Tabs.Panel>
          <Tabs.Panel value="configs" className="panel">
            <Fence name="Configs">
              <Suspense fallback={<p className="empty">Writing the configuration…</p>}>
                <Configs />
              </Suspense>
            </Fence>
          </Tabs.Panel>
          {comparison && (
            <Tabs.Panel value="observed" className="panel">
              <Fence name="Observed">
                <Suspense fallback={<p className="empty">Comparing…</p>}>
                  <Observed comparison={comparison} />
                </Suspense>
              </Fence>
            </Tabs.Panel>
          )}
        </>
      )}
    </Tabs.Root>
  );
}

const Looking = () => <p className="empty">Looking through the design…</p>;
