import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import { newId } from '#kernel/id.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { hashUnit } from '#kernel/rng.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { MessageContent } from '../../content/message-content.ts'
import type { PlanWatch } from '../../broadcasts/broadcast-planner.ts'
import type { Recipient } from '../../broadcasts/plan-block.ts'
import type { CustomerHours } from '../../send-time/hour-model.ts'
import type { SlotAudience, SlotLedger } from '../journey-scheduler.ts'
import type { JourneyService } from '../journey-service.ts'
import type { Slot } from '../journey-slots.ts'
import type { JourneyDefinition } from '../journey.ts'
import { ContentGone } from '../plan-journey-sends.ts'
import type { JourneySendPorts, SendStep } from '../plan-journey-sends.ts'
import type { MeetsOf } from '../run-ports.ts'
import { MOST_CUSTOMERS } from './dry-run.ts'
import type { DryRun, DryRunOverlap } from './dry-run.ts'
import { assumptionsOf } from './dry-run-assumptions.ts'
import type { DryRunStore, PastHistory, PastOfCustomer, PastOverlaps, PastSpan } from './dry-run-ports.ts'
import { DryRunSums } from './dry-run-sums.ts'
import { pastSlots } from './past-slots.ts'
import { replayCustomer } from './replay-customer.ts'
import type { PastHappening, ReplayOrder } from './replay-customer.ts'

export interface DryRunPorts {
  readonly journeys: Pick<JourneyService, 'one' | 'check'>
  readonly store: DryRunStore
  readonly history: PastHistory
  readonly overlaps: PastOverlaps
  readonly sends: JourneySendPorts
  readonly whoMeets: MeetsOf
  readonly audience: SlotAudience
  readonly slots: Pick<SlotLedger, 'zones'>
  readonly project: { readonly timeZone: string }
  readonly clock: Clock
  /** More customers than this are tried as a sample. */
  readonly most?: number
}

/** Customers that are in memory at once. */
const BLOCK = 200
const MOST_OVERLAPS = 20
const NOTHING: PastOfCustomer = { events: [], causes: [], orders: [], isCut: false }

/** Tries journeys on days that are over: by the same decisions as live ones, with a clock that follows what happened. Nothing is sent and nobody enters. */
export class DryRunService {
  readonly #ports: DryRunPorts

  constructor(ports: DryRunPorts) {
    this.#ports = ports
  }

  /** The newest one; null: there was none. @throws AppError `journey-not-found` */
  async of(journeyId: string): Promise<DryRun | null> {
    await this.#ports.journeys.one(journeyId)
    return await this.#ports.store.get(journeyId)
  }

  /** @throws AppError `journey-not-found`, `dry-run-wrong`: what is wrong with the journey comes first */
  async checked(journeyId: string) {
    const { journeys } = this.#ports
    const journey = await journeys.one(journeyId)
    const problems = await journeys.check(journey.definition)
    const [first] = problems
    if (first !== undefined) {
      throw new AppError(
        'conflict',
        'dry-run-wrong',
        `The journey cannot be tried on history: ${first.place} (${first.code}) comes first of ${problems.length} things to put right.`,
        { details: { problems: problems.length, place: first.place } },
      )
    }
    return journey
  }

  /** Tries the newest version on the last days, today among them, and keeps what came of it. @throws AppError as `checked` */
  async run(journeyId: string, days: number, { signal, progress }: PlanWatch = {}): Promise<DryRun> {
    const { store, history, overlaps, project, clock } = this.#ports
    const { version, definition, liveVersion } = await this.checked(journeyId)
    const { timeZone } = project
    const until = clock.now()
    const today = localDay(until, timeZone)
    const span = { from: startOfDay(addDays(today, 1 - days), timeZone), until }
    const sums = new DryRunSums({ version, days, ...span }, timeZone)
    const [order, slots] = await Promise.all([
      this.#order({ journeyId, version, definition, until, timeZone }),
      this.#slots(definition, span, today),
    ])
    const { all, ids } = await this.#who(definition, span, slots)
    const both = new Map<string, DryRunOverlap>()
    let isCut = false
    for (let start = 0; start < ids.length; start += BLOCK) {
      progress?.(start, ids.length)
      signal?.throwIfAborted()
      const block = ids.slice(start, start + BLOCK)
      const [past, facts] = await Promise.all([history.of(block, definition, span), this.#facts(block, order, slots, span)])
      const entered: string[] = []
      for (const recipient of facts.recipients) {
        const { customerId } = recipient
        const own = past.get(customerId) ?? NOTHING
        isCut ||= own.isCut
        const replayed = replayCustomer(
          {
            recipient,
            happenings: happeningsOf(own, facts.slotsOf(recipient)),
            orders: own.orders,
            meets: (condition) => facts.meets(condition, customerId),
            hours: facts.hoursOf(customerId),
          },
          order,
        )
        sums.add(replayed)
        if (replayed.runs.length > 0) entered.push(customerId)
      }
      if (entered.length > 0) {
        for (const one of await overlaps(journeyId, entered, span)) {
          const key = `${one.kind} ${one.id}`
          both.set(key, { ...one, customers: one.customers + (both.get(key)?.customers ?? 0) })
        }
      }
    }
    progress?.(ids.length, ids.length)
    const dryRun = sums.result(definition, {
      at: clock.now(),
      customers: { all, tried: ids.length },
      overlaps: [...both.values()].toSorted((a, b) => b.customers - a.customers).slice(0, MOST_OVERLAPS),
      assumptions: assumptionsOf(definition, { isLive: liveVersion !== null, isSample: ids.length < all, isCut }),
    })
    await store.put(journeyId, dryRun)
    return dryRun
  }

  async #order(about: Pick<ReplayOrder, 'journeyId' | 'version' | 'definition' | 'until' | 'timeZone'>): Promise<ReplayOrder> {
    const { rules, readiness, zones, contents: kept } = this.#ports.sends
    const contents = new Map<string, MessageContent>()
    for (const step of sendsOf(about.definition)) {
      const found = await kept.find(step.content.id, step.content.version)
      if (found === null) throw new ContentGone(`The content of step ${step.id} is gone.`)
      contents.set(step.id, found.content)
    }
    const [now, unready] = await Promise.all([rules(), readiness.unready()])
    return { ...about, zones, contents, rules: now, unready: new Set(unready.keys()) }
  }

  async #slots({ entry }: JourneyDefinition, span: PastSpan, today: string): Promise<readonly Slot[] | null> {
    if (entry.kind !== 'audience' && entry.kind !== 'date') return null
    const { slots, sends, project } = this.#ports
    const zones = [...new Set((await slots.zones()).map((stored) => sends.zones.zoneOf(stored).timeZone))]
    return pastSlots(entry, { ...span, today, timeZone: project.timeZone, zones })
  }

  /** Whom something could let in: where there are too many, those with the smallest hash. */
  async #who(definition: JourneyDefinition, span: PastSpan, slots: readonly Slot[] | null) {
    const { history, audience, clock, most = MOST_CUSTOMERS } = this.#ports
    if (slots === null) return await history.who(definition, span, most)
    if (slots.length === 0) return { all: 0, ids: [] }
    const listId = newId(clock.now())
    const asked = [...conditionsOf(slots).values()]
    const condition: Condition =
      asked.length === 0
        ? definition.audience
        : { all: [definition.audience, asked.length === 1 ? (asked[0] as Condition) : { any: asked }] }
    const all = await audience.take(listId, condition)
    try {
      const drawn: { readonly id: string; readonly draw: number }[] = []
      const share = Math.min(1, most / Math.max(1, all))
      for (let after: string | null = null; ;) {
        const ids: readonly string[] = await audience.next(listId, after, 10_000)
        const last = ids.at(-1)
        if (last === undefined) break
        for (const id of ids) {
          const draw = share === 1 ? 0 : hashUnit(`dry-run/${id}`)
          if (draw < share) drawn.push({ id, draw })
        }
        after = last
      }
      return { all, ids: drawn.map(({ id }) => id) }
    } finally {
      await audience.forget(listId)
    }
  }

  /** What is known today of some customers: one query for their conditions, some for their contacts. */
  async #facts(customerIds: readonly string[], order: ReplayOrder, slots: readonly Slot[] | null, { from }: PastSpan) {
    const { sends, whoMeets } = this.#ports
    const { definition, journeyId } = order
    const steps = sendsOf(definition)
    const channels = [...new Set(steps.flatMap((step) => step.channels))]
    const ofSlots = conditionsOf(slots ?? [])
    const conditions = new Map(
      [
        definition.audience,
        ...(definition.exits.condition === null ? [] : [definition.exits.condition]),
        ...definition.steps.flatMap((step) => (step.kind === 'branch' ? step.cases.map(({ condition }) => condition) : [])),
        ...ofSlots.values(),
      ].map((condition) => [JSON.stringify(condition), condition] as const),
    )
    const [recipients, met] = await Promise.all([
      sends.recipients.read(customerIds, { channels, sourceId: journeyId, now: from }),
      whoMeets(customerIds, [...conditions.values()]),
    ])
    const byText = new Map([...conditions.keys()].map((text, i) => [text, met[i] ?? null]))
    const meets = (condition: Condition, customerId: string) => byText.get(JSON.stringify(condition))?.has(customerId) ?? false
    const zoned = recipients.map((one) => ({ customerId: one.customerId, timeZone: sends.zones.zoneOf(one.timeZone).timeZone }))
    const best = new Set(steps.flatMap(({ time, channels: [channel] }) => (time === 'best_hour' && channel !== undefined ? [channel] : [])))
    const hours = new Map<Channel, ReadonlyMap<string, CustomerHours>>()
    for (const channel of best) hours.set(channel, await sends.hours(zoned, channel))
    return {
      recipients,
      meets,
      hoursOf: (customerId: string) =>
        new Map(
          [...hours].flatMap(([channel, of]) => {
            const own = of.get(customerId)
            return own === undefined ? [] : [[channel, own] as const]
          }),
        ),
      slotsOf: ({ customerId, timeZone }: Recipient) =>
        (slots ?? []).filter(
          ({ zone, condition }) =>
            (zone === null || zone === sends.zones.zoneOf(timeZone).timeZone) && (condition === null || meets(condition, customerId)),
        ),
    }
  }
}

function sendsOf({ steps }: JourneyDefinition): readonly SendStep[] {
  return steps.flatMap((step) => (step.kind === 'send' ? [step] : []))
}

/** By their text, each once. */
function conditionsOf(slots: readonly Slot[]): ReadonlyMap<string, Condition> {
  return new Map(slots.flatMap(({ condition }) => (condition === null ? [] : [[JSON.stringify(condition), condition] as const])))
}

/** Everything that happened to a customer in the order of time. */
function happeningsOf({ events, causes }: PastOfCustomer, slots: readonly Slot[]): readonly PastHappening[] {
  return [
    ...events.map(({ id, at, name, act }): PastHappening => ({ id: `event:${id}`, at, event: { name, act } })),
    ...causes.map(({ id, at }): PastHappening => ({ id: `cause:${id}`, at, event: null })),
    ...slots.map(({ cause, dueAt }): PastHappening => ({ id: cause, at: dueAt, event: null })),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime())
}
