/** ğ ş Ş İ, which Windows-1252 reads as ð þ Þ Ý. */
const [SOFT_G, SMALL_S, CAPITAL_S, CAPITAL_I, DOTLESS_I] = [0xf0, 0xfe, 0xde, 0xdd, 0xfd]
/** The letters beyond ASCII of Turkish in Windows-1254: Ç Ö Ü ç ö ü â î û Ğ ğ İ ı Ş ş. */
const LETTERS = new Set([0xc7, 0xd6, 0xdc, 0xe7, 0xf6, 0xfc, 0xe2, 0xee, 0xfb, 0xd0, SOFT_G, CAPITAL_I, DOTLESS_I, CAPITAL_S, SMALL_S])
const VOWELS = new Set([...'aeiouAEIOU'].map((letter) => letter.charCodeAt(0)).concat(0xf6, 0xfc, DOTLESS_I))

const SMALL = new Set([0xe7, 0xf6, 0xfc, SOFT_G, DOTLESS_I, SMALL_S])

/** Whether two bytes can be two letters of one Turkish word: üş, ığ. */
export function isTurkishPair(first: number, second: number): boolean {
  return SMALL.has(first) && SMALL.has(second)
}

/**
 * How much a text of one byte a character speaks for Turkish: 0 where another letter beyond ASCII is in it, from 2 on it is. A single ı could as well be
 * the ý of a Czech text.
 */
export function turkishVotes(sample: Uint8Array): number {
  let votes = 0
  for (let at = 0; at < sample.length; at += 1) {
    const code = sample[at] as number
    if (code < 0xc0) continue
    if (!LETTERS.has(code)) return 0
    const before = sample[at - 1] ?? 32
    if (code === SMALL_S || code === CAPITAL_S) votes += 2
    else if (code === SOFT_G && VOWELS.has(before)) votes += 2
    else if (code === CAPITAL_I && !isLetter(before)) votes += 2
    else if (code === DOTLESS_I) votes += 1
  }
  return votes
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code >= 0xc0
}
