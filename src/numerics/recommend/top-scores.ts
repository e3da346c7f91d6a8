/** Keeps the best `width` of the offered scores in a heap with the worst on top. Of equal scores the lower id is better. */
export class TopScores {
  readonly #ids: Int32Array
  readonly #scores: Float64Array
  #size = 0

  constructor(width: number) {
    this.#ids = new Int32Array(width)
    this.#scores = new Float64Array(width)
  }

  clear(): void {
    this.#size = 0
  }

  /** Returns what a later and higher id must exceed to get in: the worst score kept, or 0 while there is room. */
  offer(id: number, score: number): number {
    const ids = this.#ids
    const scores = this.#scores
    if (this.#size < ids.length) {
      let at = this.#size
      this.#size += 1
      while (at > 0) {
        const above = (at - 1) >> 1
        if (!worse(id, score, ids[above] as number, scores[above] as number)) break
        ids[at] = ids[above] as number
        scores[at] = scores[above] as number
        at = above
      }
      ids[at] = id
      scores[at] = score
    } else if (this.#size > 0 && worse(ids[0] as number, scores[0] as number, id, score)) {
      this.#sink(id, score, this.#size)
    }
    return this.#size < ids.length ? 0 : (scores[0] as number)
  }

  /** Writes ids and scores, best first, from `at` on, and empties the list. Returns how many there are. */
  write(ids: Int32Array, scores: Float32Array | Float64Array, at: number): number {
    const count = this.#size
    for (let left = count; left > 0; left -= 1) {
      ids[at + left - 1] = this.#ids[0] as number
      scores[at + left - 1] = this.#scores[0] as number
      this.#sink(this.#ids[left - 1] as number, this.#scores[left - 1] as number, left - 1)
    }
    this.#size = 0
    return count
  }

  /** Puts an entry in place of the top of a heap of `size` entries. */
  #sink(id: number, score: number, size: number): void {
    const ids = this.#ids
    const scores = this.#scores
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= size) break
      if (below + 1 < size && worse(ids[below + 1] as number, scores[below + 1] as number, ids[below] as number, scores[below] as number))
        below += 1
      if (!worse(ids[below] as number, scores[below] as number, id, score)) break
      ids[at] = ids[below] as number
      scores[at] = scores[below] as number
      at = below
    }
    if (ids.length > 0) {
      ids[at] = id
      scores[at] = score
    }
  }
}

function worse(id: number, score: number, otherId: number, otherScore: number): boolean {
  return score < otherScore || (score === otherScore && id > otherId)
}
