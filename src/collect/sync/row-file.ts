import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Rows on their way, as lines of JSON. */
export interface RowFile {
  readonly path: string
  write(text: string): Promise<void>
  close(): Promise<void>
  remove(): Promise<void>
}

/** A new file in the folder, readable by the server's user alone. */
export async function newRowFile(folder: string, prefix: string): Promise<RowFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${prefix}${randomUUID()}`)
  const handle = await open(path, 'wx', 0o600)
  let isOpen = true
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close()
    isOpen = false
  }
  return {
    path,
    write: async (text) => {
      if (text !== '') await handle.appendFile(text)
    },
    close,
    remove: async () => {
      await close().catch(() => undefined)
      await rm(path, { force: true })
    },
  }
}

/** Removes the files that an earlier process left. */
export async function sweepRowFiles(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) if (name.startsWith(prefix)) await rm(join(folder, name), { force: true })
}
