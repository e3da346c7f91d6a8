import { createHash } from 'node:crypto'

const CHUNK = 65_536

/** A hash of texts in their order, without holding them: they go in as they come. */
export class LinesDigest {
  readonly #hash = createHash('sha256')
  #waiting = ''

  static of(lines: readonly string[]): string {
    const digest = new LinesDigest()
    for (const line of lines) digest.add(`${line}\n`)
    return digest.end()
  }

  add(text: string): void {
    this.#waiting += text
    if (this.#waiting.length < CHUNK) return
    this.#hash.update(this.#waiting)
    this.#waiting = ''
  }

  end(): string {
    return this.#hash.update(this.#waiting).digest('base64url')
  }
}
