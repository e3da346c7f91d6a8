import type { ClaimedIdentifier } from '../identity-claim.ts'

/** Counts people: rows that share an identifier are one. */
export class LinkedPeople {
  readonly #of = new Map<string, number>()
  readonly #parents: number[] = []
  count = 0

  add(identifiers: readonly ClaimedIdentifier[]): void {
    let own: number | undefined
    for (const { kind, value } of identifiers) {
      const key = `${kind}:${value}`
      const known = this.#of.get(key)
      if (known === undefined) {
        if (own === undefined) {
          own = this.#parents.push(this.#parents.length) - 1
          this.count += 1
        }
        this.#of.set(key, own)
        continue
      }
      const root = this.#root(known)
      if (own !== undefined && this.#root(own) !== root) {
        this.#parents[this.#root(own)] = root
        this.count -= 1
      }
      own = root
    }
  }

  #root(person: number): number {
    let at = person
    while (this.#parents[at] !== at) {
      const parent = this.#parents[at] as number
      this.#parents[at] = this.#parents[parent] as number
      at = parent
    }
    return at
  }
}
