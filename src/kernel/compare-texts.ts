/** The order of two texts by their code units: below, above or 0. The same everywhere, whatever the language. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
