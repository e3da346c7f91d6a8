import react from '@vitejs/plugin-react'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

// The server that answers /api during development: `npm start`, or another one named by LIUKE_API.
const api = process.env['LIUKE_API'] ?? 'http://127.0.0.1:8080'
const assets = join(import.meta.dirname, 'dist/assets')

/** Puts a .br and a .gz beside every script and style, so that the server compresses nothing at run time. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(assets).filter((one) => /\.(js|css)$/.test(one))) {
        const content = readFileSync(join(assets, name))
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }))
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
      }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The chart engine is one lazy chunk of its own; nothing else comes near the warning.
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': { target: api } } },
})
