import { cutText, storableText } from '#kernel/cut-text.ts'
import { leftOutOf, type StoredEvent } from './tracked-event.ts'
import type { TraitReason } from './trait-reason.ts'

/** Identify calls of a source of which a trait is no value of an attribute, for one reason. */
export interface CountedLeftOut {
  readonly sourceId: string
  /** '' for what is beyond the number of traits that are kept apart. */
  readonly trait: string
  readonly reason: TraitReason
  count: number
  /** When the last came, epoch milliseconds. */
  lastAt: number
}

/** Traits of one source that are kept apart, in one load and at all; further ones are counted together. */
export const LEFT_OUT_APART = 200
const NAME_CHARACTERS = 200

/** Counts, during one load, the traits that are no values of attributes. */
export class LeftOutTally {
  readonly #counts = new Map<string, CountedLeftOut>()
  readonly #apart = new Map<string, number>()

  get counts(): readonly CountedLeftOut[] {
    return [...this.#counts.values()]
  }

  add(event: StoredEvent): void {
    const { sourceId, receivedAt } = event
    for (const { trait, reason } of leftOutOf(event)) {
      const count = this.#countOf(sourceId, cutText(storableText(trait), NAME_CHARACTERS), reason)
      count.count += 1
      count.lastAt = Math.max(count.lastAt, receivedAt)
    }
  }

  #countOf(sourceId: string, trait: string, reason: TraitReason): CountedLeftOut {
    const key = JSON.stringify([sourceId, trait, reason])
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    const apart = this.#apart.get(sourceId) ?? 0
    if (apart >= LEFT_OUT_APART && trait !== '') return this.#countOf(sourceId, '', reason)
    this.#apart.set(sourceId, apart + 1)
    const made = { sourceId, trait, reason, count: 0, lastAt: 0 }
    this.#counts.set(key, made)
    return made
  }
}
