import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { TAG_FIELD } from '#segment/tags/tag.ts'
import type { SignalKind, SignalReader } from '../signal.ts'
import type { EventPattern, JourneyDefinition } from './journey.ts'
import { keyOfEvent, matchesEvent } from './match-event.ts'
import type { SeenEvent } from './match-event.ts'
import { isMeantChange, isProductEvent } from './product-change.ts'
import type { ProductEvents } from './product-change.ts'
import { reactTo } from './react-to-signals.ts'
import type { Happening, PossibleEntry } from './react-to-signals.ts'
import type { EntryDesk, JourneyBook, JourneyEvents, JourneySignal, MeetsOf, RunningJourney } from './run-ports.ts'

export const JOURNEYS = 'journeys'

export interface JourneyReaderPorts {
  readonly book: JourneyBook
  readonly desk: EntryDesk
  readonly events: JourneyEvents
  readonly products: ProductEvents
  readonly whoMeets: MeetsOf
  readonly timeZone: () => string
  readonly clock: Clock
  /** Ids of runs. */
  readonly newId: (now: Date) => string
  /** Told where a run begins or goes on, so that whoever works on them need not wait. */
  readonly onDue?: () => void
}

/** Customers who looked at a product, in one go. */
const PRODUCT_BLOCK = 1_000

/** Events that some journey names, and whether their properties are asked for. */
interface Wanted {
  readonly names: ReadonlySet<string>
  readonly withProperties: ReadonlySet<string>
}

/** Lets customers into journeys, and takes them on and out, by what happens: a batch of signals at a time, in the order of each customer. */
export class JourneyReader implements SignalReader {
  readonly name = JOURNEYS
  readonly #ports: JourneyReaderPorts

  constructor(ports: JourneyReaderPorts) {
    this.#ports = ports
  }

  read(signal: Parameters<SignalReader['read']>[0]): Promise<void> {
    return this.readMany([signal])
  }

  async readMany(given: readonly Parameters<SignalReader['read']>[0][]): Promise<void> {
    const { book, desk, events, clock, onDue } = this.#ports
    const running = await book.running()
    await this.#ofProducts(given, running)
    const wanted = wantedOf(running)
    const signals = given.filter((signal): signal is JourneySignal => isWanted(signal, wanted))
    if (signals.length === 0) return
    const ids = [...new Set(signals.map(({ customerId }) => customerId ?? ''))]
    const asked = signals.flatMap(({ kind, payload }) =>
      kind === 'event-stored' && wanted.withProperties.has(payload.name) ? [payload.messageId] : [],
    )
    const [merged, acts] = await Promise.all([desk.mergedInto(ids), events([...new Set(asked)])])
    const now = clock.now()
    const happenings = signals.map((signal): Happening => {
      const event: SeenEvent | null =
        signal.kind === 'event-stored' ? { name: signal.payload.name, act: acts.get(signal.payload.messageId) ?? null } : null
      const id = signal.customerId ?? ''
      return {
        id: `${signal.kind} ${signal.id}`,
        customerId: merged.get(id) ?? id,
        // Of what comes again under the same name, which time it was.
        origin: signal.kind === 'event-stored' || signal.kind === 'order-stored' ? signal.origin : `${signal.origin} ${signal.id}`,
        event,
        entries: entriesOf(signal, event, running, { now, timeZone: this.#ports.timeZone() }),
      }
    })
    if (await this.#react(happenings, running, now)) onDue?.()
  }

  /** Lets those in who looked at a product that became cheaper, or can be bought again. */
  async #ofProducts(given: readonly Parameters<SignalReader['read']>[0][], running: readonly RunningJourney[]): Promise<void> {
    const { products, clock } = this.#ports
    const waiting = running.flatMap((journey) => {
      const definition = journey.versions.get(journey.liveVersion)
      return definition?.entry.kind === 'product' ? [{ journey, entry: definition.entry, audience: definition.audience }] : []
    })
    if (waiting.length === 0) return
    const signals = given.flatMap((one) =>
      one.kind === 'event-stored' && !one.historical && isProductEvent(one.payload.name)
        ? [{ name: one.payload.name, messageId: one.payload.messageId, at: one.occurredAt }]
        : [],
    )
    const said = await products.said([...new Set(signals.map(({ messageId }) => messageId))])
    for (const { name, messageId, at } of signals) {
      const about = said.get(messageId)
      if (about === undefined) continue
      for (const { journey, entry, audience } of waiting) {
        if (at < journey.liveSince || !isMeantChange(entry, name, about)) continue
        const since = new Date(clock.now().getTime() - entry.days * DAY_MS)
        for (let after: string | null = null; ;) {
          const ids: readonly string[] = await products.lookedAt(about.productId, since, after, PRODUCT_BLOCK)
          if (ids.length > 0) await this.enter(journey, ids, `event:${messageId}`, audience)
          if (ids.length < PRODUCT_BLOCK) break
          after = ids.at(-1) ?? null
        }
      }
    }
  }

  /** Lets customers in for another cause than a signal; answers how many entered. */
  async enter(journey: RunningJourney, customerIds: readonly string[], cause: string, condition: Condition): Promise<number> {
    const now = this.#ports.clock.now()
    const happenings = customerIds.map((customerId): Happening => ({
      id: `${journey.id} ${cause} ${customerId}`,
      customerId,
      origin: cause,
      event: null,
      entries: [{ journeyId: journey.id, key: '', condition }],
    }))
    const entered = await this.#react(happenings, [journey], now)
    if (entered > 0) this.#ports.onDue?.()
    return entered
  }

  /** Answers how many runs began or went on. */
  async #react(happenings: readonly Happening[], running: readonly RunningJourney[], now: Date): Promise<number> {
    const { desk, timeZone, newId } = this.#ports
    const meets = await this.#meets(happenings)
    const entries = happenings.flatMap((one) => one.entries)
    const changes = await desk.change(
      {
        customerIds: [...new Set(happenings.map(({ customerId }) => customerId))],
        journeyIds: [...new Set(entries.map(({ journeyId }) => journeyId))],
        causes: happenings.map(({ id }) => id),
      },
      (known) =>
        reactTo(happenings, known, { journeys: new Map(running.map((one) => [one.id, one])), meets, timeZone: timeZone(), now, newId }),
      now,
    )
    return changes.entered.length + changes.moved.length
  }

  /** One query for all conditions and customers of a batch. */
  async #meets(happenings: readonly Happening[]): Promise<(condition: Condition, customerId: string) => boolean> {
    const conditions = new Map<string, Condition>()
    const customers = new Set<string>()
    for (const { customerId, entries } of happenings) {
      for (const { condition } of entries) {
        conditions.set(JSON.stringify(condition), condition)
        customers.add(customerId)
      }
    }
    if (customers.size === 0) return () => false
    const met = await this.#ports.whoMeets([...customers], [...conditions.values()])
    const byText = new Map([...conditions.keys()].map((text, i) => [text, met[i] ?? null]))
    return (condition, customerId) => byText.get(JSON.stringify(condition))?.has(customerId) ?? false
  }
}

/** The kinds of signals that these journeys need. */
export function kindsOf(definitions: readonly JourneyDefinition[]): readonly SignalKind[] {
  const kinds = new Set<SignalKind>()
  for (const { entry, exits, goal, steps } of definitions) {
    if (exits.events.length > 0 || goal !== null || steps.some(({ kind }) => kind === 'wait_event')) kinds.add('event-stored')
    if (entry.kind === 'event' || entry.kind === 'product') kinds.add('event-stored')
    if (entry.kind === 'order') kinds.add('order-stored')
    if (entry.kind === 'segment') kinds.add(entry.change === 'entered' ? 'segment-entered' : 'segment-left')
    if (entry.kind === 'tag') kinds.add('tag-changed')
    if (entry.kind === 'risk') kinds.add('risk-tier-changed')
  }
  return [...kinds].toSorted()
}

function wantedOf(running: readonly RunningJourney[]): Wanted {
  const names = new Set<string>()
  const withProperties = new Set<string>()
  const add = ({ name, where }: EventPattern, hasKey: boolean) => {
    names.add(name)
    if (where.length > 0 || hasKey) withProperties.add(name)
  }
  for (const { versions } of running) {
    for (const { entry, exits, goal, steps } of versions.values()) {
      const hasKey = entry.kind === 'event' && entry.key !== null
      if (entry.kind === 'event') add(entry.event, hasKey)
      for (const event of exits.events) add(event, false)
      if (goal !== null) add(goal.event, false)
      for (const step of steps) if (step.kind === 'wait_event') add(step.event, hasKey)
    }
  }
  return { names, withProperties }
}

function isWanted(signal: Parameters<SignalReader['read']>[0], { names }: Wanted): boolean {
  if (signal.customerId === null || signal.historical) return false
  switch (signal.kind) {
    case 'event-stored':
      return names.has(signal.payload.name)
    case 'order-stored':
    case 'segment-entered':
    case 'segment-left':
    case 'tag-changed':
    case 'risk-tier-changed':
      return true
    default:
      return false
  }
}

/** Journeys that a signal may let its customer into. */
function entriesOf(
  signal: JourneySignal,
  event: SeenEvent | null,
  running: readonly RunningJourney[],
  asked: { readonly now: Date; readonly timeZone: string },
): readonly PossibleEntry[] {
  return running.flatMap((journey): PossibleEntry[] => {
    const definition = journey.versions.get(journey.liveVersion)
    // What happened before it went live lets nobody in.
    if (definition === undefined || signal.occurredAt < journey.liveSince) return []
    const { entry, audience } = definition
    const into = (more: Condition | null, key = ''): PossibleEntry[] => [
      { journeyId: journey.id, key, condition: more === null ? audience : { all: [audience, more] } },
    ]
    switch (entry.kind) {
      case 'event':
        if (event === null || !matchesEvent(entry.event, event, asked)) return []
        return into(null, entry.key === null ? '' : keyOfEvent(entry.key, event))
      case 'order':
        if (signal.kind !== 'order-stored') return []
        return into(entry.first ? { did: 'order', op: 'eq', value: 1 } : null)
      case 'segment':
        if (signal.kind !== (entry.change === 'entered' ? 'segment-entered' : 'segment-left')) return []
        return signal.payload.segmentId === entry.segmentId ? into(null) : []
      case 'tag': {
        if (signal.kind !== 'tag-changed' || signal.payload.tag !== entry.tag) return []
        const field = `${TAG_FIELD}${entry.tag}`
        return into(entry.value === null ? { field, op: 'set' } : { field, op: 'in', values: [entry.value] })
      }
      case 'risk': {
        if (signal.kind !== 'risk-tier-changed') return []
        const { from, to } = signal.payload
        return to !== null && to !== from && entry.tiers.includes(to) ? into(null) : []
      }
      case 'date':
      case 'product':
      case 'audience':
        return []
    }
  })
}
