import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { kernelHash } from './kernel-hash.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const kernels = globSync('src/numerics/**/*.as.ts', { cwd: root }).sort()

it('finds the kernels', () => {
  expect(kernels.length).toBeGreaterThan(0)
})

it.each(kernels)('%s is compiled (else run `node scripts/build-kernels.ts`)', (path) => {
  const made = `${root}${path.replace(/\.as\.ts$/, '.wasm.ts')}`
  expect(existsSync(made)).toBe(true)
  expect(readFileSync(made, 'utf8')).toContain(`'${kernelHash(readFileSync(`${root}${path}`, 'utf8'))}'`)
})
