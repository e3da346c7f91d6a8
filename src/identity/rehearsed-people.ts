import { type FoundIdentifier, keyOf, type StoredKey } from './identity-store.ts'
import type { ResolvePlan } from './resolve-plan.ts'

/**
 * Customers as they would be if the claims had been written: those in the store, with what earlier claims of the rehearsal added and merged. Lets a dry
 * run count customers exactly as the import does.
 */
export class RehearsedPeople {
  readonly #identifiers = new Map<string, FoundIdentifier[]>()
  readonly #owner = new Map<string, string>()
  readonly #movedTo = new Map<string, string>()

  /** Which of the keys have not been asked for yet. */
  unasked<T extends StoredKey & { readonly key: string }>(keys: readonly T[]): T[] {
    return keys.filter(({ key }) => !this.#owner.has(key))
  }

  /** Takes in what the store knows of those keys. */
  learn(found: readonly FoundIdentifier[]): void {
    for (const one of found) {
      const key = keyOf(one)
      if (this.#owner.has(key)) continue
      const customerId = this.#rootOf(one.customerId)
      this.#owner.set(key, customerId)
      this.#listOf(customerId).push({ ...one, customerId })
    }
  }

  /** The customer of each identifier. */
  owners(): ReadonlyMap<string, string> {
    return this.#owner
  }

  /** All identifiers of the people who have one of these. */
  find(keys: readonly { readonly key: string }[]): FoundIdentifier[] {
    const ids = new Set(keys.flatMap(({ key }) => this.#owner.get(key) ?? []))
    return [...ids].flatMap((id) => this.#listOf(id))
  }

  /** Applies the plan. `ageOf` is when the claim that created a customer was seen, `nameOf` the masked name that a claim gives. */
  apply(plan: ResolvePlan, blindIndexOf: (key: string) => Buffer, ageOf: (claim: number) => Date, nameOf: (claim: number) => string): void {
    const born = new Map(plan.created.map(({ customerId, claim }) => [customerId, ageOf(claim)]))
    for (const { from, to } of plan.merges) this.#merge(from, to)
    for (const { key } of plan.takenOver) {
      const list = this.#listOf(this.#owner.get(key) ?? '')
      list.splice(list.findIndex((one) => keyOf(one) === key) >>> 0, 1)
    }
    for (const { key, kind, customerId, originId, from, to, namedBy, claim } of [...plan.added, ...plan.takenOver]) {
      const list = this.#listOf(customerId)
      list.push({
        kind,
        blindIndex: blindIndexOf(key),
        customerId,
        originId,
        apartFrom: list[0]?.apartFrom ?? [],
        createdAt: list[0]?.createdAt ?? born.get(customerId) ?? new Date(0),
        maskedName: list[0]?.maskedName ?? nameOf(claim),
        firstSeenAt: new Date(from),
        lastSeenAt: new Date(to),
        namedBy,
      })
      this.#owner.set(key, customerId)
    }
    for (const { key, customerId, from, to, namedBy } of plan.seen) {
      const list = this.#listOf(customerId)
      const at = list.findIndex((one) => keyOf(one) === key)
      const one = list[at]
      if (one !== undefined) list[at] = { ...one, firstSeenAt: new Date(from), lastSeenAt: new Date(to), namedBy }
    }
  }

  #merge(from: string, to: string): void {
    if (from === to) return
    this.#movedTo.set(from, to)
    const moved = this.#identifiers.get(from) ?? []
    this.#identifiers.delete(from)
    const list = this.#listOf(to)
    const createdAt = list[0]?.createdAt
    for (const one of moved) {
      list.push({ ...one, customerId: to, createdAt: createdAt ?? one.createdAt })
      this.#owner.set(keyOf(one), to)
    }
  }

  #listOf(customerId: string): FoundIdentifier[] {
    let list = this.#identifiers.get(customerId)
    if (list === undefined) this.#identifiers.set(customerId, (list = []))
    return list
  }

  #rootOf(customerId: string): string {
    let root = customerId
    for (let next = this.#movedTo.get(root); next !== undefined; next = this.#movedTo.get(root)) root = next
    return root
  }
}
