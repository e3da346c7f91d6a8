import { readInstant, type ToUtc } from '../tracking/read-instant.ts'

const SERVER_TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2})(?: ([+-]\d{4}))?$/
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const SLASHED = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2})$/

/**
 * Milliseconds since 1970 of a time as web servers write it: `10/Oct/2026:13:55:36 +0800`, `2026/10/10 13:55:36`, ISO 8601, or what counts from 1970, as
 * digits. Without an offset by `toUtc`; null for anything else.
 */
export function readLogTime(text: string, toUtc: ToUtc): number | null {
  const server = SERVER_TIME.exec(text)
  if (server !== null) {
    const month = MONTHS.indexOf(server[2] as string) / 3
    if (!Number.isInteger(month) || month < 0) return null
    return readInstant(`${server[3]}-${String(month + 1).padStart(2, '0')}-${server[1]}T${server[4]}${server[5] ?? ''}`, toUtc)
  }
  const slashed = SLASHED.exec(text)
  if (slashed !== null) return readInstant(`${slashed[1]}-${slashed[2]}-${slashed[3]}T${slashed[4]}`, toUtc)
  return readInstant(text, toUtc)
}
