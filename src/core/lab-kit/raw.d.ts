// What Vite reads at build time; src/core is compiled without Vite's own types.
declare module '*.mjs?raw' {
  const text: string;
  export default text;
}
