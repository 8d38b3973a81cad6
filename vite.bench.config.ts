import { defineConfig } from 'vite';

/** The benchmarks: one file, built as the command line is. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'bench/main.ts',
    target: 'node20',
    outDir: 'dist/bench',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'main.js', codeSplitting: false } },
  },
});
