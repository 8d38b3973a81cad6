import { Trash2 } from 'lucide-react';
import { freshId, putAsset, removeAsset, removeFlow, setTitle } from '../../core/model/commands.ts';
import { classifications } from '../../core/model/schema.ts';
import { patternTitles } from '../../core/simulation/pattern.ts';
import { change, select, useStore } from '../../store/store.ts';
import { useAfterPaint } from '../after-paint.ts';
import { designSentence } from '../words.ts';
import { checkTitle, SelectField, TextField } from './fields.tsx';

/** The design as a whole: what it says in one sentence, its data, its flows. */
export function DesignFields() {
  const topology = useStore((state) => state.topology);
  const simulation = useAfterPaint(useStore(({ verdict }) => verdict.simulation));
  return (
    <>
      <p className="lead">{designSentence(topology, simulation)}</p>
      {simulation.notes.map((note) => (
        <p key={note.message} className="notice">
          {note.message}
        </p>
      ))}
      <TextField
        label="Title"
        value={topology.title}
        check={checkTitle}
        onCommit={(title) => change('title', (before) => setTitle(before, title))}
      />
      <section className="group" aria-label="Data">
        <h3>Data that travels</h3>
        {topology.data.size === 0 && (
          <p className="hint">
            Name what must not be read — a card number, a password — and every place that can read it shows it.
          </p>
        )}
        {[...topology.data.values()].map((asset) => (
          <div className="asset" key={asset.id}>
            <TextField
              label="Name"
              value={asset.title}
              check={checkTitle}
              onCommit={(title) => change('data', (before) => putAsset(before, { ...asset, title }))}
            />
            <SelectField
              label="Class"
              value={asset.classification}
              choices={[...new Set([...classifications, asset.classification])].map((each) => ({
                value: each,
                title: each,
              }))}
              onChange={(classification) => change('data', (before) => putAsset(before, { ...asset, classification }))}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={`Remove ${asset.title}`}
              title="Remove"
              onClick={() => change('remove data', (before) => removeAsset(before, asset.id))}
            >
              <Trash2 size={16} aria-hidden="true" />
            </button>
          </div>
        ))}
        <button
          type="button"
          className="button"
          onClick={() =>
            change('add data', (before) => {
              const id = freshId(before.data, 'data');
              const added = putAsset(before, { id, title: 'Customer data', classification: 'personal' });
              return {
                ...added,
                flows: new Map(
                  [...added.flows].map(([key, flow]) => [key, { ...flow, carries: [...flow.carries, id] }]),
                ),
              };
            })
          }
        >
          Add data
        </button>
      </section>
      <section className="group" aria-label="Flows">
        <h3>Flows</h3>
        {topology.flows.size === 0 && simulation.flows.size > 0 && (
          <p className="hint">Derived from the drawing: every way from a client as far as it goes.</p>
        )}
        {simulation.flows.size === 0 && <p className="hint">Link a client to something and its traffic shows here.</p>}
        <ul className="flows">
          {[...simulation.flows.values()].slice(0, 60).map(({ flow, outcome, pattern, failsAt }) => (
            <li key={flow.id} className="flow">
              <button
                type="button"
                className="flow-button"
                onClick={() => select({ links: new Set(failsAt ? [failsAt] : flow.path) })}
              >
                <span>{flow.title}</span>
                <span className="tag" data-tone={outcome === 'failed' ? 'failed' : undefined}>
                  {outcome === 'failed' ? 'fails' : patternTitles[pattern]}
                </span>
              </button>
              {topology.flows.has(flow.id) && (
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Remove flow ${flow.title}`}
                  title="Remove"
                  onClick={() => change('remove flow', (before) => removeFlow(before, flow.id))}
                >
                  <Trash2 size={16} aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
        {simulation.flows.size > 60 && <p className="hint">… and {simulation.flows.size - 60} more.</p>}
      </section>
    </>
  );
}
