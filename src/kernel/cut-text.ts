/** The first `max` characters (code points) of a text: never half of a surrogate pair, which databases reject. */
export function cutText(text: string, max: number): string {
  // A text has at most as many code points as UTF-16 units.
  // Stryker disable next-line ConditionalExpression,EqualityOperator: only spares the walk, which ends in the same text
  if (text.length <= max) return text
  let end = 0
  for (let taken = 0; taken < max; taken += 1) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  return text.slice(0, end)
}

/** Length in characters (code points). */
export function charactersIn(text: string): number {
  let count = text.length
  // Stryker disable next-line EqualityOperator: past its end a text has no unit, which is half of nothing
  for (let i = 0; i < text.length; i += 1) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count -= 1
      i += 1
    }
  }
  return count
}

/** The text as every store accepts it: without NUL, and with a replacement character for half of a surrogate pair. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

/** Whether every store accepts the text unchanged: no half of a surrogate pair and no NUL, which PostgreSQL rejects. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}
