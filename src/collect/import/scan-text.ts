import { isAscii, isUtf8 } from 'node:buffer'
import { byteOrderMark, type TextEncoding, wideText } from '../table/text-encoding.ts'
import { FILE_LIMITS } from './file-limits.ts'
import { unpackedChunks } from './unpacked-chunks.ts'

/** How much of a file is looked at: a preview must not take longer for a longer file. */
export type Extent = 'whole' | 'head'

export const HEAD_BYTES = 4 << 20
/** Looked at to tell lines of JSON from other texts. */
export const FIRST_LINE = 8_192

const SAMPLE_BYTES = 1 << 17

export interface TextSource {
  readonly path: string
  readonly name: string
  readonly gzip: boolean
  readonly bytes: number
  readonly signal: AbortSignal | undefined
  readonly extent: Extent
}

/** Characters of a decoding, and how many stand for bytes that are no text, as a share of those beyond ASCII. */
export interface Damage {
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

/** Reads a text once, and what decoders make of it. @param onRaw Sees the packed bytes. */
export async function scanText(
  source: TextSource,
  decoders: readonly InstanceType<typeof TextDecoder>[],
  onRaw?: (chunk: Buffer) => void,
): Promise<TextScan> {
  const { signal, extent } = source
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
  for await (const chunk of unpackedChunks(source, { onRaw, signal })) {
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

interface LineSurvey {
  /** Lines with bytes beyond ASCII that are UTF-8, and those that are not. */
  readonly utf8: number
  readonly other: number
  readonly firstOther: number
  /** Some of the others. */
  readonly sample: Buffer
}

/** Which lines are UTF-8 and which are not. */
export async function surveyLines(source: TextSource): Promise<LineSurvey> {
  const { signal, extent } = source
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
  for await (const chunk of unpackedChunks(source, { signal })) {
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
