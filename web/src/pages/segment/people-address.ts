/** The longest text of a condition that the list of customers takes. */
const LONGEST = 4_000

/** The list of the customers of a segment or a condition; null where the text is too long for an address. */
export function peopleAddress(of: { segment: string } | { where: string }): string | null {
  if ('where' in of && of.where.length > LONGEST) return null
  return `/customers?${new URLSearchParams(of).toString()}`
}
