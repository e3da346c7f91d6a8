// Compiles every AssemblyScript kernel src/numerics/**/NAME.as.ts into a TypeScript module NAME.wasm.ts beside it, which is checked in, so
// that the product needs no AssemblyScript at run time. Run it after a change of a kernel: `node scripts/build-kernels.ts [NAME ...]`.
// The first line of a kernel may give more options of the compiler, such as `// asc: --enable simd,threads --importMemory --sharedMemory`.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { kernelHash } from './kernel-hash.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** No run-time library, no bounds checks, all optimisation. */
const standardOptions = ['--runtime', 'stub', '--noAssert', '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge']
const wanted = process.argv.slice(2)

for (const path of globSync('src/numerics/**/*.as.ts', { cwd: root }).sort()) {
  const name = basename(path, '.as.ts')
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const source = readFileSync(`${root}${path}`, 'utf8')
  const bytes = await compile(path, source)
  writeFileSync(`${root}${path.replace(/\.as\.ts$/, '.wasm.ts')}`, moduleText(basename(path), source, bytes))
  console.log(`kernels: ${path}: ${bytes.length} bytes`)
}

async function compile(path: string, source: string): Promise<Uint8Array> {
  const options =
    /^\/\/ asc: (.*)$/m
      .exec(source.split('\n', 1)[0] ?? '')?.[1]
      ?.trim()
      .split(/\s+/) ?? []
  const outputs: Uint8Array[] = []
  let complaint = ''
  const { error } = await asc.main([path, '--baseDir', root, '--outFile', 'kernel.wasm', ...standardOptions, ...options], {
    stderr: {
      write: (text) => {
        complaint += String(text)
      },
    },
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') outputs.push(contents)
    },
  })
  const [bytes] = outputs
  if (error !== null || bytes === undefined) throw new Error(`${path} does not compile.\n${complaint}`)
  return bytes
}

function moduleText(file: string, source: string, bytes: Uint8Array): string {
  return `// Made from ${file} by \`node scripts/build-kernels.ts\`; do not edit.

/** SHA-256 of the source, so that a test can tell when this module is out of date. */
export const SOURCE_HASH = '${kernelHash(source)}'

const BYTES = '${Buffer.from(bytes).toString('base64')}'

let compiled: WebAssembly.Module | undefined

/** The kernel, compiled once a thread. Throws where the platform lacks a feature that the kernel uses. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(new Uint8Array(Buffer.from(BYTES, 'base64')))
  return compiled
}
`
}
