/** Letters, digits, signs and spaces of the kinds that patterns tell apart. */
const KINDS = ['a', 'A', '1', ' ', '-', '.', '@', ',', '中', '\n', '_', '+', '"', '<']
const MOST_CHARACTERS = 22

/** Whether the work of a pattern can grow with the text by more than a look at each place: it repeats something without a small limit. */
export function repeats(source: string): boolean {
  const plain = source.replaceAll(/\\./gs, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  if (/[*+]/.test(plain)) return true
  return [...plain.matchAll(/\{(\d+)(,?)(\d*)\}/g)].some((match) => match[2] === ',' && (match[3] === '' || Number(match[3]) > 64))
}

/**
 * Texts that make a backtracking matcher work hardest, of about `length` characters each: what the pattern itself is made of, repeated alone and in pairs, behind
 * every beginning, with an end that does not match.
 */
export function* worstCases(source: string, length: number): Generator<string> {
  const own = [...new Set(source.replaceAll(/\\[dDwWsSbBpPu](?:\{[^}]*\})?/g, '').replaceAll(/[\\()|?*+^$[\]]/g, ''))]
  const characters = [...new Set([...own, ...KINDS])].slice(0, MOST_CHARACTERS)
  for (const one of characters) {
    yield one.repeat(length)
    for (const end of ['\u0001', 'a', '1']) if (end !== one) yield one.repeat(length) + end
    for (const other of characters) {
      if (other === one) continue
      yield (one + other).repeat(length / 2) + '\u0001'
      yield other + one.repeat(length) + '\u0001'
    }
  }
}
