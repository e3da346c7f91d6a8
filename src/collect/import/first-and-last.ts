/** The first and the last of the times that it is told. */
export class FirstAndLast {
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  add(time: number): void {
    this.#first = Math.min(this.#first, time)
    this.#last = Math.max(this.#last, time)
  }

  /** ISO 8601; null where nothing was told. */
  said(): { readonly firstAt: string | null; readonly lastAt: string | null } {
    if (this.#first > this.#last) return { firstAt: null, lastAt: null }
    return { firstAt: new Date(this.#first).toISOString(), lastAt: new Date(this.#last).toISOString() }
  }
}
