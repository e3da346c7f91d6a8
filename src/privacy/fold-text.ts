/** A text normalised for search, and the original position of each character. */
export interface FoldedText {
  readonly text: string
  /** Position in the original of each UTF-16 unit of `text`, followed by the length of the original. */
  readonly from: readonly number[]
}

/** The zero of each set of decimal digits in use besides ASCII: Arabic-Indic, Persian, Devanagari, full-width. */
const ZEROS = [0x660, 0x6f0, 0x966, 0xff10] as const
const IGNORED = new Set([0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff])

/**
 * Full-width forms become ASCII, dashes and spaces of all kinds one kind, circled and mathematical digits plain ones, %40 its character (also if encoded
 * twice), and zero-width characters are removed. One pass.
 */
export function foldText(original: string): FoldedText {
  let text = ''
  const from: number[] = []
  const add = (piece: string, at: number): void => {
    for (let i = 0; i < piece.length; i += 1) from.push(at)
    text += piece
  }
  for (let i = 0; i < original.length;) {
    const start = i
    const code = original.codePointAt(i) as number
    if (code === 0x25) {
      const escape = readEscapes(original, i)
      i = escape.end
      add(escape.text === '' ? '%' : foldCharacter(escape.text), start)
    } else {
      i += code > 0xffff ? 2 : 1
      add(code < 0x80 ? (original[start] as string) : foldCharacter(String.fromCodePoint(code)), start)
    }
  }
  from.push(original.length)
  return { text, from }
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) as number
  if (code < 0x80) return character
  if (IGNORED.has(code)) return ''
  for (const zero of ZEROS) if (code >= zero && code < zero + 10) return String(code - zero)
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212) return '-'
  if (code === 0x3002 || code === 0xff61) return '.'
  if (code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f) return ' '
  if (code < 0x2070 || (code >= 0x3040 && code < 0xfe00)) return character
  const plain = character.normalize('NFKC')
  return plain.length === 1 && plain.charCodeAt(0) < 0x80 ? plain : character
}

/** The character encoded by percent escapes at `start`; '' when they encode none. */
function readEscapes(text: string, start: number): { readonly text: string; readonly end: number } {
  let at = start
  let first = hexByte(text, at + 1)
  at += 3
  // %2540 is %40, encoded once more.
  while (first === 0x25 && hexByte(text, at) >= 0) {
    first = hexByte(text, at)
    at += 2
  }
  if (first < 0) return { text: '', end: start + 1 }
  if (first < 0x80) return { text: String.fromCharCode(first), end: at }
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0
  let code = first & (0x3f >> more)
  for (let i = 0; i < more; i += 1) {
    const byte = text.charCodeAt(at) === 0x25 ? hexByte(text, at + 1) : -1
    if ((byte & 0xc0) !== 0x80 || byte < 0) return { text: '', end: start + 1 }
    code = (code << 6) | (byte & 0x3f)
    at += 3
  }
  return more === 0 || code > 0x10ffff ? { text: '', end: start + 1 } : { text: String.fromCodePoint(code), end: at }
}

function hexByte(text: string, at: number): number {
  const [high, low] = [hexDigit(text.charCodeAt(at)), hexDigit(text.charCodeAt(at + 1))]
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
