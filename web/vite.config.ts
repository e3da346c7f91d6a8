import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The server that answers /api during development: `npm start`, or another one named by LIUKE_API.
const api = process.env['LIUKE_API'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The chart engine is one lazy chunk of its own; nothing else comes near the warning.
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': { target: api } } },
})
