import type { Touch, TouchWriter } from './touch.ts'

interface Group {
  readonly touches: Touch[]
  receivedAt: Date
  readonly written: Promise<void>
}

/**
 * Touches that come within a few milliseconds of one another are written as one block: a wave of opens is a few inserts, not thousands. Each caller
 * waits until its own touches are stored.
 */
export function groupTouches(writer: TouchWriter, groupMs = 25): TouchWriter {
  let open: Group | null = null
  return {
    write(touches, receivedAt) {
      if (touches.length === 0) return Promise.resolve()
      if (open !== null) {
        open.touches.push(...touches)
        open.receivedAt = receivedAt
        return open.written
      }
      const group: Group = {
        touches: [...touches],
        receivedAt,
        written: new Promise((resolve) => setTimeout(resolve, groupMs)).then(() => {
          open = null
          return writer.write(group.touches, group.receivedAt)
        }),
      }
      open = group
      return group.written
    },
  }
}
