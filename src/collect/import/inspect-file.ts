import { isAscii, isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import iconv from 'iconv-lite'
import { AppError, messageOf } from '#kernel/app-error.ts'
import { guessEncoding } from '../table/guess-encoding.ts'
import { refuseOtherKinds } from '../table/refuse-other-kinds.ts'
import { FILE_LIMITS, unpackingGuard } from './file-limits.ts'

/** One of `utf-8`, `utf-16le`, `utf-16be`, those that are guessed, or whatever the owner of a file says, as iconv names it. */
export type TextEncoding = string

/** What the bytes of a file are, found by reading all of them, so that damage shows before anything is stored; or only its head. */
export interface InspectedFile {
  readonly path: string
  readonly name: string
  readonly format: 'csv' | 'xlsx' | 'ndjson'
  readonly gzip: boolean
  /** Of the text; 'utf-8' for xlsx. */
  readonly encoding: TextEncoding
  /** Some bytes are no text in this encoding and come out as U+FFFD: what holds one is not what the file says. */
  readonly damaged: boolean
  /** Line of the first of them, where it is known. */
  readonly damagedLine?: number
  /** Neither a byte-order mark nor valid UTF-8 nor its owner said it. */
  readonly encodingGuessed?: boolean
  /** Of the bytes read. */
  readonly sha256: string
  readonly bytes: number
}

/** How much of a file is looked at: a preview must not take longer for a longer file. */
export type Extent = 'whole' | 'head'

const HEAD_BYTES = 4 << 20
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
/** Of the lines beyond ASCII, so many that are UTF-8 mean that the file is, and the others are damaged or of another file. */
const UTF8_LINES = 0.3
/** Of the characters beyond ASCII: with more damage it is no text. */
const MOST_DAMAGE = 0.5
const SAMPLE_BYTES = 1 << 17
/** Looked at to tell lines of JSON from other texts. */
const FIRST_LINE = 8_192

/**
 * Reads the file once, or up to three times where it is not UTF-8. The encoding is what its owner says, else that of the byte-order mark, else UTF-8 if
 * all bytes are valid UTF-8 or damaged in some lines only, else the one in which the text is most plausible.
 *
 * @param name The name to say in messages, where it differs from the path's (an upload is stored under an id).
 * @throws AppError when the file is missing, a directory, empty, cut off, damaged, or neither text nor .xlsx.
 */
export async function inspectFile(
  path: string,
  name = basename(path),
  signal?: AbortSignal,
  extent: Extent = 'whole',
  wanted?: string,
): Promise<InspectedFile> {
  const bytes = await fileSize(path, name)
  const head = await firstBytes(path, name)
  const sha256 = createHash('sha256')
  const base = { path, name, bytes, damaged: false }
  if (head.subarray(0, 4).equals(ZIP)) {
    if (bytes > FILE_LIMITS.xlsxBytes)
      throw invalid('file-too-large', `${name} is larger than 200 MB: save it as CSV and import that.`, name)
    const end = extent === 'whole' ? bytes : Math.min(bytes, HEAD_BYTES)
    for await (const chunk of createReadStream(path, { end: end - 1, ...(signal === undefined ? {} : { signal }) }))
      sha256.update(chunk as Buffer)
    return { ...base, format: 'xlsx', gzip: false, encoding: 'utf-8', sha256: sha256.digest('hex') }
  }
  refuseOtherKinds(head, name)
  const told = wanted === undefined ? undefined : knownEncoding(wanted, name)
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  if (gzip) refusePacked(await firstUnpacked(path, name, signal), name)
  const source: TextSource = { path, name, gzip, signal, extent }
  let hashing = true
  const first = await readText(source, [new TextDecoder('utf-8', { fatal: true })], (chunk) => {
    // A reading that ended early may still hear of a piece that was on its way.
    if (hashing) sha256.update(chunk)
  })
  hashing = false
  const format = isNdjson(first.head) ? 'ndjson' : 'csv'
  const common = { ...base, format, gzip, sha256: sha256.digest('hex') } as const
  if (first.textBytes === 0) throw invalid('empty-file', `${name} is empty.`, name)
  const encoding = told ?? (first.mark?.startsWith('utf-16') === true ? first.mark : undefined)
  if (encoding !== undefined && encoding !== 'utf-8') {
    const decoder = decoderOf(encoding)
    const [damage] = decoder === undefined ? [] : (await readText(source, [decoder])).damage
    return { ...common, encoding, damaged: (damage?.broken ?? 0) > 0 }
  }
  if (first.binary) throw invalid('not-a-table', `${name} is neither a text file nor .xlsx: export the data as CSV or .xlsx.`, name)
  if (first.valid) return { ...common, encoding: 'utf-8' }
  const lines = await surveyLines(source)
  if (told === 'utf-8' || lines.utf8 >= UTF8_LINES * (lines.utf8 + lines.other))
    return { ...common, encoding: 'utf-8', damaged: true, damagedLine: lines.firstOther }
  const guessed = guessEncoding(lines.sample)
  if (guessed === undefined) throw unknownEncoding(name)
  const { damage } = await readText(source, [new TextDecoder(guessed)])
  const { broken, share } = damage[0] as Damage
  if (share > MOST_DAMAGE) throw unknownEncoding(name)
  return { ...common, encoding: guessed, encodingGuessed: true, damaged: broken > 0 }
}

function unknownEncoding(name: string): AppError {
  return invalid(
    'unknown-encoding',
    `The text of ${name} is neither UTF-8 nor in an encoding that can be told: save it as "CSV UTF-8" and import it again.`,
    name,
  )
}

/** What an owner calls an encoding, as it is called here. @throws AppError `unknown-encoding-name`. */
function knownEncoding(wanted: string, file: string): TextEncoding {
  const plain = wanted.trim().toLowerCase()
  const known = ENCODING_NAMES[plain.replaceAll(/[^a-z0-9]/g, '')] ?? plain
  if (known.startsWith('utf-') || iconv.encodingExists(known)) return known
  throw new AppError(
    'invalid-input',
    'unknown-encoding-name',
    `There is no text encoding "${wanted}": try UTF-8, GB18030, Big5 or Shift_JIS.`,
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
  latin1: 'windows-1252',
  iso88591: 'windows-1252',
  cp1252: 'windows-1252',
  windows1252: 'windows-1252',
  ansi: 'windows-1252',
}

/** Undefined for an encoding that only iconv knows: its damage is not counted. */
function decoderOf(encoding: TextEncoding): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(encoding)
  } catch {
    return undefined
  }
}

interface LineSurvey {
  /** Lines with bytes beyond ASCII that are UTF-8, and those that are not. */
  readonly utf8: number
  readonly other: number
  readonly firstOther: number
  /** Some of the others. */
  readonly sample: Buffer
}

async function surveyLines({ path, name, gzip, signal, extent }: TextSource): Promise<LineSurvey> {
  let [utf8, other, firstOther, line, bytes, sampled] = [0, 0, 0, 0, 0, 0]
  const sample: Buffer[] = []
  let rest: Buffer = Buffer.alloc(0)
  const take = (text: Buffer): void => {
    line += 1
    if (isAscii(text)) return
    if (isUtf8(text)) utf8 += 1
    else {
      other += 1
      if (firstOther === 0) firstOther = line
      if (sampled >= SAMPLE_BYTES) return
      // Lines in which nothing is beyond ASCII but a sign or two say little; they are few.
      sample.push(Buffer.from(text.subarray(0, SAMPLE_BYTES)))
      sampled += text.length
    }
  }
  for await (const chunk of unpackedChunks(path, name, gzip, undefined, signal)) {
    let from = 0
    const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, from)) {
      take(text.subarray(from, end))
      from = end + 1
    }
    rest = text.subarray(from)
    if (rest.length > FILE_LIMITS.recordCharacters) {
      take(rest)
      line -= 1
      rest = Buffer.alloc(0)
    }
    bytes += chunk.length
    if (extent === 'head' && bytes >= HEAD_BYTES) break
  }
  if (bytes < HEAD_BYTES || extent === 'whole') take(rest)
  return { utf8, other, firstOther, sample: Buffer.concat(sample) }
}

/** The first piece of what is packed; empty where there is none, or it is damaged, which is said later. */
async function firstUnpacked(path: string, name: string, signal?: AbortSignal): Promise<Buffer> {
  try {
    for await (const chunk of unpackedChunks(path, name, true, undefined, signal)) return chunk
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
  return Buffer.alloc(0)
}

function refusePacked(head: Buffer, name: string): void {
  if (head.subarray(0, 4).equals(ZIP))
    throw invalid(
      'packed-twice',
      `${name} holds a packed file, such as .xlsx or .zip: unpack it with gunzip and import what is inside.`,
      name,
    )
  refuseOtherKinds(head, name)
}

/** The bytes of the text of a CSV file, unpacked. Errors of gzip become an AppError. `onRaw` sees the packed bytes. */
export async function* unpackedChunks(
  path: string,
  name: string,
  gzip: boolean,
  onRaw?: (chunk: Buffer) => void,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const raw = createReadStream(path, { highWaterMark: 1 << 18, ...(signal === undefined ? {} : { signal }) })
  const guard = gzip ? unpackingGuard(name, (await stat(path)).size, FILE_LIMITS.textBytes) : undefined
  if (onRaw !== undefined) raw.on('data', (chunk) => onRaw(chunk as Buffer))
  let source: Readable = raw
  if (gzip) {
    const gunzip = createGunzip({ chunkSize: 1 << 18 })
    raw.on('error', (error) => gunzip.destroy(error))
    source = raw.pipe(gunzip)
  }
  try {
    for await (const chunk of source) {
      guard?.((chunk as Buffer).length)
      yield chunk as Buffer
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'Z_BUF_ERROR')
      throw invalid('truncated-file', `${name} is cut off: the gzip data ends too early; copy or download it again.`, name)
    if (code.startsWith('Z_'))
      throw invalid('damaged-file', `${name} is damaged: its gzip data cannot be unpacked; copy or download it again.`, name)
    throw error
  } finally {
    raw.destroy()
    source.destroy()
  }
}

interface TextSource {
  readonly path: string
  readonly name: string
  readonly gzip: boolean
  readonly signal: AbortSignal | undefined
  readonly extent: Extent
}

/** Characters of a decoding, and how many stand for bytes that are no text, as a share of those beyond ASCII. */
interface Damage {
  readonly characters: number
  readonly broken: number
  readonly share: number
}

interface TextScan {
  /** The first characters, of bytes that need not be text. */
  readonly head: string
  readonly textBytes: number
  readonly binary: boolean
  readonly mark: TextEncoding | undefined
  /** Whether all decoders could decode all of it; one that is `fatal` stops at the first byte it cannot. */
  readonly valid: boolean
  /** What each decoder made of it. */
  readonly damage: readonly Damage[]
}

async function readText(
  { path, name, gzip, signal, extent }: TextSource,
  decoders: readonly InstanceType<typeof TextDecoder>[],
  onRaw?: (chunk: Buffer) => void,
): Promise<TextScan> {
  const tallies = decoders.map(() => ({ characters: 0, broken: 0, foreign: 0 }))
  let textBytes = 0
  let valid = true
  let binary = false
  let mark: TextEncoding | undefined
  let head = ''
  const decode = (chunk: Buffer, stream: boolean): void => {
    try {
      for (const [i, decoder] of decoders.entries()) tally(tallies[i] as Tally, decoder.decode(chunk, { stream }))
    } catch {
      valid = false
    }
  }
  for await (const chunk of unpackedChunks(path, name, gzip, onRaw, signal)) {
    if (textBytes === 0) head = chunk.toString('latin1', 0, FIRST_LINE)
    if (textBytes === 0) mark = byteOrderMark(chunk) ?? wideText(chunk)
    textBytes += chunk.length
    if (mark?.startsWith('utf-16') !== true && chunk.includes(0)) binary = true
    if (binary) break
    if (valid) decode(chunk, true)
    if (extent === 'head' && textBytes >= HEAD_BYTES) break
  }
  if (valid && (extent === 'whole' || textBytes < HEAD_BYTES)) decode(Buffer.alloc(0), false)
  const damage = tallies.map(({ characters, broken, foreign }) => ({ characters, broken, share: foreign === 0 ? 0 : broken / foreign }))
  return { head, textBytes, valid, binary, mark, damage }
}

/** Whether a text begins with a JSON object on a line of its own. */
function isNdjson(head: string): boolean {
  const text = head
    .replaceAll('\u0000', '')
    .replace(/^[^\u0021-\u007E]{0,8}/, '')
    .trimStart()
  return (
    /^\{\s*"(?:[^"\\]|\\.){0,500}"\s*:/.test(text) &&
    /^\{[^\r\n]*\}\s*(?:[\r\n]|$)/.test(text.length < FIRST_LINE ? text : `${text.split('\n')[0]}}`)
  )
}

interface Tally {
  characters: number
  broken: number
  foreign: number
}

function tally(sum: Tally, text: string): void {
  sum.characters += text.length
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code < 128) continue
    sum.foreign += 1
    if (code === 0xfffd) sum.broken += 1
  }
}

function byteOrderMark(chunk: Buffer): TextEncoding | undefined {
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8'
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le'
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be'
  return undefined
}

/** UTF-16 without a mark: of its commas, digits and line ends every second byte is 0, and always the same second. */
function wideText(chunk: Buffer): TextEncoding | undefined {
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

/** Bytes of a regular file that is not empty. @throws AppError when it is missing, a directory, empty, or may not be looked at. */
export async function fileSize(path: string, name = basename(path)): Promise<number> {
  let found
  try {
    found = await stat(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' && (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true)
      throw invalid('dangling-link', `${path} is a link to a file that is not there: import the file itself.`, name)
    if (code === 'ELOOP') throw invalid('dangling-link', `${path} is a link that leads back to itself: import the file itself.`, name)
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('not-found', 'file-not-found', `There is no file ${path}: check the path.`, { details: { file: name } })
    if (code === 'EACCES') throw invalid('file-unreadable', `${path} may not be read: give this user the right to read it.`, name)
    throw invalid('file-unreadable', `${path} cannot be read: ${messageOf(error)}.`, name)
  }
  if (found.isDirectory()) throw invalid('is-a-directory', `${path} is a directory: name the file inside it.`, name)
  if (!found.isFile()) throw invalid('not-a-file', `${path} is not a regular file.`, name)
  if (found.size === 0) throw invalid('empty-file', `${name} is empty.`, name)
  return found.size
}

/** The parts of an old workbook are listed somewhere in its first pieces. */
const HEAD = 1 << 16

async function firstBytes(path: string, name: string): Promise<Buffer> {
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw invalid('file-unreadable', `${path} cannot be read: ${messageOf(error)}.`, name)
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function invalid(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
