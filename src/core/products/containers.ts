import type { Container } from '../compose/container.ts';

/** By product id: what is found in the folders, like exporters. */
const found = import.meta.glob<Container>('./*/container.ts', { eager: true, import: 'container' });

export const containers: ReadonlyMap<string, Container> = new Map(
  Object.entries(found).map(([path, container]) => [path.split('/')[1] ?? '', container]),
);
