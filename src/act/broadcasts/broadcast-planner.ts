import type { ChannelReadiness } from '#decide/channel-readiness.ts'
import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ContactRules } from '../policy/contact-rules.ts'
import type { CustomerZones } from '../policy/customer-moment.ts'
import type { CustomerHours } from '../send-time/hour-model.ts'
import type { ZonedCustomer } from '../send-time/send-times.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { addSums, NO_SUMS, seriesOf } from './broadcast.ts'
import type { Broadcast, PlanSums } from './broadcast.ts'
import type { BroadcastAudience, BroadcastContents, BroadcastLedger, BroadcastStore, RecipientReader } from './broadcast-ports.ts'
import { finishedContent } from './check-broadcast.ts'
import { chosenSenders, unreadyWith } from './chosen-accounts.ts'
import type { BroadcastAccounts } from './chosen-accounts.ts'
import { costOf } from './cost-of-broadcast.ts'
import { DrawnSample } from './drawn-sample.ts'
import { hasVariants } from '../content/content-variants.ts'
import type { MessageContent } from '../content/message-content.ts'
import { planBlock, sumBlock, withVariants } from './plan-block.ts'
import type { PlannedRecipient, PlannedVariants, PlanOrder, Recipient } from './plan-block.ts'

export interface PlannerPorts {
  readonly store: Pick<BroadcastStore, 'get' | 'beginPlanning' | 'noteAudience' | 'advance' | 'planned'>
  readonly audience: BroadcastAudience
  readonly recipients: RecipientReader
  readonly contents: BroadcastContents
  readonly ledger: Pick<BroadcastLedger, 'planContacts'>
  readonly rules: () => Promise<ContactRules>
  readonly readiness: ChannelReadiness
  readonly accounts: BroadcastAccounts
  readonly zones: CustomerZones
  /** Absent: variants are not counted. */
  readonly variants?: PlannedVariants
  /** When customers are likeliest to look on a channel. Absent: each is sent to when the day begins. */
  readonly hours?: (customers: readonly ZonedCustomer[], channel: Channel) => Promise<ReadonlyMap<string, CustomerHours>>
  /** Of some customers, those who got a series at or after an instant, from another broadcast than this one. Absent: nobody is asked. */
  readonly gotSeries?: (seriesId: string, customerIds: readonly string[], since: Date, broadcastId: string) => Promise<ReadonlySet<string>>
  readonly clock: Clock
  /** Customers of a block: what a crash repeats, and what is in memory at once. */
  readonly blockSize?: number
}

/** An order with what it says. */
interface ContentOrder extends PlanOrder {
  readonly content: MessageContent
}

export interface PlanWatch {
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total: number) => void
}

const BLOCK = 10_000

/**
 * Writes one row of the ledger for each customer of a broadcast, block by block. What is there stays as it is, so that planning again after a crash, or on two nodes at
 * once, adds only what is missing.
 */
export class BroadcastPlanner {
  readonly #ports: PlannerPorts

  constructor(ports: PlannerPorts) {
    this.#ports = ports
  }

  /** Plans what is left of a broadcast that is due. Returns what it comes to; null: it is not to be planned (any more), or another node has gone on with it. */
  async plan(id: string, { signal, progress }: PlanWatch = {}): Promise<PlanSums | null> {
    const { store, audience, ledger, clock } = this.#ports
    if (!(await store.beginPlanning(id))) return null
    let broadcast = await this.#one(id)
    if (broadcast.progress.audience === null) {
      await store.noteAudience(id, await audience.take(id, broadcast.definition.audience))
      broadcast = await this.#one(id)
    }
    const total = broadcast.progress.audience ?? 0
    let { cursor, sums } = broadcast.progress
    const order = await this.#order(broadcast, broadcast.startsAt ?? clock.now())
    // The next block is read while this one is written; what only a write can tell it (an offer to the same person) is of other customers.
    let coming = this.#next(id, cursor, order)
    for (;;) {
      progress?.(sums.audience, total)
      const { last, planned } = await coming
      if (signal?.aborted === true) return null
      if (last === null) break
      coming = this.#next(id, last, order)
      // Whatever ends this block, nobody may be left waiting for the answer of the next.
      coming.catch(() => undefined)
      await ledger.planContacts(planned.map(({ contact }) => contact))
      sums = addSums(sums, sumBlock(planned))
      if (!(await store.advance(id, cursor, { audience: total, cursor: last, sums }))) return null
      cursor = last
    }
    await store.planned(id)
    return sums
  }

  /** What planning would come to now; writes nothing. `sample`: drawn of those who would get it, with their channels, for a look at their messages. */
  async preview(
    broadcast: Pick<Broadcast, 'id' | 'version' | 'definition'>,
    listId: string,
    { signal, progress }: PlanWatch = {},
    sampleSize = 500,
  ): Promise<{ readonly sums: PlanSums; readonly sample: readonly { readonly customerId: string; readonly channel: Channel }[] }> {
    const { audience, clock } = this.#ports
    const total = await audience.take(listId, broadcast.definition.audience)
    try {
      const order = await this.#order(broadcast, clock.now())
      const sample = new DrawnSample<{ readonly customerId: string; readonly channel: Channel }>(sampleSize, broadcast.id)
      let [cursor, sums] = [null as string | null, NO_SUMS]
      for (;;) {
        progress?.(sums.audience, total)
        signal?.throwIfAborted()
        const { last, planned } = await this.#next(listId, cursor, order)
        if (last === null) return { sums, sample: sample.drawn() }
        for (const { contact } of planned) {
          const { customerId, channel, suppressed } = contact
          if (suppressed === null) sample.offer(customerId, { customerId, channel })
        }
        sums = addSums(sums, sumBlock(planned))
        cursor = last
      }
    } finally {
      await audience.forget(listId)
    }
  }

  /** What one customer would get now, and why not. */
  async one(broadcast: Pick<Broadcast, 'id' | 'version' | 'definition'>, customerId: string) {
    const order = await this.#order(broadcast, this.#ports.clock.now())
    return (await this.#block(order, [customerId]))[0] ?? null
  }

  /** The block after a customer of a list; `last` is null where the list ends. */
  async #next(listId: string, after: string | null, order: ContentOrder) {
    const ids = await this.#ports.audience.next(listId, after, this.#ports.blockSize ?? BLOCK)
    // Counted as of the start, but never as if it were still then: what waits is due from now on.
    const now = this.#ports.clock.now()
    return { last: ids.at(-1) ?? null, planned: await this.#block({ ...order, now: now > order.now ? now : order.now }, ids) }
  }

  /** Further channels are read of those alone whom the first does not reach. */
  async #block(order: ContentOrder, ids: readonly string[]): Promise<readonly PlannedRecipient[]> {
    const { id, definition } = order.broadcast
    const { channels } = definition
    const read = async (some: readonly string[], over: readonly Channel[]) => {
      const recipients = await this.#ports.recipients.read(some, { channels: over, sourceId: id, now: order.now })
      return planBlock({ ...order, ...(await this.#hours(order, recipients)), ...(await this.#recent(order, some)) }, recipients)
    }
    const first = await read(ids, channels.slice(0, 1))
    if (channels.length === 1) return await this.#varied(order, first)
    const isSettled = ({ contact }: PlannedRecipient) => contact.suppressed === null || contact.suppressed === 'held_out'
    const others = first.filter((one) => !isSettled(one)).map(({ contact }) => contact.customerId)
    return await this.#varied(order, others.length === 0 ? first : [...first.filter(isSettled), ...(await read(others, channels))])
  }

  /** Hours of some recipients; nothing where the broadcast has a time of its own. */
  async #hours({ broadcast, zones }: ContentOrder, recipients: readonly Recipient[]): Promise<Pick<PlanOrder, 'hours'>> {
    const { when, channels } = broadcast.definition
    const { hours } = this.#ports
    const [channel] = channels
    if (when.kind !== 'best' || hours === undefined || channel === undefined) return {}
    const zoned = recipients.map(({ customerId, timeZone }) => ({ customerId, timeZone: zones.zoneOf(timeZone).timeZone }))
    return { hours: await hours(zoned, channel) }
  }

  /** Who of some customers got the series of the broadcast in the days in which they get it once. */
  async #recent({ broadcast, zones, now }: ContentOrder, customerIds: readonly string[]): Promise<Pick<PlanOrder, 'recent'>> {
    const { gotSeries } = this.#ports
    const projectZone = zones.zoneOf('').timeZone
    const series = seriesOf(broadcast, localDay(now, projectZone))
    if (gotSeries === undefined || series === null || series.everyDays === null || customerIds.length === 0) return {}
    const since = startOfDay(addDays(series.day, 1 - series.everyDays), projectZone)
    return { recent: await gotSeries(series.id, customerIds, since, broadcast.id) }
  }

  /** With the variants that the planned ones would get; reads nothing where the content has none. */
  async #varied(order: ContentOrder, planned: readonly PlannedRecipient[]): Promise<readonly PlannedRecipient[]> {
    const { variants } = this.#ports
    if (variants === undefined || !hasVariants(order.content)) return planned
    const open = planned.flatMap(({ contact: { customerId, channel, suppressed }, language }) =>
      suppressed === null ? [{ customerId, channel, language }] : [],
    )
    return withVariants(order, planned, await variants(order.content, open))
  }

  async #order(broadcast: Pick<Broadcast, 'id' | 'version' | 'definition'>, now: Date): Promise<ContentOrder> {
    const { contents, rules, readiness, accounts, zones } = this.#ports
    const { id, version } = finishedContent(broadcast.definition)
    const content = await contents.find(id, version)
    if (content === null) {
      throw new AppError('conflict', 'broadcast-content-gone', 'The content of the broadcast is gone: choose another.')
    }
    return {
      broadcast,
      content: content.content,
      purpose: content.content.purpose,
      rules: await rules(),
      zones,
      unready: new Set(unreadyWith(await readiness.unready(), await chosenSenders(broadcast.definition, accounts)).keys()),
      now,
      costOf: costOf(broadcast.definition, content.content),
    }
  }

  async #one(id: string): Promise<Broadcast> {
    const found = await this.#ports.store.get(id)
    if (found === null) throw new AppError('not-found', 'broadcast-not-found', 'There is no such broadcast: reload the list.')
    return found
  }
}
