// Checks, over the whole checkout, that imports point only leftward, that file names say what is inside, and that package.json names
// exactly the packages in use. Part of `npm run lint`; prints one line per breach and exits 1.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findImportBreaches, findPackageBreaches } from './import-rules.ts'
import type { Manifest, SourceFile } from './import-rules.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const patterns = ['{src,web,tests,bench,scripts}/**/*.{ts,tsx}', '*.config.ts']

const files: SourceFile[] = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**', 'web/dist/**'] })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => ({ path, source: readFileSync(`${root}${path}`, 'utf8') }))
const manifest: Manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const breaches = [...findImportBreaches(files), ...findPackageBreaches(files, manifest)]
for (const breach of breaches) console.error(`imports: ${breach}`)
if (breaches.length > 0) process.exitCode = 1
else console.log(`imports: ${files.length} files point the right way.`)
