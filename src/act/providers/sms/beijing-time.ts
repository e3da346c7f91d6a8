import { HOUR_MS } from '#kernel/clock.ts'

const BEIJING_OFFSET_MS = 8 * HOUR_MS

/** `yyyy-MM-dd HH:mm:ss` of Beijing (UTC+8 all year since 1992) as a moment; null: it is none. */
export function readBeijingTime(text: string): Date | null {
  const match = /^(20\d\d)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number]
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  // A date that there is not, such as 30 February, moves into the next month.
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day || local.getUTCHours() !== hour || minute > 59 || second > 59)
    return null
  return new Date(local.getTime() - BEIJING_OFFSET_MS)
}

/** The day in Beijing as `yyyyMMdd`. */
export function beijingDay(at: Date): string {
  return beijingHour(at).slice(0, 8)
}

/** The hour in Beijing as `yyyyMMddHH`. */
export function beijingHour(at: Date): string {
  return new Date(at.getTime() + BEIJING_OFFSET_MS).toISOString().slice(0, 13).replaceAll(/[-T]/g, '')
}

/** `yyyy-MM-dd HH:mm:ss` of Beijing. */
export function writeBeijingTime(at: Date): string {
  return new Date(at.getTime() + BEIJING_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}
