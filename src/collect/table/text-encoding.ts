import iconv from 'iconv-lite'
import { AppError } from '#kernel/app-error.ts'

/** One of `utf-8`, `utf-16le`, `utf-16be`, those that are guessed, or whatever the owner of a file says, as iconv names it. */
export type TextEncoding = string

/** What an owner calls an encoding, as it is called here. @throws AppError `unknown-encoding-name`. */
export function knownEncoding(wanted: string, file: string): TextEncoding {
  const plain = wanted.trim().toLowerCase()
  const known = ENCODING_NAMES[plain.replaceAll(/[^a-z0-9]/g, '')] ?? plain
  if (known.startsWith('utf-') || iconv.encodingExists(known)) return known
  throw new AppError(
    'invalid-input',
    'unknown-encoding-name',
    `There is no text encoding "${wanted}": try UTF-8, GB18030, Big5, Shift_JIS, EUC-KR, Windows-1250, Windows-1251, Windows-1252, Windows-1254 or KOI8-R.`,
    {
      details: { file, encoding: wanted },
    },
  )
}

const ENCODING_NAMES: Readonly<Record<string, TextEncoding>> = {
  utf8: 'utf-8',
  utf8sig: 'utf-8',
  utf8bom: 'utf-8',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  ucs2: 'utf-16le',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
  cp936: 'gb18030',
  big5: 'big5',
  big5hkscs: 'big5',
  cp950: 'big5',
  shiftjis: 'shift_jis',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  euckr: 'euc-kr',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  windows949: 'euc-kr',
  uhc: 'euc-kr',
  ksc5601: 'euc-kr',
  ksx1001: 'euc-kr',
  latin1: 'windows-1252',
  iso88591: 'windows-1252',
  cp1252: 'windows-1252',
  windows1252: 'windows-1252',
  ansi: 'windows-1252',
  cp1250: 'windows-1250',
  windows1250: 'windows-1250',
  cp1251: 'windows-1251',
  windows1251: 'windows-1251',
  cp1254: 'windows-1254',
  windows1254: 'windows-1254',
  iso88599: 'windows-1254',
  koi8: 'koi8-r',
  koi8r: 'koi8-r',
}

/** Undefined for an encoding that only iconv knows: its damage is not counted. */
export function decoderOf(encoding: TextEncoding): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(encoding)
  } catch {
    return undefined
  }
}

/** What the mark at the beginning of a text says. */
export function byteOrderMark(chunk: Buffer): TextEncoding | undefined {
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8'
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le'
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be'
  return undefined
}

/** UTF-16 without a mark: of its commas, digits and line ends every second byte is 0, and always the same second. */
export function wideText(chunk: Buffer): TextEncoding | undefined {
  const zeros = [0, 0]
  const length = Math.min(chunk.length & ~1, 4_096)
  for (let i = 0; i < length; i += 1) if (chunk[i] === 0) zeros[i & 1] = (zeros[i & 1] as number) + 1
  const [even, odd] = zeros as [number, number]
  if (length < 8 || even + odd < length / 16) return undefined
  const text = odd > even * 20 ? 'utf-16le' : even > odd * 20 ? 'utf-16be' : undefined
  // A row of zeros is no text, nor is what has no line end.
  return text !== undefined &&
    /[\r\n,;\t]/.test(new TextDecoder(text).decode(chunk.subarray(0, length))) &&
    Math.max(even, odd) <= length / 2
    ? text
    : undefined
}
