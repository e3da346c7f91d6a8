import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const WORTH_BYTES = 1_024
const TEXT = /\.(js|css|svg|json|html)$/
const PACKERS = {
  br: (data: Buffer) => promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gz: (data: Buffer) => promisify(gzip)(data, { level: 9 }),
}

/**
 * Lays a packed copy beside every text file of the built console that has none that is newer, for `@fastify/static` to send. Answers how many
 * were made. A folder that cannot be written to is served as it is.
 */
export async function precompressConsole(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  let made = 0
  for (const name of names.filter((entry) => TEXT.test(entry))) {
    const path = join(folder, name)
    const info = await stat(path)
    if (!info.isFile() || info.size < WORTH_BYTES) continue
    for (const [ending, pack] of Object.entries(PACKERS)) {
      const packed = await stat(`${path}.${ending}`).catch(() => null)
      if (packed !== null && packed.mtimeMs >= info.mtimeMs) continue
      const draft = `${path}.${ending}.${process.pid}`
      try {
        await writeFile(draft, await pack(await readFile(path)))
        await rename(draft, `${path}.${ending}`)
        made += 1
      } catch {
        await rm(draft, { force: true }).catch(() => undefined)
        return made
      }
    }
  }
  return made
}
