/** The longest beginning of a text that is at most `bytes` long in UTF-8, and never half of a character. */
export function cutToBytes(text: string, bytes: number): string {
  const all = Buffer.from(text, 'utf8')
  if (all.length <= bytes) return text
  let end = Math.max(Math.floor(bytes), 0)
  // A byte that goes on a character begins with the bits 10.
  while (end > 0 && ((all[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return all.subarray(0, end).toString('utf8')
}
