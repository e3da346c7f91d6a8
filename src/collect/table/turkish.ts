/** ğ ş Ş İ, which Windows-1252 reads as ð þ Þ Ý. */
const [SOFT_G, SMALL_S, CAPITAL_S, CAPITAL_I, DOTLESS_I] = [0xf0, 0xfe, 0xde, 0xdd, 0xfd]
/** The letters beyond ASCII of Turkish in Windows-1254: Ç Ö Ü ç ö ü â î û Ğ ğ İ ı Ş ş. */
const LETTERS = new Set([0xc7, 0xd6, 0xdc, 0xe7, 0xf6, 0xfc, 0xe2, 0xee, 0xfb, 0xd0, SOFT_G, CAPITAL_I, DOTLESS_I, CAPITAL_S, SMALL_S])
const VOWELS = new Set([...'aeiouAEIOU'].map((letter) => letter.charCodeAt(0)).concat(0xf6, 0xfc, DOTLESS_I))

/** Whether a text of one byte a character is Turkish: no other letters beyond ASCII, and enough of those that only Turkish has there. */
export function isTurkish(sample: Uint8Array): boolean {
  let votes = 0
  for (let at = 0; at < sample.length; at += 1) {
    const code = sample[at] as number
    if (code < 0xc0) continue
    if (!LETTERS.has(code)) return false
    const before = sample[at - 1] ?? 32
    if (code === SMALL_S || code === CAPITAL_S) votes += 2
    else if (code === SOFT_G && VOWELS.has(before)) votes += 2
    else if (code === CAPITAL_I && !isLetter(before)) votes += 2
    else if (code === DOTLESS_I) votes += 1
  }
  return votes >= 2
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code >= 0xc0
}
