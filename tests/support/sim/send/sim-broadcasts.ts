import { NO_SUMS } from '#act/broadcasts/broadcast.ts'
import type { Broadcast, BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import type { BroadcastAudience, BroadcastStore } from '#act/broadcasts/broadcast-ports.ts'
import type { LedgerCall } from './ledger-ports.ts'
import type { MemoryLedger } from './memory-ledger.ts'

export function draftOf(id: string, definition: BroadcastDefinition, at: Date): Broadcast {
  return {
    id,
    version: 1,
    state: 'draft',
    definition,
    createdAt: at,
    createdBy: 'user:1',
    savedAt: at,
    savedBy: null,
    startedBy: null,
    startsAt: null,
    pausedAt: null,
    finishedAt: null,
    stopReason: '',
    progress: { audience: null, cursor: null, sums: NO_SUMS },
    preview: null,
  }
}

/** Broadcasts in the same store as their sends. Each change is one statement, made only from the states that it is made for. */
export function simBroadcastStore(ledger: MemoryLedger, call: LedgerCall): BroadcastStore {
  const change = (
    name: string,
    id: string,
    when: (one: Broadcast) => boolean,
    next: (one: Broadcast) => Partial<Broadcast>,
  ): Promise<boolean> =>
    call(name, () => {
      const one = ledger.broadcasts.get(id)
      if (one === undefined || !when(one)) return false
      ledger.broadcasts.set(id, { ...one, ...next(one) })
      return true
    })
  const atWork = ({ state }: Broadcast): boolean => state === 'scheduled' || state === 'planning' || state === 'sending'
  const never = (): never => {
    throw new Error('Nobody asks for this here.')
  }
  return {
    add: never,
    list: never,
    save: never,
    remove: never,
    notePreview: never,
    unschedule: never,
    await: never,
    awaiting: () => Promise.resolve([]),
    atWork: never,
    withoutArms: () => Promise.resolve([]),
    noteArms: never,
    get: (id) => call('broadcast', () => ledger.broadcasts.get(id) ?? null),
    schedule: (id, version, { by, at }) =>
      change(
        'schedule',
        id,
        (one) => one.state === 'draft' && one.version === version,
        () => ({ state: 'scheduled', startedBy: by, startsAt: at }),
      ),
    due: (now) =>
      call('due broadcasts', () =>
        [...ledger.broadcasts.values()].filter(
          ({ state, startsAt, pausedAt }) =>
            pausedAt === null && (state === 'planning' || (state === 'scheduled' && startsAt !== null && startsAt <= now)),
        ),
      ),
    beginPlanning: (id) =>
      change(
        'begin planning',
        id,
        ({ state, pausedAt }) => (state === 'scheduled' || state === 'planning') && pausedAt === null,
        () => ({ state: 'planning' }),
      ),
    noteAudience: async (id, customers) => {
      await change(
        'note audience',
        id,
        ({ progress }) => progress.audience === null,
        ({ progress }) => ({ progress: { ...progress, audience: customers } }),
      )
    },
    advance: (id, from, progress) =>
      change(
        'advance',
        id,
        (one) => one.progress.cursor === from && one.state === 'planning' && one.pausedAt === null,
        (one) => ({ progress: { ...progress, audience: one.progress.audience } }),
      ),
    planned: (id) =>
      change(
        'planned',
        id,
        ({ state }) => state === 'planning',
        () => ({ state: 'sending' }),
      ),
    pause: (id, at) =>
      change(
        'pause',
        id,
        (one) => atWork(one) && (one.pausedAt === null) === (at !== null),
        () => ({ pausedAt: at }),
      ),
    stop: (id, stopReason, now) => change('stop', id, atWork, () => ({ state: 'stopped', pausedAt: null, stopReason, finishedAt: now })),
    settle: (now) =>
      call('settle broadcasts', () => {
        let ended = 0
        for (const one of ledger.broadcasts.values()) {
          const isOpen =
            ledger.list(({ runId, state }) => runId === one.id && (state === 'planned' || state === 'claimed' || state === 'handed'))
              .length > 0
          if (one.state !== 'sending' || one.pausedAt !== null || isOpen) continue
          ledger.broadcasts.set(one.id, { ...one, state: 'done', finishedAt: now })
          ended += 1
        }
        return ended
      }),
    lastAudience: () => Promise.resolve(null),
  }
}

/** Lists of customers, by the name of the broadcast. */
export function simAudience(call: LedgerCall, lists: ReadonlyMap<string, readonly string[]>): BroadcastAudience {
  const listOf = (id: string): readonly string[] => lists.get(id) ?? []
  return {
    check: () => Promise.resolve(),
    count: () => Promise.resolve({ customers: 50, everyone: 1_000 }),
    take: (listId) => call('take audience', () => listOf(listId).length),
    next: (listId, after, limit) =>
      call('next of audience', () => {
        const list = listOf(listId)
        const start = after === null ? 0 : list.findIndex((id) => id > after)
        return start === -1 ? [] : list.slice(start, start + limit)
      }),
    has: (listId, id) => Promise.resolve(listOf(listId).includes(id)),
    meets: () => Promise.resolve(true),
    forget: () => Promise.resolve(),
  }
}
