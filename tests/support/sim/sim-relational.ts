import type { HeldMessage, ReplayPorts } from '#collect/plan/replay-refused.ts'
import type { Inbox } from '#collect/tracking/intake.ts'
import type { InboxLease, LoaderPorts, LoadOutcome } from '#collect/tracking/load-events.ts'
import type { TrackingRequest } from '#collect/tracking/tracking-message.ts'
import type { ReadPurposeConsents } from '#identity/event-consents.ts'
import type { IdentityStore, IdentityWriter } from '#identity/identity-store.ts'
import type { SimBug } from './sim-bugs.ts'
import { devicePeopleOf, findPeople, mappingOf, mergeIn, PeopleDraft, saidIn } from './sim-identities.ts'
import { SimLocks } from './sim-locks.ts'
import {
  profilesOf,
  requestsOf,
  rowsWithin,
  secretsOf,
  withCounts,
  withInboxRow,
  withoutInboxRows,
  withRefusedAndStored,
} from './sim-rows.ts'
import type { SimProcess } from './sim-schedule.ts'
import { EMPTY_TABLES, type HeldRow, nowOf, type PeopleTables, type SimTables } from './sim-tables.ts'
import { type SimWire, unavailable } from './sim-wire.ts'

/** What one process may do with the relational store. */
export interface RelationalPorts {
  readonly inbox: Inbox
  readonly lease: LoaderPorts['lease']
  readonly identities: IdentityStore
  readonly held: Pick<ReplayPorts, 'held' | 'putBack'>
  readonly readConsents: ReadPurposeConsents
  /** A person, by a customer of theirs, says yes or no to what the asking source is for. */
  sayConsent(customerId: string, granted: boolean): Promise<void>
}

type Call = <T>(name: string, effect: () => T) => Promise<T>

/** A PostgreSQL in memory: a commit is on disk when it is answered, and a crash takes what is not. Locks end with their process, and with the engine. */
export class SimRelational {
  readonly #wire: SimWire
  readonly #bug: SimBug | null
  readonly #locks = new SimLocks()
  /** Grows when the engine dies: sessions of before are broken. */
  #epoch = 0
  #committed: SimTables = EMPTY_TABLES
  #onDisk: SimTables = EMPTY_TABLES

  constructor(wire: SimWire, bug: SimBug | null = null) {
    this.#wire = wire
    this.#bug = bug
  }

  get tables(): SimTables {
    return this.#committed
  }

  die(): void {
    this.#epoch += 1
    this.#committed = this.#onDisk
    this.#locks.releaseAll()
  }

  processDied(process: SimProcess): void {
    this.#locks.releaseOf(process)
  }

  /** Brings to disk what is committed; without a planted bug it is there already. */
  flush(): void {
    this.#onDisk = this.#committed
  }

  ports(process: SimProcess): RelationalPorts {
    const call: Call = (name, effect) => this.#wire.call(process, 'relational', name, effect)
    return {
      inbox: this.#inbox(call),
      lease: (maxMessages) => this.#lease(process, call, maxMessages),
      identities: this.#identities(process, call),
      held: this.#held(call),
      readConsents: (customerIds) =>
        call('consents', () => {
          const { consents, people } = this.#committed
          const words = new Map<string, boolean>()
          for (const [id, granted] of consents) {
            const now = nowOf(people, id)
            if (customerIds.includes(now)) words.set(now, granted && words.get(now) !== false)
          }
          return words
        }),
      sayConsent: (customerId, granted) =>
        call('say consent', () =>
          this.#commit((tables) => ({ ...tables, consents: new Map([...tables.consents, [customerId, granted]]) })),
        ),
    }
  }

  #inbox(call: Call): Inbox {
    return {
      append: async (requests) => {
        if (requests.length === 0) return
        const appended = call('append', () => this.#commit((tables) => withInboxRow(tables, requests)))
        if (this.#bug === 'acknowledge-before-commit') appended.catch(() => undefined)
        else await appended
      },
      backlogBytes: () =>
        call('backlog', () => [...this.#committed.inbox.values()].reduce((sum, { payload }) => sum + Buffer.byteLength(payload), 0)),
      oldest: () =>
        call('oldest', () => {
          const [first] = this.#committed.inbox.values()
          return first === undefined ? null : new Date(requestsOf(first)[0]?.receivedAt ?? 0)
        }),
    }
  }

  async #lease(process: SimProcess, call: Call, maxMessages: number): Promise<InboxLease | null> {
    const session = await call('lease', () => this.#epoch)
    // A session whose answer was lost has ended, and holds nothing.
    const lock = this.#locks.tryTake(this.#bug === 'two-loaders' ? `loader of ${process.name}` : 'loader', process)
    if (lock === null) return null
    const rows = session === this.#epoch ? rowsWithin(this.#committed.inbox, maxMessages) : []
    const release = (): Promise<void> => {
      this.#locks.release(lock)
      return Promise.resolve()
    }
    if (rows.length === 0) {
      await release()
      return null
    }
    if (this.#bug === 'inbox-emptied-at-lease') this.#commit((tables) => withoutInboxRows(tables, rows))
    const finish = async (outcome: LoadOutcome): Promise<void> => {
      if (this.#bug === 'counted-before-commit') await call('count', () => this.#commit((tables) => withCounts(tables, outcome.counts)))
      if (this.#bug === 'signal-before-commit')
        await call('signal', () => this.#commit((tables) => withRefusedAndStored(tables, { ...outcome, refused: [] })))
      await call('finish', () => this.#check(session))
      await call('COMMIT of a load', () => {
        this.#check(session)
        this.#commit((tables) => this.#withOutcome(withoutInboxRows(tables, rows), outcome))
      })
      await release()
    }
    return { requests: rows.flatMap(requestsOf), finish, release }
  }

  #withOutcome(tables: SimTables, outcome: LoadOutcome): SimTables {
    const counted = this.#bug === 'counted-before-commit' ? tables : withCounts(tables, outcome.counts)
    return withRefusedAndStored(counted, {
      ...outcome,
      refused: this.#bug === 'refused-not-kept' ? [] : outcome.refused,
      stored: this.#bug === 'signal-before-commit' ? [] : outcome.stored,
    })
  }

  #identities(process: SimProcess, call: Call): IdentityStore {
    const underLock = async <T>(name: string, work: (session: number) => Promise<T>): Promise<T> => {
      const session = await call(`begin ${name}`, () => this.#epoch)
      const lock = await this.#locks.take(name, process)
      try {
        return await work(session)
      } finally {
        this.#locks.release(lock)
      }
    }
    const people = (): PeopleTables => this.#committed.people
    return {
      find: (keys) => call('find', () => findPeople(people(), keys)),
      customers: () => Promise.reject(new Error('Nobody decides by hand in the simulation.')),
      mergeOf: (edgeId) => call('merge of', () => mergeIn(people(), edgeId)),
      devicePeople: (ids) => call('device people', () => devicePeopleOf(people(), ids)),
      mapping: (ids) => call('mapping', () => mappingOf(people(), ids)),
      aligning: (work) => underLock('align', work),
      change: (work) =>
        underLock('identity', async (session) => {
          const draft = new PeopleDraft(people())
          const result = await work(this.#writer(draft, call, session))
          await call('COMMIT of people', () => {
            this.#check(session)
            this.#commit((tables) => ({ ...tables, people: draft.people }))
          })
          return result
        }),
    }
  }

  #writer(draft: PeopleDraft, call: Call, session: number): IdentityWriter {
    const { writes } = draft
    const within: Call = (name, effect) =>
      call(name, () => {
        this.#check(session)
        return effect()
      })
    const edgesLeft: IdentityWriter['addEdges'] = (edges) =>
      within('add edges', () => writes.addEdges(this.#bug === 'merge-without-edge' ? edges.filter(({ rule }) => rule !== 'merged') : edges))
    return {
      find: (keys) => within('find again', () => findPeople(draft.people, keys)),
      customers: () => Promise.reject(new Error('Nobody decides by hand in the simulation.')),
      copyRefusals: () => Promise.reject(new Error('Nobody decides by hand in the simulation.')),
      devicePeople: (ids) => within('device people again', () => devicePeopleOf(draft.people, ids)),
      addDevicePeople: (added) => within('add device people', () => writes.addDevicePeople(added)),
      dataKeys: (ids) =>
        within('data keys', () => {
          const found = ids.flatMap((id) => draft.people.customers.get(id) ?? [])
          return new Map(found.map(({ id, dataKey }) => [id, dataKey]))
        }),
      addCustomers: (added) => within('add customers', () => writes.addCustomers(added)),
      addIdentifiers: (added) => within('add identifiers', () => writes.addIdentifiers(added)),
      usedAgain: () => Promise.reject(new Error('No file is imported in the simulation.')),
      settleValue: () => Promise.reject(new Error('Nobody decides by hand in the simulation.')),
      ask: () => within('ask', () => undefined),
      seen: (seen) => within('seen', () => writes.seen(seen)),
      moveIdentifiers: (moved) => within('move identifiers', () => writes.moveIdentifiers(moved)),
      addEdges: edgesLeft,
      secrets: (ids) => within('secrets', () => secretsOf(draft.people, ids)),
      merge: (merges, secrets) => within('merge', () => writes.merge(merges, secrets)),
      updateProfiles: (updates) => within('update profiles', () => writes.updateProfiles(updates)),
      attributes: () => within('attributes', () => draft.people.attributes),
      addAttributes: (added) => within('add attributes', () => writes.addAttributes(added)),
      say: (sayings) => within('say', () => writes.say(sayings)),
      saidOf: (ids) => within('said of', () => saidIn(draft.people, ids)),
      survivorshipRules: () => within('survivorship rules', () => new Map()),
      setProfiles: (profiles) => within('set profiles', () => writes.setProfiles(profiles)),
      mergeOf: (edgeId) => within('merge of again', () => mergeIn(draft.people, edgeId)),
      identifiersOf: (customerId, originIds) =>
        within('identifiers of', () =>
          [...draft.people.identifiers.values()].filter((one) => one.customerId === customerId && originIds.includes(one.originId)),
        ),
      separate: (separation) => within('separate', () => writes.separate(separation)),
      profiles: (ids) => within('profiles', () => profilesOf(draft.people, ids)),
    }
  }

  #held(call: Call): RelationalPorts['held'] {
    return {
      held: (_sourceId, cursor, limit) =>
        call('held', () => {
          const open = [...this.#committed.held.values()]
            .filter(({ id, state, reason }) => state === 'open' && reason === 'quality_rule' && id > (cursor ?? ''))
            .toSorted((a, b) => (a.id < b.id ? -1 : 1))
            .slice(0, limit)
          const items = open.map(({ id, sourceId, receivedAt, sentAt, record }) => ({ id, sourceId, receivedAt, sentAt, record }))
          return { items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }
        }),
      putBack: async (messages, { now }) => {
        const open = (): HeldMessage[] => messages.filter(({ id }) => this.#committed.held.get(id)?.state === 'open')
        const requests = (all: readonly HeldMessage[]): TrackingRequest[] =>
          all.map(({ sourceId, receivedAt, sentAt, record }) => ({
            sourceId,
            receivedAt,
            sentAt,
            messages: [record],
            putBackAt: now.getTime(),
          }))
        if (this.#bug !== 'replay-in-two-commits')
          return await call('COMMIT of a replay', () => {
            const all = open()
            if (all.length > 0) this.#commit((tables) => withInboxRow(withClosed(tables, all), requests(all)))
            return all.length
          })
        const all = await call('close', () => {
          const chosen = open()
          this.#commit((tables) => withClosed(tables, chosen))
          return chosen
        })
        await call('put back', () => this.#commit((tables) => (all.length === 0 ? tables : withInboxRow(tables, requests(all)))))
        return all.length
      },
    }
  }

  #commit(change: (tables: SimTables) => SimTables): void {
    this.#committed = change(this.#committed)
    if (this.#bug !== 'commit-without-fsync') this.flush()
  }

  #check(session: number): void {
    if (session !== this.#epoch) throw unavailable('relational')
  }
}

function withClosed(tables: SimTables, messages: readonly HeldMessage[]): SimTables {
  const held = new Map(tables.held)
  for (const { id } of messages) {
    const row = held.get(id)
    if (row !== undefined) held.set(id, { ...row, state: 'resolved' } satisfies HeldRow)
  }
  return { ...tables, held }
}
