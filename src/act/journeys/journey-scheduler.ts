import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { CustomerZones } from '../policy/customer-moment.ts'
import type { JourneyReader } from './journey-reader.ts'
import { CATCH_UP_MS, dueSlots } from './journey-slots.ts'
import type { Slot } from './journey-slots.ts'
import type { JourneyBook, RunningJourney } from './run-ports.ts'

const HELD_MS = 60_000
const BLOCK = 1_000

export interface HeldSlot {
  readonly id: string
  readonly journeyId: string
  readonly key: string
  readonly isTaken: boolean
  readonly cursor: string | null
}

export interface SlotLedger {
  /** Adds those that are not there yet; `isMissed`: as skipped. */
  note(
    journeyId: string,
    slots: readonly { readonly id: string; readonly key: string; readonly dueAt: Date; readonly isMissed: boolean }[],
  ): Promise<void>
  /** Takes an open slot that nobody holds; null: there is none. */
  claim(owner: string, options: { readonly now: Date; readonly heldUntil: Date }): Promise<HeldSlot | null>
  /** Notes that the list was taken, or how far it is. False: the claim was lost. */
  advance(
    id: string,
    owner: string,
    to: { readonly cursor: string | null; readonly entered: number; readonly heldUntil: Date },
  ): Promise<boolean>
  end(id: string, owner: string, state: 'done' | 'skipped', reason: string): Promise<void>
  /** Time zones that customers have, as stored. */
  zones(): Promise<readonly string[]>
  /** As stored, of these customers. */
  zonesOf(customerIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** Customers who meet a condition, as a list. */
export interface SlotAudience {
  take(listId: string, condition: Condition): Promise<number>
  next(listId: string, after: string | null, limit: number): Promise<readonly string[]>
  forget(listId: string): Promise<void>
}

export interface JourneySchedulerPorts {
  readonly book: JourneyBook
  readonly ledger: SlotLedger
  readonly audience: SlotAudience
  readonly reader: Pick<JourneyReader, 'enter'>
  readonly zones: CustomerZones
  readonly timeZone: () => string
  readonly clock: Clock
}

/** Lets customers into journeys by the calendar and by their dates: each slot once, on whichever node. */
export class JourneyScheduler {
  readonly #ports: JourneySchedulerPorts

  constructor(ports: JourneySchedulerPorts) {
    this.#ports = ports
  }

  /** Notes what is due and does one slot; true when there may be more. */
  async work(): Promise<boolean> {
    const { book, ledger, zones, timeZone, clock } = this.#ports
    const journeys = (await book.running()).filter((one) => !one.isPaused && entryOf(one) !== null)
    if (journeys.length === 0) return false
    const now = clock.now()
    const known = [...new Set((await ledger.zones()).map((stored) => zones.zoneOf(stored).timeZone))]
    const slots = new Map<string, { readonly journey: RunningJourney; readonly slot: Slot }>()
    for (const journey of journeys) {
      const entry = entryOf(journey)
      if (entry === null) continue
      const due = dueSlots(entry, { now, since: journey.liveSince, timeZone: timeZone(), zones: known })
      for (const slot of due) slots.set(`${journey.id} ${slot.key}`, { journey, slot })
      await ledger.note(
        journey.id,
        // The start is for whoever is there when it begins, however late.
        due.map(({ key, dueAt }) => ({
          id: newId(now),
          key,
          dueAt,
          isMissed: key !== 'start' && now.getTime() - dueAt.getTime() > CATCH_UP_MS,
        })),
      )
    }
    const owner = newId(now)
    const held = await ledger.claim(owner, { now, heldUntil: new Date(now.getTime() + HELD_MS) })
    if (held === null) return false
    const meant = slots.get(`${held.journeyId} ${held.key}`)
    // Its journey is paused, has ended, or was changed since.
    if (meant === undefined) {
      const isPaused = (await book.running()).some(({ id, isPaused: paused }) => id === held.journeyId && paused)
      if (!isPaused) await ledger.end(held.id, owner, 'skipped', 'missed')
      return true
    }
    await this.#do(held, owner, meant)
    return true
  }

  async #do(held: HeldSlot, owner: string, { journey, slot }: { readonly journey: RunningJourney; readonly slot: Slot }): Promise<void> {
    const { ledger, audience, reader, zones, clock } = this.#ports
    const definition = journey.versions.get(journey.liveVersion)
    if (definition === undefined) return
    const condition: Condition = slot.condition === null ? definition.audience : { all: [definition.audience, slot.condition] }
    const until = () => new Date(clock.now().getTime() + HELD_MS)
    if (!held.isTaken) {
      await audience.take(held.id, condition)
      if (!(await ledger.advance(held.id, owner, { cursor: null, entered: 0, heldUntil: until() }))) return
    }
    let cursor = held.cursor
    for (;;) {
      const ids = await audience.next(held.id, cursor, BLOCK)
      const last = ids.at(-1)
      if (last === undefined) break
      const stored = slot.zone === null ? null : await ledger.zonesOf(ids)
      const meant = stored === null ? ids : ids.filter((id) => zones.zoneOf(stored.get(id) ?? '').timeZone === slot.zone)
      const entered = meant.length === 0 ? 0 : await reader.enter(journey, meant, slot.cause, condition)
      if (!(await ledger.advance(held.id, owner, { cursor: last, entered, heldUntil: until() }))) return
      cursor = last
    }
    await ledger.end(held.id, owner, 'done', '')
    await audience.forget(held.id)
  }
}

/** Of a journey that looks for customers by itself; null: it waits for signals. */
function entryOf(journey: RunningJourney) {
  const entry = journey.versions.get(journey.liveVersion)?.entry
  return entry?.kind === 'audience' || entry?.kind === 'date' ? entry : null
}
