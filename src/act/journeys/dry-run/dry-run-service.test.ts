import { expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Recipient } from '../../broadcasts/plan-block.ts'
import { DEFAULT_RULES } from '../../policy/contact-rules.ts'
import { createCustomerZones } from '../../policy/customer-moment.ts'
import type { JourneyDefinition } from '../journey.ts'
import { NEW_JOURNEY } from '../new-journey.ts'
import type { DryRun } from './dry-run.ts'
import { DryRunService } from './dry-run-service.ts'
import type { DryRunPorts } from './dry-run-service.ts'

const NOW = new Date('2026-03-16T04:00:00Z')
const CUSTOMERS = Array.from({ length: 1_000 }, (_, i) => `c${i}`)

/** Everybody enters on the first day and waits for a year. */
const ALL: JourneyDefinition = {
  ...NEW_JOURNEY,
  name: 'All',
  entry: { kind: 'audience', every: null, at: '09:00' },
  steps: [{ id: 'w', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 365, unit: 'day' } }, next: null }],
  first: 'w',
  holdout: 0,
  holdoutWaiver: 'a test',
}

function serviceOf(more: Partial<DryRunPorts> = {}, definition = ALL) {
  const kept: DryRun[] = []
  const lists = new Set<string>()
  const journey = {
    id: 'j',
    state: 'draft' as const,
    liveVersion: null,
    version: 4,
    definition,
    createdAt: NOW,
    createdBy: '',
    savedAt: NOW,
    savedBy: '',
    publishedAt: null,
    publishedBy: null,
    pausedAt: null,
    endedAt: null,
    endReason: '',
  }
  const service = new DryRunService({
    journeys: { one: () => Promise.resolve(journey), check: () => Promise.resolve([]) },
    store: {
      get: () => Promise.resolve(kept.at(-1) ?? null),
      put: (_id, dryRun) => {
        kept.push(dryRun)
        return Promise.resolve()
      },
    },
    history: { who: () => Promise.resolve({ all: 0, ids: [] }), of: () => Promise.resolve(new Map()) },
    overlaps: (_id, ids) => Promise.resolve([{ kind: 'broadcast', id: 'b', name: 'Spring', customers: ids.length }]),
    sends: {
      recipients: {
        read: (ids) =>
          Promise.resolve(
            ids.map((customerId): Recipient => ({
              customerId,
              timeZone: '',
              language: '',
              country: 'CN',
              earlier: [],
              otherPriority: null,
              reach: new Map(),
            })),
          ),
      },
      contents: { find: () => Promise.resolve(null) },
      rules: () => Promise.resolve(DEFAULT_RULES),
      readiness: { unready: () => Promise.resolve(new Map()) },
      zones: createCustomerZones(() => 'Asia/Shanghai'),
      hours: () => Promise.resolve(new Map()),
    },
    whoMeets: (ids, conditions) => Promise.resolve(conditions.map(() => new Set(ids))),
    audience: {
      take: (id) => {
        lists.add(id)
        return Promise.resolve(CUSTOMERS.length)
      },
      next: (_id, after, limit) => {
        const start = after === null ? 0 : CUSTOMERS.indexOf(after) + 1
        return Promise.resolve(CUSTOMERS.slice(start, start + limit))
      },
      forget: (id) => {
        lists.delete(id)
        return Promise.resolve()
      },
    },
    slots: { zones: () => Promise.resolve(['']) },
    project: { timeZone: 'Asia/Shanghai' },
    clock: new ManualClock(NOW),
    ...more,
  })
  return { service, kept, lists }
}

test('all are tried up to a number, block by block, and what came of it is kept', async () => {
  const { service, kept, lists } = serviceOf()
  const told: number[] = []
  const dryRun = await service.run('j', 30, { progress: (done) => told.push(done) })
  expect(told).toEqual([0, 200, 400, 600, 800, 1_000])
  expect(dryRun).toMatchObject({
    version: 4,
    customers: { all: 1_000, tried: 1_000, factor: 1 },
    entered: 1_000,
    inside: 1_000,
    steps: [{ stepId: 'w', came: 1_000, waiting: 1_000 }],
    // Counted block by block.
    overlaps: [{ id: 'b', customers: 1_000 }],
  })
  expect(dryRun.from).toEqual(new Date('2026-02-14T16:00:00Z'))
  expect(dryRun.assumptions).not.toContain('sampled')
  expect(kept).toEqual([dryRun])
  expect(await service.of('j')).toEqual(dryRun)
  expect(lists.size).toBe(0)
})

test('above it a sample by hash is tried, the same each time, and the figures are raised by what is stated', async () => {
  const { service, kept } = serviceOf({ most: 100 })
  const dryRun = await service.run('j', 30)
  const { all, tried, factor } = dryRun.customers
  expect(all).toBe(1_000)
  expect(tried).toBeGreaterThan(60)
  expect(tried).toBeLessThan(140)
  expect(factor).toBe(1_000 / tried)
  expect(dryRun.entered).toBe(1_000)
  expect(dryRun.assumptions).toContain('sampled')
  await service.run('j', 30)
  expect(kept[1]).toEqual(kept[0])
})

test('one that is cancelled keeps nothing', async () => {
  const stop = new AbortController()
  const { service, kept, lists } = serviceOf()
  const progress = (done: number) => {
    if (done === 400) stop.abort(new Error('cancelled'))
  }
  await expect(service.run('j', 30, { signal: stop.signal, progress })).rejects.toThrow('cancelled')
  expect([kept.length, lists.size]).toEqual([0, 0])
})

test('what could not go live is not tried', async () => {
  const problems = [{ place: 'first', code: 'no-first', details: {} }] as const
  const { service } = serviceOf()
  const journey = await service.checked('j')
  const wrong = serviceOf({ journeys: { one: () => Promise.resolve(journey), check: () => Promise.resolve(problems) } }).service
  await expect(wrong.run('j', 30)).rejects.toMatchObject({ code: 'dry-run-wrong', details: { problems: 1, place: 'first' } })
})
