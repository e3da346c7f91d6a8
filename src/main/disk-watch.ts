import { statfs } from 'node:fs/promises'
import type { Clock } from '#kernel/clock.ts'
import { MINUTE_MS } from '#kernel/clock.ts'

/** With less than this neither engine can be relied on: PostgreSQL alone writes logs of 16 MB at a time. */
const NEEDED_BYTES = 32 * 1024 ** 2

export interface DiskWatch {
  /** True when the data folder has no room to work, or something failed for lack of room within the last minute. */
  isFull(): Promise<boolean>
  /** Something failed for lack of room just now. */
  noteFull(): void
}

/** Free space of the disk of a folder; what cannot be measured counts as enough. */
export function watchDisk(
  folder: string,
  clock: Clock,
  freeBytes: (folder: string) => Promise<number> = async (path) => {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  },
): DiskWatch {
  let failedAt = Number.NEGATIVE_INFINITY
  return {
    isFull: async () => {
      if (clock.now().getTime() - failedAt < MINUTE_MS) return true
      return (await freeBytes(folder).catch(() => Number.POSITIVE_INFINITY)) < NEEDED_BYTES
    },
    noteFull: () => (failedAt = clock.now().getTime()),
  }
}
