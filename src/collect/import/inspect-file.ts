import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '#kernel/app-error.ts'
import { guessEncoding } from '../table/guess-encoding.ts'
import { refuseOtherKinds } from '../table/refuse-other-kinds.ts'
import { decoderOf, knownEncoding, type TextEncoding } from '../table/text-encoding.ts'
import { FILE_LIMITS } from './file-limits.ts'
import { firstBytes, statFile } from './file-size.ts'
import { type Damage, type Extent, FIRST_LINE, HEAD_BYTES, scanText, surveyLines, type TextSource } from './scan-text.ts'
import { type PackedText, unpackedChunks } from './unpacked-chunks.ts'

/** The format and encoding of a file, found by reading all of it, so that damage shows before anything is stored, or only its head. */
export interface InspectedFile {
  readonly path: string
  readonly name: string
  readonly format: 'csv' | 'xlsx' | 'ndjson' | 'parquet'
  readonly gzip: boolean
  /** For JSON: the objects are one list, not one per line. */
  readonly list?: boolean
  /** Encoding of the text; 'utf-8' for xlsx and Parquet. */
  readonly encoding: TextEncoding
  /** Some bytes are invalid in this encoding and become U+FFFD, so the values that contain them are damaged. */
  readonly damaged: boolean
  /** Line of the first of them, where it is known. */
  readonly damagedLine?: number
  /** Not determined by a byte-order mark, valid UTF-8 or the file's owner. */
  readonly encodingGuessed?: boolean
  /** Another encoding was nearly as plausible. */
  readonly encodingUnsure?: boolean
  /** Hash of the bytes read. */
  readonly sha256: string
  /** Reading never goes beyond this size, so that only inspected bytes are stored. */
  readonly bytes: number
  /** When it was last written, in milliseconds since 1970. */
  readonly modified: number
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
const PARQUET = Buffer.from('PAR1', 'latin1')
/** From this share of UTF-8 among the non-ASCII lines, the file is UTF-8 and the other lines are damaged or from another file. */
const UTF8_LINES = 0.3
/** Share of damaged non-ASCII characters above which a file is not text. */
const MOST_DAMAGE = 0.5

/**
 * Reads the file once, or up to three times if it is not UTF-8. The encoding is the owner's choice, else that of the byte-order mark, else UTF-8 if
 * all bytes are valid UTF-8 or damaged in some lines only, else the one in which the text is most plausible.
 *
 * @param name The name for messages, if different from the path's (an upload is stored under an id).
 * @throws AppError when the file is missing, a directory, empty, cut off, damaged, or neither text nor .xlsx nor Parquet.
 */
export async function inspectFile(
  path: string,
  name = basename(path),
  signal?: AbortSignal,
  extent: Extent = 'whole',
  wanted?: string,
): Promise<InspectedFile> {
  const { bytes, modified } = await statFile(path, name)
  const head = await firstBytes(path, name)
  const sha256 = createHash('sha256')
  const base = { path, name, bytes, modified, damaged: false }
  const container = containerOf(head)
  if (container !== undefined) {
    if (container === 'xlsx' && bytes > FILE_LIMITS.xlsxBytes)
      throw invalid('file-too-large', `${name} is larger than 200 MB: save it as CSV and import that.`, name)
    const end = extent === 'whole' ? bytes : Math.min(bytes, HEAD_BYTES)
    for await (const chunk of createReadStream(path, { end: end - 1, ...(signal === undefined ? {} : { signal }) }))
      sha256.update(chunk as Buffer)
    return { ...base, format: container, gzip: false, encoding: 'utf-8', sha256: sha256.digest('hex') }
  }
  refuseOtherKinds(head, name)
  const told = wanted === undefined ? undefined : knownEncoding(wanted, name)
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  if (gzip) refusePacked(await firstUnpacked({ path, name, gzip, bytes }, signal), name)
  const source: TextSource = { path, name, gzip, bytes, signal, extent }
  let hashing = true
  const first = await scanText(source, [new TextDecoder('utf-8', { fatal: true })], (chunk) => {
    // A read that ended early may still receive a chunk in flight.
    if (hashing) sha256.update(chunk)
  })
  hashing = false
  const list = isJsonList(first.head)
  const format = list || isNdjson(first.head) ? 'ndjson' : 'csv'
  const common = { ...base, format, gzip, ...(list ? { list } : {}), sha256: sha256.digest('hex') } as const
  if (first.textBytes === 0) throw invalid('empty-file', `${name} is empty: export it again.`, name)
  const encoding = told ?? (first.mark?.startsWith('utf-16') === true ? first.mark : undefined)
  if (encoding !== undefined && encoding !== 'utf-8') {
    const decoder = decoderOf(encoding)
    const [damage] = decoder === undefined ? [] : (await scanText(source, [decoder])).damage
    return { ...common, encoding, damaged: (damage?.broken ?? 0) > 0 }
  }
  if (first.binary)
    throw invalid('not-a-table', `${name} is neither a text file nor .xlsx nor Parquet: export the data as CSV or .xlsx.`, name)
  if (first.valid) return { ...common, encoding: 'utf-8' }
  const lines = await surveyLines(source)
  if (told === 'utf-8' || lines.utf8 >= UTF8_LINES * (lines.utf8 + lines.other))
    return { ...common, encoding: 'utf-8', damaged: true, damagedLine: lines.firstOther }
  const guessed = guessEncoding(lines.sample)
  if (guessed === undefined) throw unknownEncoding(name)
  const { encoding: found, sure } = guessed
  const { damage } = await scanText(source, [new TextDecoder(found)])
  const { broken, share } = damage[0] as Damage
  if (share > MOST_DAMAGE) throw unknownEncoding(name)
  return { ...common, encoding: found, encodingGuessed: true, ...(sure ? {} : { encodingUnsure: true }), damaged: broken > 0 }
}

function unknownEncoding(name: string): AppError {
  return invalid(
    'unknown-encoding',
    `The text of ${name} is neither UTF-8 nor in an encoding that can be told: save it as "CSV UTF-8" and import it again.`,
    name,
  )
}

/** The first unpacked chunk; empty if there is none or it is damaged, which is reported later. */
async function firstUnpacked(file: PackedText, signal?: AbortSignal): Promise<Buffer> {
  try {
    for await (const chunk of unpackedChunks(file, { signal })) return chunk
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
  return Buffer.alloc(0)
}

/** The container format of a file, by its first bytes. */
function containerOf(head: Buffer): 'xlsx' | 'parquet' | undefined {
  const mark = head.subarray(0, 4)
  return mark.equals(ZIP) ? 'xlsx' : mark.equals(PARQUET) ? 'parquet' : undefined
}

function refusePacked(head: Buffer, name: string): void {
  if (containerOf(head) !== undefined)
    throw invalid(
      'packed-twice',
      `${name} holds a packed file, such as .xlsx, .zip or .parquet: unpack it with gunzip and import what is inside.`,
      name,
    )
  refuseOtherKinds(head, name)
}

/** Whether a text begins like a JSON list of objects. */
function isJsonList(head: string): boolean {
  const text = head.replaceAll('\u0000', '').replace(/^[^\u0021-\u007E]{0,8}/, '')
  return /^\[\s*\{\s*"/.test(text)
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

function invalid(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
