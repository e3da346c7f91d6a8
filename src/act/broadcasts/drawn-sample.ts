import { hashUnit } from '#kernel/rng.ts'

/** So many of those that were offered, each with the same chance whatever their order, by the hash of a seed and their key: asked again, the same are drawn. */
export class DrawnSample<T> {
  readonly #size: number
  readonly #seed: string
  #kept: { readonly draw: number; readonly one: T }[] = []
  /** Nobody above this is among the smallest any more. */
  #bar = Number.POSITIVE_INFINITY

  /** @param size how many are drawn, 1 or more */
  constructor(size: number, seed: string) {
    this.#size = size
    this.#seed = seed
  }

  offer(key: string, one: T): void {
    const draw = hashUnit(`${this.#seed}/${key}`)
    if (draw > this.#bar) return
    this.#kept.push({ draw, one })
    if (this.#kept.length >= this.#size * 4) this.#cut()
  }

  /** Those that were drawn; all when there were no more than `size`. */
  drawn(): readonly T[] {
    this.#cut()
    return this.#kept.map(({ one }) => one)
  }

  #cut(): void {
    this.#kept = this.#kept.toSorted((a, b) => a.draw - b.draw).slice(0, this.#size)
    if (this.#kept.length === this.#size) this.#bar = this.#kept.at(-1)?.draw ?? this.#bar
  }
}
