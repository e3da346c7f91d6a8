import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

const CHUNK_CHARACTERS = 256 * 1024

/** Writes a CSV file in pieces, as a spreadsheet exports it: UTF-8 with a byte order mark, CRLF, quotes where needed. */
export class CsvWriter {
  readonly #stream: WriteStream
  #pending = ''
  rows = 0

  constructor(path: string, header: readonly string[]) {
    this.#stream = createWriteStream(path, 'utf8')
    this.#pending = `\uFEFF${csvLine(header)}`
  }

  /** Adds a row; await it, so that a slow disk slows the generator down. */
  async add(cells: readonly string[]): Promise<void> {
    this.rows += 1
    this.#pending += csvLine(cells)
    if (this.#pending.length >= CHUNK_CHARACTERS) await this.#flush()
  }

  async close(): Promise<void> {
    await this.#flush()
    this.#stream.end()
    await finished(this.#stream)
  }

  async #flush(): Promise<void> {
    const chunk = this.#pending
    this.#pending = ''
    if (!this.#stream.write(chunk)) await once(this.#stream, 'drain')
  }
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}
