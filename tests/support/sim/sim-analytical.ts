import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import { messageKey, type StoredReceipt } from '#collect/tracking/steps/dedupe-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import type { CustomerFacts, OriginCustomer } from '#identity/identity-store.ts'
import type { SimBug } from './sim-bugs.ts'
import type { SimProcess } from './sim-schedule.ts'
import type { SimWire } from './sim-wire.ts'

interface SimFacts {
  /** By the key under which the engine keeps one row; of two the one received last. */
  readonly events: ReadonlyMap<string, StoredEvent>
  readonly customers: ReadonlySet<string>
  /** Messages whose words about an order are recorded. */
  readonly ordersSaid: ReadonlySet<string>
  readonly overrides: ReadonlyMap<string, string>
  readonly aliases: ReadonlyMap<string, OriginCustomer>
}

const NO_FACTS: SimFacts = { events: new Map(), customers: new Set(), ordersSaid: new Set(), overrides: new Map(), aliases: new Map() }

/** A message that the engine refuses as it is. */
export const POISON = 'Poison'

export type AnalyticalPorts = Pick<LoaderPorts, 'storedMessages' | 'insertEvents' | 'endLateInserts' | 'recordOrders'> & {
  readonly facts: CustomerFacts
}

/** A ClickHouse in memory: no transactions, a block is there as a whole or not, and on disk when it is answered. */
export class SimAnalytical {
  readonly #wire: SimWire
  readonly #bug: SimBug | null
  #inMemory: SimFacts = NO_FACTS
  #onDisk: SimFacts = NO_FACTS

  constructor(wire: SimWire, bug: SimBug | null = null) {
    this.#wire = wire
    this.#bug = bug
  }

  die(): void {
    this.#inMemory = this.#onDisk
  }

  flush(): void {
    this.#onDisk = this.#inMemory
  }

  /** Every event with the customer that queries say it is of. */
  events(): (StoredEvent & { readonly customerNow: string })[] {
    const { events, overrides } = this.#inMemory
    return [...events.values()].map((event) => ({ ...event, customerNow: overrides.get(event.originId) ?? event.customerId }))
  }

  get customers(): ReadonlySet<string> {
    return this.#inMemory.customers
  }

  get ordersSaid(): ReadonlySet<string> {
    return this.#inMemory.ordersSaid
  }

  ports(process: SimProcess): AnalyticalPorts {
    const call = <T>(name: string, effect: () => T): Promise<T> => this.#wire.call(process, 'analytical', name, effect)
    const ownMessages = new Set<string>()
    return {
      storedMessages: (events) =>
        call('look up', () => {
          const first = new Map<string, StoredReceipt>()
          for (const event of this.#inMemory.events.values()) {
            const key = messageKey(event)
            const { receivedAt, inboxId, occurredAt } = event
            if ((first.get(key)?.receivedAt ?? Number.POSITIVE_INFINITY) > receivedAt) first.set(key, { receivedAt, inboxId, occurredAt })
          }
          if (this.#bug === 'dedupe-forgets-at-restart') for (const key of first.keys()) if (!ownMessages.has(key)) first.delete(key)
          const found = events.map((event) => first.get(messageKey(event)) ?? first.get(messageKey({ ...event, sourceId: '' })))
          if (this.#bug !== 'receipts-by-time-alone') return found
          return found.map((receipt, i) => receipt && { ...receipt, inboxId: '', occurredAt: events[i]?.occurredAt ?? 0 })
        }),
      insertEvents: async (events) => {
        if (events.some(({ name }) => name === POISON)) throw new RangeError('The engine refuses this value.')
        if (events.length === 0) return
        await call('insert events', () => {
          for (const event of events) ownMessages.add(messageKey(event))
          this.#write((facts) => {
            const there = new Map(facts.events)
            for (const event of events) {
              const key = `${event.originId}/${event.occurredAt}/${event.messageId}/${event.sourceId}`
              const old = there.get(key)
              if (old === undefined || old.receivedAt <= event.receivedAt) there.set(key, event)
            }
            return { ...facts, events: there }
          })
        })
      },
      endLateInserts: () => call('end late inserts', () => this.#wire.endLate('insert events')),
      recordOrders: (events) => {
        const said = this.#bug === 'orders-of-fresh-events-only' ? events.filter((event) => ownMessages.has(messageKey(event))) : events
        return call('record orders', () =>
          this.#write((facts) => ({ ...facts, ordersSaid: new Set([...facts.ordersSaid, ...said.map(messageKey)]) })),
        )
      },
      facts: {
        saveCustomers: (customers) =>
          customers.length === 0
            ? Promise.resolve()
            : call('save customers', () =>
                this.#write((facts) => ({
                  ...facts,
                  customers: new Set([...facts.customers, ...customers.map(({ customerId }) => customerId)]),
                })),
              ),
        mapOrigins: async (mapping) => {
          if (mapping.length === 0) return
          await call('insert overrides', () =>
            this.#write((facts) => ({
              ...facts,
              overrides: new Map([...facts.overrides, ...mapping.map(({ from, to }) => [from, to] as const)]),
            })),
          )
          await call('insert aliases', () =>
            this.#write((facts) => ({ ...facts, aliases: new Map([...facts.aliases, ...mapping.map((one) => [one.from, one] as const)]) })),
          )
        },
        mappedOrigins: () => call('aliases', () => [...this.#inMemory.aliases.values()]),
        catchLateFacts: () =>
          call('fill overrides', () =>
            this.#write((facts) => ({
              ...facts,
              overrides: new Map([...facts.overrides, ...[...facts.aliases.values()].map(({ from, to }) => [from, to] as const)]),
            })),
          ),
      },
    }
  }

  #write(change: (facts: SimFacts) => SimFacts): void {
    this.#inMemory = change(this.#inMemory)
    if (this.#bug !== 'insert-without-fsync') this.flush()
  }
}
