import type { PlanViolationKind } from './plan-words.ts'
import { cutText, storableText } from '#kernel/cut-text.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { maskMessage } from '../tracking/mask-message.ts'
import { isObject } from '../tracking/tracking-message.ts'
import type { PlanViolation } from './compile-plan.ts'

/** Messages of a source on one day (UTC) that are not what the plan says, in one way. */
export interface CountedViolation {
  readonly sourceId: string
  readonly day: string
  /** Type of the message and name of the event, without what is personal. Both '' for what is beyond the number of kinds that are kept apart. */
  readonly type: string
  readonly event: string
  readonly property: string
  readonly kind: PlanViolationKind
  count: number
  quarantined: number
  /** The first such message, masked; null where the plan only counts. */
  readonly example: unknown
}

/** Kinds of violations of one source that one load keeps apart; further ones are counted together. */
export const APART_AT_ONCE = 300
const NAME_CHARACTERS = 200
/** Examples are looked at; a larger one is told by its size. */
const EXAMPLE_CHARACTERS = 8_000

/** Counts, during one load, what was not as planned. */
export class PlanTally {
  readonly #counts = new Map<string, CountedViolation>()
  readonly #apart = new Map<string, number>()

  get counts(): readonly CountedViolation[] {
    return [...this.#counts.values()]
  }

  /** @param isKept The message was stored, not quarantined. */
  add(sourceId: string, day: string, record: unknown, violations: readonly PlanViolation[], isKept: boolean): void {
    const { type, name } = headOf(record)
    for (const { kind, property, mode } of violations) {
      const key = JSON.stringify([sourceId, day, kind, type, name, property])
      const count =
        this.#counts.get(key) ?? this.#first(key, { sourceId, day, kind, type, event: name, property }, record, mode !== 'allow')
      count.count += 1
      if (!isKept) count.quarantined += 1
    }
  }

  #first(
    key: string,
    about: Pick<CountedViolation, 'sourceId' | 'day' | 'kind' | 'type' | 'event' | 'property'>,
    record: unknown,
    shown: boolean,
  ): CountedViolation {
    const apart = this.#apart.get(about.sourceId) ?? 0
    if (apart >= APART_AT_ONCE) {
      const rest = JSON.stringify([about.sourceId, about.day, about.kind])
      const known = this.#counts.get(rest)
      if (known !== undefined) return known
      const together: CountedViolation = { ...about, type: '', event: '', property: '', count: 0, quarantined: 0, example: null }
      this.#counts.set(rest, together)
      return together
    }
    this.#apart.set(about.sourceId, apart + 1)
    const count: CountedViolation = {
      ...about,
      type: nameOf(about.type),
      event: nameOf(about.event),
      property: nameOf(about.property),
      count: 0,
      quarantined: 0,
      example: shown ? exampleOf(record) : null,
    }
    this.#counts.set(key, count)
    return count
  }
}

function headOf(record: unknown): { readonly type: string; readonly name: string } {
  if (!isObject(record)) return { type: '', name: '' }
  const { type, event, name } = record
  const isNamed = type === 'track' || type === 'page' || type === 'screen'
  const said = type === 'track' ? event : name
  return {
    type: typeof type === 'string' ? type : '',
    name: isNamed && (typeof said === 'string' || typeof said === 'number') ? String(said).trim() : '',
  }
}

function nameOf(text: string): string {
  return withoutPersonal(cutText(storableText(text), NAME_CHARACTERS))
}

function exampleOf(record: unknown): unknown {
  const masked = maskMessage(record)
  const size = JSON.stringify(masked).length
  return size > EXAMPLE_CHARACTERS ? { tooLarge: size } : masked
}
