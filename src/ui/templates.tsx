import { Dialog } from '@base-ui/react/dialog';
import { FilePlus2, X } from 'lucide-react';
import { templates } from '../core/templates/index.ts';
import { readShelf } from '../store/shelf.ts';
import { useStore } from '../store/store.ts';
import { useInterface } from './interface.ts';
import { openEmpty, openShelved, openTemplate } from './start.ts';

/** Patterns and examples to start from, and the designs kept in this browser. */
export function Templates() {
  const open = useInterface((state) => state.templatesOpen);
  const current = useStore((state) => state.document);
  const close = () => useInterface.setState({ templatesOpen: false });
  const recent = open ? readShelf().filter(({ id }) => id !== current) : [];
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useInterface.setState({ templatesOpen: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup templates-popup">
          <header className="popup-head">
            <Dialog.Title className="popup-title">Start from</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <X size={18} aria-hidden="true" />
            </Dialog.Close>
          </header>
          <Dialog.Description className="hint">
            Each opens as a design of its own. What is open now stays in this browser.
          </Dialog.Description>
          <div className="template-grid">
            <button
              type="button"
              className="template"
              onClick={() => {
                close();
                void openEmpty();
              }}
            >
              <strong>
                <FilePlus2 size={16} aria-hidden="true" /> Empty canvas
              </strong>
              <span>Nothing drawn yet.</span>
            </button>
            {templates.map(({ id, title, summary, load }) => (
              <button
                key={id}
                type="button"
                className="template"
                onClick={() => {
                  close();
                  void openTemplate(load);
                }}
              >
                <strong>{title}</strong>
                <span>{summary}</span>
              </button>
            ))}
          </div>
          {recent.length > 0 && (
            <>
              <h3 className="popup-subtitle">Kept in this browser</h3>
              <ul className="recent">
                {recent.slice(0, 12).map(({ id, title, touched }) => (
                  <li key={id}>
                    <button
                      type="button"
                      className="recent-item"
                      onClick={() => {
                        close();
                        void openShelved(id);
                      }}
                    >
                      <span>{title}</span>
                      <span className="quiet">{new Date(touched).toLocaleDateString()}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
