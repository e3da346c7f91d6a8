const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,59}$/u
/** UTC+8, GMT+08:00, +0800, -3: the sign is that of the clock on the wall, east of Greenwich is plus. */
const OFFSET = /^(?:UTC|GMT)? ?([+\u2212-])(\d{1,2})(?::?([0-5]\d))?$/iu
const MOST_EAST = 14 * 60
const MOST_WEST = 12 * 60

/**
 * The zone that a text of a customer's record means, as `Intl` takes it: a name or alias of the IANA database (`Asia/Shanghai`, `PRC`, `EST5EDT`), or an offset from UTC
 * as people write it. An offset knows no summer time, and none is guessed. Null: it is none.
 */
export function readCustomerZone(stored: string): string | null {
  const text = stored.trim()
  if (/^z$/iu.test(text)) return 'UTC'
  // Names come first: Etc/GMT+8 is west of Greenwich, by the rule of its database.
  if (NAME.test(text) && isKnown(text)) return text
  const [, sign, hours, minutes = '00'] = OFFSET.exec(text) ?? []
  if (sign === undefined || hours === undefined) return null
  const all = Number(hours) * 60 + Number(minutes)
  if (all > (sign === '+' ? MOST_EAST : MOST_WEST)) return null
  if (all === 0) return 'UTC'
  return `${sign === '+' ? '+' : '-'}${hours.padStart(2, '0')}:${minutes}`
}

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
