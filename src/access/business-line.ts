/** A line of business: stores that belong together. Its customers are those who bought at one of them. */
export interface BusinessLine {
  readonly name: string
  readonly stores: readonly string[]
}

/** One line for all spellings of a name. */
export function businessLineKey(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase()
}
