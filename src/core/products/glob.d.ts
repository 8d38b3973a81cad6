// What Vite replaces at build time; src/core is compiled without Vite's own types.
interface ImportMeta {
  glob<T>(pattern: string, options: { eager: true; import: string; query?: string }): Record<string, T>;
}
