import { readDocument } from '../core/model/read.ts';
import { emptyTopology, type Topology } from '../core/model/topology.ts';
import { readShelf } from '../store/shelf.ts';
import { learnProducts, openDesign, say, useStore } from '../store/store.ts';

/** The design that the address names (`#d=…`), else the one touched last, else a fresh one. */
export async function startSession(): Promise<void> {
  const named = new URLSearchParams(location.hash.slice(1)).get('d');
  const id = named && /^[a-z0-9-]{1,64}$/.test(named) ? named : (readShelf()[0]?.id ?? newId());
  await show(id);
  void learnProducts();
  addEventListener('hashchange', () => {
    const next = new URLSearchParams(location.hash.slice(1)).get('d');
    if (next && next !== useStore.getState().document && /^[a-z0-9-]{1,64}$/.test(next)) void show(next);
  });
}

const newId = (): string => crypto.randomUUID();

async function show(id: string, start?: Topology): Promise<void> {
  await openDesign(id, start);
  const hash = `#d=${id}`;
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

/** Opens a topology as a new design; what was open stays as it is, kept under its own name. */
export const openAsNew = (topology: Topology): Promise<void> => show(newId(), topology);

export const openEmpty = (): Promise<void> => openAsNew(emptyTopology);

export const openShelved = (id: string): Promise<void> => show(id);

/** Opens a template; these are our own documents, checked like anybody's. */
export async function openTemplate(load: () => Promise<unknown>): Promise<void> {
  const read = readDocument(await load());
  if (!read.ok) return say(`The template is broken: ${read.problems[0]?.message}`, 'error');
  await openAsNew(read.value);
}
