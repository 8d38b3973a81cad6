import { Dialog } from '@base-ui/react/dialog';
import { Command as Cmdk } from 'cmdk';
import { whyNoLink } from '../core/model/commands.ts';
import { products } from '../store/registry.ts';
import { select, useStore } from '../store/store.ts';
import { addComponent, link } from './actions.ts';
import { commands, showKeys } from './commands.ts';
import { focusSelection, useInterface } from './interface.ts';
import { ProductIcon } from './product-icon.tsx';

/** Type to do anything, to go anywhere, to add a component or to link to one. */
export function CommandPalette() {
  const palette = useInterface((state) => state.palette);
  const topology = useStore((state) => state.topology);
  const close = () => useInterface.setState({ palette: null });
  const act = (run: () => void) => {
    close();
    run();
  };
  const label =
    palette?.mode === 'link'
      ? `Link ${topology.nodes.get(palette.from)?.title ?? ''} to`
      : palette?.mode === 'add'
        ? 'Add a component'
        : 'Commands';
  return (
    <Dialog.Root open={palette !== null} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup command-popup" aria-label={label}>
          <Cmdk label={label} loop>
            <Cmdk.Input placeholder={`${label}…`} className="command-input" />
            <Cmdk.List className="command-list">
              <Cmdk.Empty className="command-empty">Nothing matches.</Cmdk.Empty>
              {palette?.mode === 'commands' && (
                <>
                  <Cmdk.Group heading="Do">
                    {commands
                      .filter(({ id }) => id !== 'palette')
                      .map(({ id, title, keys, run }) => (
                        <Cmdk.Item key={id} value={`${title} ${id}`} onSelect={() => act(run)} className="command-item">
                          <span>{title}</span>
                          {keys && <kbd>{showKeys(keys)}</kbd>}
                        </Cmdk.Item>
                      ))}
                  </Cmdk.Group>
                  <Cmdk.Group heading="Go to">
                    {[...topology.nodes.values()].slice(0, 500).map((node) => (
                      <Cmdk.Item
                        key={node.id}
                        value={`go ${node.title} ${node.id}`}
                        className="command-item"
                        onSelect={() =>
                          act(() => {
                            select({ nodes: new Set([node.id]) });
                            focusSelection();
                          })
                        }
                      >
                        <ProductIcon product={node.product} size={16} />
                        <span>{node.title}</span>
                      </Cmdk.Item>
                    ))}
                  </Cmdk.Group>
                </>
              )}
              {palette?.mode === 'link' &&
                [...topology.nodes.values()].slice(0, 500).map((node) => {
                  const why = whyNoLink(topology, products, palette.from, node.id);
                  if (node.id === palette.from) return null;
                  return (
                    <Cmdk.Item
                      key={node.id}
                      value={`${node.title} ${node.id}`}
                      disabled={why !== null}
                      className="command-item"
                      onSelect={() =>
                        act(() => {
                          link(palette.from, node.id);
                          useInterface.setState({ focusCard: palette.from });
                        })
                      }
                    >
                      <ProductIcon product={node.product} size={16} />
                      <span>{node.title}</span>
                      {why && <span className="quiet">{why}</span>}
                    </Cmdk.Item>
                  );
                })}
              {palette?.mode === 'add' &&
                [...products.values()].map((product) => (
                  <Cmdk.Item
                    key={product.id}
                    value={`${product.title} ${product.summary}`}
                    className="command-item"
                    onSelect={() =>
                      act(() => {
                        const added = addComponent(product.id, {
                          ...(palette.at ? { at: palette.at } : {}),
                          from: palette.from,
                        });
                        useInterface.setState({ focusCard: added });
                      })
                    }
                  >
                    <ProductIcon product={product.id} size={16} />
                    <span>{product.title}</span>
                    <span className="quiet">{product.summary}</span>
                  </Cmdk.Item>
                ))}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
