import { DAY_MS } from '#kernel/clock.ts'

/** The first and the last month count as incomplete when the file does not cover them completely, within two days. */
export function withPartial<T extends { readonly month: string }>(
  months: readonly T[],
  firstAt: Date,
  asOf: Date,
  timeZone: string,
): (T & { readonly partial: boolean })[] {
  const month = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit' })
  const startsLate = month.format(firstAt) === month.format(new Date(firstAt.getTime() - 2 * DAY_MS)) ? month.format(firstAt) : ''
  const endsEarly = month.format(asOf) === month.format(new Date(asOf.getTime() + 2 * DAY_MS)) ? month.format(asOf) : ''
  return months.map((each) => ({ ...each, partial: each.month === startsLate || each.month === endsEarly }))
}
