import { type PackedText, unpackedChunks } from '../import/unpacked-chunks.ts'
import { LOG_LIMITS } from './log-limits.ts'

/** A line of a log by its number in the file, from 1; `problem` where its bytes are not text that can be kept, with what can be shown of it. */
export interface LogLine {
  readonly number: number
  readonly text: string
  readonly problem: 'line-too-long' | 'unreadable-text' | null
}

const NEWLINE = 10
/** Of a line that is refused for its length or its bytes. */
const SHOWN_BYTES = 1_000

/** The lines of a log that are not blank, a chunk at a time. Of a line that is too long no more than its limit is ever held. */
export async function* readLogLines(
  file: PackedText,
  watch: { readonly onBytes?: (bytes: number) => void; readonly signal?: AbortSignal } = {},
): AsyncGenerator<readonly LogLine[]> {
  const cutter = new LineCutter()
  for await (const chunk of unpackedChunks(file, { onBytes: watch.onBytes, signal: watch.signal })) yield cutter.push(chunk)
  yield cutter.end()
}

/** Cuts bytes into lines. */
export class LineCutter {
  readonly #strict = new TextDecoder('utf-8', { fatal: true })
  readonly #lossy = new TextDecoder('utf-8')
  #rest: Buffer[] = []
  #held = 0
  #length = 0
  #number = 0

  push(chunk: Buffer): LogLine[] {
    const lines: LogLine[] = []
    let start = 0
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start)
      if (end < 0) break
      this.#hold(chunk.subarray(start, end))
      this.#take(lines)
      start = end + 1
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start))
    return lines
  }

  end(): LogLine[] {
    const lines: LogLine[] = []
    if (this.#length > 0) this.#take(lines)
    return lines
  }

  #hold(part: Buffer): void {
    this.#length += part.length
    const room = LOG_LIMITS.lineBytes - this.#held
    if (room <= 0) return
    const kept = Buffer.from(part.subarray(0, room))
    this.#rest.push(kept)
    this.#held += kept.length
  }

  #take(lines: LogLine[]): void {
    const bytes = this.#rest.length === 1 ? (this.#rest[0] as Buffer) : Buffer.concat(this.#rest)
    const isLong = this.#length > LOG_LIMITS.lineBytes
    this.#rest = []
    this.#held = 0
    this.#length = 0
    this.#number += 1
    const number = this.#number
    if (isLong) {
      lines.push({ number, text: this.#shown(bytes), problem: 'line-too-long' })
      return
    }
    const text = this.#textOf(bytes)
    if (text === null || text.includes('\u0000')) lines.push({ number, text: this.#shown(bytes), problem: 'unreadable-text' })
    else if (text.trim() !== '') lines.push({ number, text, problem: null })
  }

  #textOf(bytes: Buffer): string | null {
    try {
      const text = this.#strict.decode(bytes)
      return text.endsWith('\r') ? text.slice(0, -1) : text
    } catch {
      return null
    }
  }

  #shown(bytes: Buffer): string {
    return this.#lossy.decode(bytes.subarray(0, SHOWN_BYTES)).replaceAll('\u0000', '\u2400')
  }
}
