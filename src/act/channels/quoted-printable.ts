const LONGEST_LINE = 76
const [TAB, LF, CR, SPACE, EQUALS, TILDE] = [0x09, 0x0a, 0x0d, 0x20, 0x3d, 0x7e]
const HEX = Buffer.from('0123456789ABCDEF', 'latin1')

/** How the text of a mail may travel (RFC 2045): as it is, with some bytes written as =XX, or as base64 where those would be many. Lines end in CRLF. */
export interface EncodedText {
  readonly encoding: '7bit' | 'quoted-printable' | 'base64'
  readonly bytes: Buffer
}

/** @param text with lines that end in LF or CRLF */
export function encodeText(text: string): EncodedText {
  const bytes = Buffer.from(text.replaceAll(/\r\n?|\n/g, '\r\n'), 'utf8')
  const { escaped, longest } = survey(bytes)
  if (escaped === 0 && longest <= LONGEST_LINE) return { encoding: '7bit', bytes }
  // From this share on base64, four bytes for three, is the shorter of the two.
  if (escaped * 6 > bytes.length) return { encoding: 'base64', bytes: base64Lines(bytes) }
  return { encoding: 'quoted-printable', bytes: quotedPrintable(bytes) }
}

/** How many bytes cannot travel as they are, but for the equals sign, which only quoted-printable writes otherwise; and the longest line. */
function survey(bytes: Buffer): { readonly escaped: number; readonly longest: number } {
  let [escaped, longest, line] = [0, 0, 0]
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0
    if (byte === LF) {
      if (line > longest) longest = line
      line = 0
    } else if (byte !== CR) {
      line += 1
      if (byte > TILDE || (byte < SPACE && byte !== TAB)) escaped += 1
    }
  }
  return { escaped, longest: Math.max(longest, line) }
}

/** RFC 2045, 6.7: lines of 76 characters at most, of which a character in several bytes is in one; no line ends in a space or tab. */
function quotedPrintable(bytes: Buffer): Buffer {
  // Each byte takes three at most, and a soft line break of three comes after at least 60.
  const made = Buffer.allocUnsafe(bytes.length * 3 + Math.ceil(bytes.length / 5) + 8)
  let [at, line] = [0, 0]
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0
    if (byte === CR && bytes[i + 1] === LF) {
      made[at] = CR
      made[at + 1] = LF
      at += 2
      line = 0
      i += 1
      continue
    }
    const isLast = i + 1 === bytes.length || (bytes[i + 1] === CR && bytes[i + 2] === LF)
    const isPlain = (byte > SPACE && byte <= TILDE && byte !== EQUALS) || ((byte === SPACE || byte === TAB) && !isLast)
    // The first byte of a character takes the room of all of them.
    const room = isPlain ? 1 : 3 * (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1)
    if (line + room > LONGEST_LINE - (isLast ? 0 : 1)) {
      made[at] = EQUALS
      made[at + 1] = CR
      made[at + 2] = LF
      at += 3
      line = 0
    }
    if (isPlain) {
      made[at] = byte
      at += 1
      line += 1
    } else {
      made[at] = EQUALS
      made[at + 1] = HEX[byte >> 4] ?? 0
      made[at + 2] = HEX[byte & 15] ?? 0
      at += 3
      line += 3
    }
  }
  return made.subarray(0, at)
}

function base64Lines(bytes: Buffer): Buffer {
  const text = bytes.toString('base64')
  const lines: string[] = []
  for (let start = 0; start < text.length; start += LONGEST_LINE) lines.push(text.slice(start, start + LONGEST_LINE))
  return Buffer.from(lines.join('\r\n'), 'latin1')
}
