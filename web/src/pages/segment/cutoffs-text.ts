/** `[30, 60.5]` is `30, 60.5`. */
export function cutoffsText(at: readonly number[]): string {
  return at.join(', ')
}

/** Numbers with commas (also Chinese ones) or blanks between them; null where one of them is none. `'30， 60 '` is [30, 60]. */
export function readCutoffs(text: string): number[] | null {
  const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== '')
  const numbers = parts.map(Number)
  return numbers.every(Number.isFinite) ? numbers : null
}
