/** So many at once; the others wait for their turn. */
export class Places {
  readonly #most: number
  readonly #outside: (() => void)[] = []
  #inside = 0

  constructor(most: number) {
    this.#most = most
  }

  async enter(): Promise<void> {
    if (this.#inside < this.#most) this.#inside += 1
    else await new Promise<void>((go) => this.#outside.push(go))
  }

  leave(): void {
    const next = this.#outside.shift()
    // Whoever waits takes the place over.
    if (next === undefined) this.#inside -= 1
    else next()
  }
}
