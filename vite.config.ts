import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    outDir: 'dist/app',
    sourcemap: false,
    // A drawing shows a few icons; as addresses inside the script, all of them would be part of the first load.
    assetsInlineLimit: (path) => (path.endsWith('.svg') ? false : undefined),
  },
  worker: { format: 'es' },
});
