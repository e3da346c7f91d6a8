import type { Channel } from '#decide/strategy.ts'
import { DAY_MS, HOUR_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import type { QuietWindow } from '../policy/contact-rules.ts'
import { chooseHour, openHours } from './choose-hour.ts'
import { hoursOf, learnHours, NOBODY_SEEN } from './hour-model.ts'
import type { CustomerHours, HourModel, Sightings } from './hour-model.ts'

/** Customers that the hours of all and of each tier are learned from: enough that no hour is off by more than a hundredth. */
const SAMPLE = 3_000
/** Habits of thousands do not change within the hour. */
const KEPT_MS = HOUR_MS

export interface HourReader {
  /** Some customers with their lifecycle tiers, drawn by hash. */
  sample(most: number): Promise<readonly { readonly id: string; readonly tier: string }[]>
  /** Lifecycle tiers; who has none is left out. */
  tiers(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** When customers were seen, by the clock of one zone; who was not is left out. */
  sightings(
    ids: readonly string[],
    asked: { readonly zone: string; readonly channel: Channel; readonly now: Date },
  ): Promise<ReadonlyMap<string, Sightings>>
}

/** A customer with a zone that is one. */
export interface ZonedCustomer {
  readonly customerId: string
  readonly timeZone: string
}

export interface KnownHours extends CustomerHours {
  readonly seen: Sightings
  /** Empty: none. */
  readonly tier: string
}

/** When customers are likeliest to look, by channel. */
export class SendTimes {
  readonly #reader: HourReader
  readonly #zone: () => string
  readonly #clock: Clock
  readonly #models = new Map<Channel, { readonly model: Promise<HourModel>; readonly until: number }>()

  constructor(parts: {
    readonly reader: HourReader
    /** In which the hours of the sample are told. */
    readonly zone: () => string
    readonly clock: Clock
  }) {
    this.#reader = parts.reader
    this.#zone = parts.zone
    this.#clock = parts.clock
  }

  /** Learned from a sample at most an hour ago. */
  async model(channel: Channel): Promise<HourModel> {
    const now = this.#clock.now()
    const kept = this.#models.get(channel)
    if (kept !== undefined && kept.until > now.getTime() && kept.until - now.getTime() <= KEPT_MS) return await kept.model
    const model = this.#learn(channel, now)
    this.#models.set(channel, { model, until: now.getTime() + KEPT_MS })
    model.catch(() => this.#models.delete(channel))
    return await model
  }

  /** Of every customer asked for. Cost: one query for each zone among them, and one for their tiers. */
  async hours(customers: readonly ZonedCustomer[], channel: Channel): Promise<ReadonlyMap<string, KnownHours>> {
    if (customers.length === 0) return new Map()
    const now = this.#clock.now()
    const [model, tiers] = await Promise.all([this.model(channel), this.#reader.tiers(customers.map(({ customerId }) => customerId))])
    const found = new Map<string, KnownHours>()
    for (const [zone, some] of Map.groupBy(customers, ({ timeZone }) => timeZone)) {
      const ids = some.map(({ customerId }) => customerId)
      const sightings = await this.#reader.sightings(ids, { zone, channel, now })
      for (const id of ids) {
        const seen = sightings.get(id) ?? UNSEEN
        const tier = tiers.get(id) ?? ''
        found.set(id, { ...hoursOf(model, tier, seen), seen, tier })
      }
    }
    return found
  }

  /** The hours of one customer, and the one at which a message would leave within a day; null: none is open. */
  async one(
    customer: ZonedCustomer,
    channel: Channel,
    quiet: QuietWindow | null,
  ): Promise<(KnownHours & { readonly best: number | null }) | null> {
    const known = (await this.hours([customer], channel)).get(customer.customerId)
    if (known === undefined) return null
    const now = this.#clock.now()
    const open = openHours(now, new Date(now.getTime() + DAY_MS), customer.timeZone, quiet)
    const hours = open.map(({ hour }) => hour)
    return { ...known, best: chooseHour(known.chances, known.kind, hours, '', 0)?.hour ?? null }
  }

  async #learn(channel: Channel, now: Date): Promise<HourModel> {
    const drawn = await this.#reader.sample(SAMPLE)
    const ids = drawn.map(({ id }) => id)
    const sightings = await this.#reader.sightings(ids, { zone: this.#zone(), channel, now })
    return learnHours(
      channel,
      drawn.map(({ id, tier }) => ({ tier, ...(sightings.get(id) ?? UNSEEN) })),
    )
  }
}

const UNSEEN: Sightings = { active: NOBODY_SEEN, reacted: NOBODY_SEEN }
