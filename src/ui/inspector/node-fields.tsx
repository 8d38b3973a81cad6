import { ExternalLink } from 'lucide-react';
import { changeNode, freshId } from '../../core/model/commands.ts';
import { protocolOf } from '../../core/model/protocols.ts';
import type { Node } from '../../core/model/schema.ts';
import { hostOf, listenersOf, productOf } from '../../core/simulation/bounds.ts';
import { products } from '../../store/registry.ts';
import { change, useStore } from '../../store/store.ts';
import { nodeSentence } from '../words.ts';
import { checkName, checkTitle, SelectField, TextField } from './fields.tsx';
import { ListenerFields } from './listener-fields.tsx';

export function NodeFields({ node }: { node: Node }) {
  const topology = useStore((state) => state.topology);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const product = productOf(node, products);
  const listeners = listenersOf(node, product);
  const errors = simulation.designErrors.filter(({ where }) => where.node === node.id && !where.link);
  const set = (label: string, fields: Parameters<typeof changeNode>[2]) =>
    change(`${node.title}: ${label}`, (before) => changeNode(before, node.id, fields));
  const all = useStore((state) => state.allProducts);
  const choices = [...products.values()]
    .filter(({ id }) => all || id === node.product)
    .map(({ id, title }) => ({ value: id, title }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
  return (
    <>
      <p className="lead">{nodeSentence(topology, simulation.nodes.get(node.id))}</p>
      {errors.map((error) => (
        <div key={`${error.code}:${error.where.listener}`} className="notice error">
          <p>{error.message}</p>
          <p>{error.alternative}</p>
          {error.source && <Source url={error.source} />}
        </div>
      ))}
      <TextField label="Name" value={node.title} check={checkTitle} onCommit={(title) => set('rename', { title })} />
      <SelectField
        label="Product"
        value={node.product}
        choices={
          products.has(node.product)
            ? choices
            : [{ value: node.product, title: `${node.product} (unknown)` }, ...choices]
        }
        onChange={(next) => set('product', { product: next })}
      />
      <SelectField
        label="Zone"
        value={node.zone ?? ''}
        choices={[
          { value: '', title: 'None drawn' },
          ...[...topology.zones.values()].map(({ id, title }) => ({ value: id, title })),
        ]}
        onChange={(zone) => set('zone', { zone: zone === '' ? undefined : zone })}
      />
      <TextField
        label="Address"
        value={node.host ?? ''}
        placeholder={hostOf({ id: node.id })}
        check={checkName}
        onCommit={(host) => set('address', { host: host === '' ? undefined : host })}
      />
      <TextField
        label="Version"
        value={node.version ?? ''}
        placeholder="current"
        check={(text) => (text === '' || /^[0-9]+(\.[0-9]+){0,3}$/.test(text) ? null : 'A version such as 1.29.5.')}
        onCommit={(version) => set('version', { version: version === '' ? undefined : version })}
      />
      {listeners.map((listener) => (
        <ListenerFields key={listener.id} node={node} listener={listener} />
      ))}
      {product.kind !== 'client' && (
        <div className="row">
          <button
            type="button"
            className="button"
            onClick={() => {
              const ids = new Set(listeners.map(({ id }) => id));
              const used = new Set(listeners.map(({ port }) => port));
              const { plaintext, tls } = protocolOf(product.defaults.protocol).ports;
              const port = [tls, plaintext, 8443, 8080].find((each) => !used.has(each)) ?? Math.max(...used) + 1;
              set('add listener', {
                listeners: [...listeners, { id: freshId(ids, `port-${port}`), port, tls: { mode: 'plaintext' } }],
              });
            }}
          >
            Add a listener
          </button>
          {listeners.length > 1 && (
            <button
              type="button"
              className="button"
              onClick={() => set('remove listener', { listeners: listeners.slice(0, -1) })}
            >
              Remove the last
            </button>
          )}
        </div>
      )}
      <section className="group" aria-label={`About ${product.title}`}>
        <h3>About {product.title}</h3>
        <ul className="facts">
          <li>
            {product.operator === null
              ? 'You run it: nobody else has its memory.'
              : `${product.operator} runs it and can read what it terminates.`}
          </li>
          {[product.keyLocation, ...product.facts].map((fact) => (
            <li key={fact.text}>
              {fact.text} <Source url={fact.source} />
            </li>
          ))}
        </ul>
        <p className="hint">Exports checked against: {product.checkedAgainst}.</p>
      </section>
    </>
  );
}

export function Source({ url }: { url: string }) {
  return (
    <a className="source" href={url} target="_blank" rel="noreferrer noopener">
      Source <ExternalLink size={11} aria-hidden="true" />
    </a>
  );
}
