/** Letters of Windows-1250 that stand where Windows-1252 has a sign, a letter that hardly any language writes, or nothing. */
const ONLY_CENTRAL = new Set([0x8c, 0x8d, 0x8f, 0x9c, 0x9d, 0x9f, 0xa3, 0xa5, 0xaf, 0xb3, 0xb9, 0xbc, 0xbe, 0xbf])
/** Š and ž, which both have: Western texts rarely, those of Central Europe always. */
const CARON = new Set([0x8a, 0x8e, 0x9a, 0x9e])
/** Small letters of Czech, Slovak, Polish, Hungarian, Croatian and Slovene. Two may stand together: ří, čí. */
const SMALL = new Set([
  0xe1, 0xe9, 0xed, 0xf3, 0xfa, 0xfd, 0xec, 0x9a, 0xe8, 0xf8, 0x9e, 0xf9, 0x9d, 0xef, 0xf2, 0xbe, 0xe5, 0xe0, 0xe4, 0xf6, 0xfc, 0xf4, 0xf5,
  0xfb, 0xb9, 0xe6, 0xea, 0xb3, 0xf1, 0x9c, 0x9f, 0xbf, 0xdf,
])

/** Whether a byte below 0xC0 is a letter of Windows-1250. */
export function isCentralLetter(code: number): boolean {
  return ONLY_CENTRAL.has(code) || CARON.has(code)
}

/** Whether two bytes can be two letters of one word, as they stand in Czech and its neighbours. */
export function isCentralPair(first: number, second: number): boolean {
  return SMALL.has(first) && SMALL.has(second)
}

/**
 * Whether a text with single accented letters is of Central Europe (Windows-1250) and not of the West (Windows-1252): both give letters to the same bytes,
 * and the letters beside them tell. č stands before vowels and è before consonants, ñ before vowels and ń before consonants, ì and ù end a word.
 */
export function isCentral(sample: Uint8Array): boolean {
  let votes = 0
  for (let at = 0; at < sample.length; at += 1) {
    const code = sample[at] as number
    if (code >= 0x80) votes += voteOf(code, sample[at - 1] ?? 32, sample[at + 1] ?? 32)
  }
  return votes > 0
}

function voteOf(code: number, before: number, after: number): number {
  const [starts, ends] = [!isLetter(before), !isLetter(after)]
  if (starts && ends) return 0
  if (ONLY_CENTRAL.has(code)) {
    // £5 and 5³ are signs; Łódź and był are not.
    const inside = code === 0xa3 || code === 0xa5 || code === 0xaf || code === 0xbf ? !ends : !starts || !ends
    return inside && !isDigit(after) && !isDigit(before) ? 3 : 0
  }
  if (CARON.has(code)) return 1
  switch (code) {
    case 0xec: // ě or ì
    case 0xf9: // ů or ù
      return ends ? -1 : 1
    case 0xe8: // č or è
    case 0xc8:
      return !ends && (isVowel(after) || after >= 0x80) ? 1 : -1
    case 0xf1: // ń or ñ
    case 0xd1:
      return !ends && isVowel(after) ? -2 : 1
    case 0xf5: // ő or õ
    case 0xd5:
      return (after | 32) === 101 || (after | 32) === 111 ? -2 : 1
    case 0xea: // ę or ê
    case 0xe6: // ć or æ
      return ends ? 1 : -1
    case 0xfd: // ý
    case 0xdd:
      return 1
    case 0xf8: // ř or ø
    case 0xd8:
      return after === 0xed || after === 0xe1 || after === 0xec || after === 0xe9 ? 2 : -1
    case 0xe5: // ĺ or å
    case 0xc5:
    case 0xe0: // ŕ or à
    case 0xc0:
      return -2
    case 0xf2: // ň or ò
      return ends && isVowel(before) ? 1 : -1
    case 0xe3: // ă or ã
    case 0xef: // ď or ï
    case 0xfb: // ű or û
      return code === 0xfb && ends ? 1 : -1
    default:
      return 0
  }
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code >= 0xc0 || isCentralLetter(code)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isVowel(code: number): boolean {
  return 'aeiouy'.includes(String.fromCharCode(code | 32))
}
