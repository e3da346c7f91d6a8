import type { Condition } from '#segment/conditions/condition.ts'
import type { ClaimedSend } from '../send-store.ts'
import type { JourneyBook, MeetsOf } from './run-ports.ts'

/** Keys of those messages of journeys whose customer meets the condition of the exits at this moment: they waited, and are not to leave any more. */
export type LeftByCondition = (sends: readonly ClaimedSend[]) => Promise<ReadonlySet<string>>

/** One query for each condition; none where no journey of these messages has one. */
export function createLeftByCondition(parts: { readonly book: JourneyBook; readonly whoMeets: MeetsOf }): LeftByCondition {
  const { book, whoMeets } = parts
  return async (sends) => {
    const own = sends.filter(({ source }) => source.kind === 'journey')
    if (own.length === 0) return new Set()
    const journeys = new Map((await book.running()).map((one) => [one.id, one]))
    const asked = new Map<string, { readonly condition: Condition; readonly sends: ClaimedSend[] }>()
    for (const send of own) {
      const condition = journeys.get(send.source.id)?.versions.get(send.sourceVersion)?.exits.condition ?? null
      if (condition === null) continue
      const text = JSON.stringify(condition)
      const known = asked.get(text)
      if (known === undefined) asked.set(text, { condition, sends: [send] })
      else known.sends.push(send)
    }
    const left = new Set<string>()
    for (const { condition, sends: some } of asked.values()) {
      const [met] = await whoMeets([...new Set(some.map(({ customerId }) => customerId))], [condition])
      for (const { sendKey, customerId } of some) if (met?.has(customerId) === true) left.add(sendKey)
    }
    return left
  }
}
