import { useStore } from '../../store/store.ts';
import { deleteSelection } from '../actions.ts';
import { DesignFields } from './design-fields.tsx';
import { LinkFields } from './link-fields.tsx';
import { NodeFields } from './node-fields.tsx';
import { ZoneFields } from './zone-fields.tsx';

/** What is selected: in plain words first, the fields second. */
export function Inspector() {
  const topology = useStore((state) => state.topology);
  const selection = useStore((state) => state.selection);
  const count = selection.nodes.size + selection.links.size;
  const node = count === 1 ? topology.nodes.get([...selection.nodes][0] ?? '') : undefined;
  const link = count === 1 ? topology.links.get([...selection.links][0] ?? '') : undefined;
  const zone = count === 0 && selection.zone !== null ? topology.zones.get(selection.zone) : undefined;
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  const heading =
    node?.title ??
    (link ? `${title(link.from)} → ${title(link.to)}` : (zone?.title ?? (count > 1 ? `${count} selected` : 'Design')));
  return (
    <aside className="inspector" aria-label="Inspector">
      <h2 className="inspector-title">{heading}</h2>
      {node ? (
        <NodeFields key={node.id} node={node} />
      ) : link ? (
        <LinkFields key={link.id} link={link} />
      ) : zone ? (
        <ZoneFields key={zone.id} zone={zone} />
      ) : count > 1 ? (
        <p className="lead">Move them together, or press Delete.</p>
      ) : (
        <DesignFields />
      )}
      {(count > 0 || zone) && (
        <button type="button" className="button danger" onClick={deleteSelection}>
          Delete
        </button>
      )}
    </aside>
  );
}
