import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The pages that `npm run bench:ui` measures: the app, built as it is released, and React Flow alone. */
export default defineConfig({
  root: 'bench/ui',
  publicDir: false,
  plugins: [react()],
  build: {
    target: 'es2023',
    assetsInlineLimit: (path) => (path.endsWith('.svg') ? false : undefined),
    rolldownOptions: { input: ['bench/ui/plainsight.html', 'bench/ui/bare.html'] },
  },
  worker: { format: 'es' },
});
