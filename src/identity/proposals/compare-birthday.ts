/** A day of birth as YYYY-MM-DD, from how it is written in Chinese and in figures with the year first; '' where there is no such day. */
export function readBirthday(text: string): string {
  const found = /^\s*(?<year>(?:18|19|20)\d\d)(?:[-/.年]\s?(?<month>\d{1,2})[-/.月]\s?(?<day>\d{1,2})日?|(?<compact>\d{4}))\s*$/u.exec(
    text.normalize('NFKC'),
  )
  const { year = '', month, day, compact = '' } = found?.groups ?? {}
  const [m, d] =
    month === undefined || day === undefined ? [compact.slice(0, 2), compact.slice(2)] : [month.padStart(2, '0'), day.padStart(2, '0')]
  const written = `${year}-${m}-${d}`
  const time = Date.parse(`${written}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(written) ? written : ''
}

/** How alike two birthdays are: 0 the same day; 1 with day and month swapped; 2 the same year; 3 different. -1 where one is unknown. */
export function birthdayLevel(a: string, b: string): number {
  if (a === '' || b === '') return -1
  if (a === b) return 0
  const [year, month, day] = a.split('-')
  if (b === `${year}-${day}-${month}`) return 1
  return b.startsWith(`${year}-`) ? 2 : 3
}
