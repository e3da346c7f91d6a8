import { MINUTE_MS } from '#kernel/clock.ts'
import { isInDayWindow, localMinutes, nextLocalTime } from '#kernel/local-time.ts'
import { URGENT_KINDS } from './notice.ts'
import type { NoticeSettings } from './notice.ts'
import type { NoticeKind } from './notice-names.ts'

/** So long what is not urgent waits for more of its kind, so that one message holds them all. */
const GATHER_MS = 10 * MINUTE_MS

/** When a notice of a kind may be told: what is urgent at once, the rest gathered and outside of the quiet hours. */
export function noticeDue(kind: NoticeKind, now: Date, quiet: NoticeSettings['quiet'], timeZone: string): Date {
  if (URGENT_KINDS.includes(kind)) return now
  const due = new Date(now.getTime() + GATHER_MS)
  return isQuiet(due, quiet, timeZone) ? nextLocalTime(due, quiet?.to ?? 0, timeZone) : due
}

/** Over midnight where the end is before the begin. */
export function isQuiet(at: Date, quiet: NoticeSettings['quiet'], timeZone: string): boolean {
  if (quiet === null || quiet.from === quiet.to) return false
  return isInDayWindow(localMinutes(at, timeZone), quiet.from, quiet.to)
}
