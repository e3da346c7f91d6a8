/** The daily limits that a text lists, separated by commas or spaces; null where it lists none or something else. */
export function limitsOf(text: string): readonly number[] | null {
  const parts = text.split(/[\s,，、;；]+/u).filter((part) => part !== '')
  const limits = parts.map((part) => (/^\d{1,10}$/u.test(part) ? Number(part) : Number.NaN))
  return limits.length > 0 && limits.length <= 60 && limits.every((limit) => limit > 0) ? limits : null
}

export function limitsText(limits: readonly number[]): string {
  return limits.join(', ')
}
