import type { UploadStore } from '#http/collect/upload-folder.ts'

/** Uploads in memory. Keeps the rules of tests/contract/upload-store.case.ts. */
export function memoryUploads(): UploadStore {
  const files = new Map<string, { owner: string; fileName: string; keepUntil: Date; whole: boolean; parts: Buffer[] }>()
  const bytesOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0)
  const done = Promise.resolve()
  return {
    open({ id, owner, fileName, keepUntil }) {
      files.set(id, { owner, fileName, keepUntil, whole: false, parts: [] })
      return done
    },
    append(id, _position, part) {
      const file = files.get(id)
      file?.parts.push(part)
      const own = [...files.values()].filter(({ owner }) => owner === file?.owner)
      return Promise.resolve(own.reduce((sum, { parts }) => sum + bytesOf(parts), 0))
    },
    close(id) {
      const file = files.get(id)
      if (file !== undefined) file.whole = true
      return done
    },
    find(id) {
      const file = files.get(id)
      return Promise.resolve(file?.whole === true ? { fileName: file.fileName, bytes: bytesOf(file.parts) } : null)
    },
    async *parts(id) {
      yield* files.get(id)?.parts ?? []
    },
    keepUntil(id, time) {
      const file = files.get(id)
      if (file !== undefined) file.keepUntil = time
      return done
    },
    remove(id) {
      files.delete(id)
      return done
    },
    clear(before) {
      const late = [...files].filter(([, { keepUntil }]) => keepUntil < before)
      for (const [id] of late) files.delete(id)
      return Promise.resolve(late.length)
    },
    there: (ids) => Promise.resolve(new Set(ids.filter((id) => files.has(id)))),
  }
}
