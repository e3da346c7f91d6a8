// npm run bench -- NAME [options]: runs bench/speed/NAME.ts or bench/quality/NAME.ts with the remaining options.
// NAME may also be written as quality/NAME or bench/quality/NAME. Without a name it lists what there is.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const kinds = ['speed', 'quality'] as const

/** The benchmarks that can be named, such as `quality/churn`: each is one file of bench/speed or bench/quality. */
function listBenchmarks(): string[] {
  return kinds.flatMap((kind) => {
    if (!existsSync(`${here}${kind}`)) return []
    const files = readdirSync(`${here}${kind}`).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    return files.map((file) => `${kind}/${file.slice(0, -'.ts'.length)}`).sort()
  })
}

const [asked, ...rest] = process.argv.slice(2)
const names = listBenchmarks()
const wanted = asked?.replace(/^(\.\/)?bench\//, '').replace(/\.ts$/, '')
const found = names.filter((name) => name === wanted || name.endsWith(`/${wanted}`))
const file = found[0] === undefined ? undefined : `${here}${found[0]}.ts`

if (file === undefined || found.length > 1) {
  const reason =
    asked === undefined ? 'name a benchmark' : found.length > 1 ? `${asked} is ambiguous (${found.join(', ')})` : `there is no ${asked}`
  console.error(`bench: ${reason}; npm run bench -- NAME [options], where NAME is one of: ${names.join(', ')}`)
  process.exitCode = 2
} else {
  const result = spawnSync(process.execPath, [file, ...rest], { stdio: 'inherit' })
  process.exitCode = result.status ?? 1
}
