/** Cuts a text that is one JSON list of objects into the texts of its objects, piece by piece as it is read. */
export class ArrayObjects {
  #depth = 0
  #inText = false
  #escaped = false
  #state: 'before' | 'inside' | 'after' = 'before'
  #object = ''

  /** Whether what was read so far can be such a list. */
  #broken = false

  /** Objects that end within this piece. */
  push(piece: string): string[] {
    const found: string[] = []
    let from = this.#depth > 0 ? 0 : -1
    for (let at = 0; at < piece.length; at += 1) {
      const character = piece.charAt(at)
      if (this.#depth === 0) {
        if (!this.#between(character)) continue
        from = at
        this.#depth = 1
      } else if (this.#inText) {
        if (this.#escaped) this.#escaped = false
        else if (character === '\\') this.#escaped = true
        else if (character === '"') this.#inText = false
      } else if (character === '"') this.#inText = true
      else if (character === '{') this.#depth += 1
      else if (character === '}') {
        this.#depth -= 1
        if (this.#depth > 0) continue
        found.push(this.#object + piece.slice(from, at + 1))
        this.#object = ''
        from = -1
      }
    }
    if (this.#depth > 0) this.#object += piece.slice(from)
    return found
  }

  /** Whether the list was whole. */
  get complete(): boolean {
    return this.#state === 'after' && this.#depth === 0 && !this.#broken
  }

  /** Characters of the object that is open. */
  get pending(): number {
    return this.#object.length
  }

  /** Whether a character between objects begins one. */
  #between(character: string): boolean {
    if (character.trim() === '' || character === '\uFEFF') return false
    if (this.#state === 'before' && character === '[') this.#state = 'inside'
    else if (this.#state === 'inside' && character === '{') return true
    else if (this.#state === 'inside' && character === ']') this.#state = 'after'
    else if (!(this.#state === 'inside' && character === ',')) this.#broken = true
    return false
  }
}
