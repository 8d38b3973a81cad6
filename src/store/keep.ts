import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

/** Whether what is on screen is also on disk. */
export type Saved =
  | { readonly state: 'saving' }
  | { readonly state: 'saved' }
  | { readonly state: 'failed'; readonly why: string };

export interface Kept {
  /** Settles once everything stored has been read in. */
  readonly ready: Promise<void>;
  readonly close: () => void;
}

const databaseOf = (id: string): string => `plainsight:${id}`;

/** Keeps a document in this browser, and in step with other tabs that have it open. */
export function keep(doc: Y.Doc, id: string, report: (saved: Saved) => void): Kept {
  const tabs = joinTabs(doc, id);
  let closed = false;
  const persistence = new IndexeddbPersistence(databaseOf(id), doc);
  let pending = 0;
  // The provider writes each update as it comes and tells nobody; a write of our own right behind it tells us.
  const watch = () => {
    const turn = ++pending;
    report({ state: 'saving' });
    persistence
      .set('touched', turn)
      .then(() => {
        if (!closed && turn === pending) report({ state: 'saved' });
      })
      .catch((error: unknown) => {
        if (!closed) report({ state: 'failed', why: error instanceof Error ? error.message : String(error) });
      });
  };
  const ready = new Promise<void>((resolve, reject) => {
    persistence.once('synced', () => {
      doc.on('update', watch);
      report({ state: 'saved' });
      resolve();
    });
    // `_db` is the provider's open request; it has no public way to say that storage is refused (private windows).
    persistence._db.catch(reject);
  }).catch((error: unknown) => {
    report({ state: 'failed', why: error instanceof Error ? error.message : 'this browser refuses storage' });
  });
  return {
    ready,
    close() {
      closed = true;
      tabs.close();
      void persistence.destroy();
    },
  };
}

type Message =
  | { readonly kind: 'ask'; readonly vector: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array };

/** Passes updates between the tabs of this browser; a tab that opens asks for what it lacks. */
function joinTabs(doc: Y.Doc, id: string): { close: () => void } {
  // Missing in old and in locked-down browsers: each tab then stands for itself.
  if (typeof BroadcastChannel === 'undefined') return { close() {} };
  const channel = new BroadcastChannel(databaseOf(id));
  const send = (message: Message) => channel.postMessage(message);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'update') Y.applyUpdate(doc, data.update, channel);
    else send({ kind: 'update', update: Y.encodeStateAsUpdate(doc, data.vector) });
  };
  const pass = (update: Uint8Array, origin: unknown) => {
    if (origin !== channel) send({ kind: 'update', update });
  };
  doc.on('update', pass);
  send({ kind: 'ask', vector: Y.encodeStateVector(doc) });
  return {
    close() {
      doc.off('update', pass);
      channel.close();
    },
  };
}
