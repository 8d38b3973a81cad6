/** The theme's colours for what is drawn rather than laid out: read from the same custom properties as the style sheet. */
const names = [
  'surface',
  'surface-3',
  'text',
  'text-2',
  'line',
  'line-strong',
  'accent',
  'plain',
  'plain-soft',
  'session',
  'session-soft',
  'doubt',
  'doubt-soft',
  'broken',
  'casing',
  'zone-own',
  'zone-hostile',
  'mini-node',
  'mini-zone',
  'mini-mask',
  'font',
] as const;

export type Ink = Readonly<Record<(typeof names)[number], string>>;

/** As they hold on an element; forced colours replace them in canvas.css. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Ink;
}

/** Calls back whenever colours may have changed: another theme, another preference of the system, forced colours. */
export function onNewInk(listener: () => void): () => void {
  const page = new MutationObserver(listener);
  page.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const queries = ['(forced-colors: active)', '(prefers-color-scheme: dark)'].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    page.disconnect();
    for (const query of queries) query.removeEventListener('change', listener);
  };
}
