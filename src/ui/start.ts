import { isCode } from '../core/link/is-code.ts';
import { readDocument } from '../core/model/read.ts';
import { describe } from '../core/model/result.ts';
import { emptyTopology, type Topology } from '../core/model/topology.ts';
import { readShelf } from '../store/shelf.ts';
import { learnProducts, openDesign, say, useStore } from '../store/store.ts';
import { useInterface } from './interface.ts';

/** The design that the address names or holds (`#d=…`), else the one touched last, else a fresh one. */
export async function startSession(): Promise<void> {
  const named = fragment();
  const opened = isCode(named) && (await openLink(named));
  if (!opened) await show(isKept(named) ? named : (readShelf()[0]?.id ?? newId()));
  void learnProducts();
  addEventListener('hashchange', () => {
    const next = fragment();
    const { document } = useStore.getState();
    if (isCode(next))
      void openLink(next).then((done) => !done && document && history.replaceState(null, '', `#d=${document}`));
    else if (next !== document && isKept(next)) void show(next);
  });
}

const fragment = (): string => new URLSearchParams(location.hash.slice(1)).get('d') ?? '';
const isKept = (name: string): boolean => /^[a-z0-9-]{1,64}$/.test(name);

/**
 * Opens the design that a link holds as one of its own: what was open stays as it is, and the address then names the
 * copy, so that a reload does not make another. A bad link is refused with its reason, and false.
 */
async function openLink(code: string): Promise<boolean> {
  const { decodeDesign } = await import('../core/link/codec.ts');
  const read = decodeDesign(code);
  if (!read.ok) {
    useInterface.setState({ refused: { name: 'The link', problems: read.problems.map(describe) } });
    return false;
  }
  await openAsNew(read.value);
  say('Opened from a link, as a design of its own.');
  return true;
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
