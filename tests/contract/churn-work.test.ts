import { createStoredPeople } from '#store/stored-people.ts'
import { everyone } from '#access/scope.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeldSignal } from '#act/signal.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { ChurnAlertService } from '#predict/churn/alerts/churn-alert-service.ts'
import type { ScoredCustomer } from '#predict/churn/alerts/churn-alerts.ts'
import { ChurnWatch } from '#predict/churn/watch/churn-watch.ts'
import { RESPONSE_RISK_TIERS, riskTier } from '#predict/churn/tiers/risk-tiers.ts'
import { createChurnHistory } from '#store/analytical/churn-history-store.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { readChurnBoard } from '#store/analytical/queries/churn-board.ts'
import { readChurnFlow } from '#store/analytical/queries/churn-flow.ts'
import { readRiskValueMap } from '#store/analytical/queries/risk-value-map.ts'
import { createChurnAlertStore } from '#store/relational/churn-alert-store.ts'
import { createChurnScoringStore } from '#store/relational/churn-scoring-store.ts'
import { mergeCustomers } from '#store/relational/merge-customers.ts'
import { createModelRegistry } from '#store/relational/model-registry.ts'
import { createSignalOutbox, followSignals } from '#store/relational/signal-outbox.ts'
import { scoringRecord } from '../support/scoring-record.ts'
import { openRetentionWorld, seedOrders } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

const T0 = new Date('2026-01-01T00:00:00Z')
const T1 = new Date('2026-01-31T00:00:00Z')
const clock = new ManualClock(T1)
const customer = (i: number): string => stableId('churn-work', String(i))

const ALL = everyone('a test')

let world: RetentionWorld
let alerts: ChurnAlertService

/** What was signalled since the last look. */
async function told(): Promise<readonly HeldSignal[]> {
  const outbox = createSignalOutbox(world.db)
  const owner = newId(clock.now())
  const signals = await outbox.claim('board', owner, { now: clock.now(), heldUntil: clock.now(), limit: 1_000 })
  await outbox.settle(owner, { read: signals.map(({ id }) => id), left: [], failed: [] }, clock.now())
  return signals
}

beforeAll(async () => {
  world = await openRetentionWorld(clock)
  alerts = new ChurnAlertService({
    store: createChurnAlertStore(world.db, createStoredPeople({ client: world.engines.clickhouse, db: world.db })),
    history: createChurnHistory(world.engines.clickhouse),
    clock,
  })
  await followSignals(world.db, 'board', ['scoring-finished', 'alert-raised', 'risk-tier-changed'])
})
afterAll(async () => {
  await world.stop()
})

function scored(probabilities: readonly number[]): (ScoredCustomer & { readonly reasons: [] })[] {
  return probabilities.map((probability, i) => ({
    customerId: customer(i),
    tier: riskTier(RESPONSE_RISK_TIERS, probability).name,
    probability,
    value: 10 * (i + 1),
    cause: 'lapsed-cadence',
    reasons: [],
  }))
}
const tiersOf = (scores: readonly ScoredCustomer[]) => new Map(scores.map(({ customerId, tier }) => [customerId, tier]))

test('scores can be read back as tiers, flow, a map of value and risk, and what became of them', async () => {
  const { clickhouse } = world.engines
  const store = createChurnStore(clickhouse)
  const history = createChurnHistory(clickhouse)
  expect(await history.latestScoring()).toBeNull()
  expect(await history.tiersAt(T1)).toEqual(new Map())
  expect(await history.lastFactAt('no-order')).toBeNull()
  expect(await readChurnFlow({ client: clickhouse, db: world.db }, ALL)).toEqual({ scorings: [], from: null, to: null, moves: [] })
  expect(await readRiskValueMap({ client: clickhouse, db: world.db, currency: 'CNY', timeZone: 'UTC' }, ALL)).toMatchObject({
    asOf: null,
    valueBands: [],
    cells: [],
  })

  await insertRows(
    clickhouse,
    'customers',
    Array.from({ length: 20 }, (_, i) => ({
      customer_id: customer(i),
      first_seen_at: engineTime(T0.getTime()),
      updated_at: engineTime(T0.getTime()),
    })),
  )
  const run = { modelId: 'churn', modelVersion: 1, computedAt: T1 }
  const probabilities = Array.from({ length: 20 }, (_, i) => i / 20)
  await store.writeScores({ ...run, asOf: T0 }, scored(probabilities))
  // Everybody a little riskier, without the first two.
  await store.writeScores({ ...run, asOf: T1 }, scored(probabilities.map((each) => Math.min(1, each + 0.06))).slice(2))

  expect(await history.latestScoring()).toEqual(T1)
  const before = await history.tiersAt(T0)
  expect(before.get(customer(19))).toBe('high')
  expect(before.size).toBe(20)

  const flow = await readChurnFlow({ client: clickhouse, db: world.db }, ALL)
  expect(flow.scorings).toEqual([
    {
      asOf: T0.toISOString(),
      tiers: [
        { tier: 'high', customers: 6 },
        { tier: 'medium', customers: 4 },
        { tier: 'watch', customers: 4 },
        { tier: 'low', customers: 6 },
      ],
    },
    {
      asOf: T1.toISOString(),
      tiers: [
        { tier: 'high', customers: 7 },
        { tier: 'medium', customers: 4 },
        { tier: 'watch', customers: 4 },
        { tier: 'low', customers: 3 },
      ],
    },
  ])
  expect(flow.moves).toContainEqual({ from: 'low', to: 'unscored', customers: 2 })
  expect(flow.moves).toContainEqual({ from: 'medium', to: 'high', customers: 1 })
  expect(flow.moves.reduce((sum, move) => sum + move.customers, 0)).toBe(20)
  expect(
    (await readChurnBoard({ client: clickhouse, db: world.db, currency: 'CNY', timeZone: 'UTC' }, ALL)).tiers.map(({ tier }) => tier),
  ).toEqual(['high', 'medium', 'watch', 'low'])

  const map = await readRiskValueMap({ client: clickhouse, db: world.db, currency: 'CNY', timeZone: 'UTC' }, ALL)
  expect(map.valueBands).toHaveLength(5)
  expect(map.valueBands[0]?.low.minor).toBe(0)
  expect(map.valueBands.at(-1)?.high).toBeNull()
  expect(map.cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(18)
  const loss = scored(probabilities.map((each) => Math.min(1, each + 0.06)))
    .slice(2)
    .reduce((sum, { probability, value }) => sum + probability * value, 0)
  expect(map.cells.reduce((sum, cell) => sum + cell.expectedLoss.minor, 0) / 100).toBeCloseTo(loss, 1)

  await seedOrders(world, T0, [
    { customerId: customer(3), days: 20, amount: 10 },
    { customerId: customer(3), days: 40, amount: 10 },
    { customerId: customer(19), days: 29, amount: 10 },
    { customerId: customer(5), days: 31, amount: 10 },
  ])
  expect(await history.lastFactAt('no-order')).toEqual(new Date(T0.getTime() + 40 * DAY_MS))
  const outcomes = await history.outcomes(T0, 30, 'no-order')
  expect(outcomes.reduce((sum, bin) => sum + bin.customers, 0)).toBe(20)
  expect(
    outcomes
      .filter(({ churners }) => churners === 0)
      .map(({ bin }) => bin)
      .toSorted((a, b) => a - b),
  ).toEqual([150, 950])
  const since = new Map([3, 5, 7].map((i) => [customer(i), T1] as const))
  expect([...(await history.orderedSince(since, new Date(T1.getTime() + 60 * DAY_MS)))].toSorted()).toEqual(
    [customer(3), customer(5)].toSorted(),
  )
  expect(await history.orderedSince(since, T1)).toEqual(new Set())
  expect(await history.orderedSince(new Map(), T1)).toEqual(new Set())
})

test('a scoring is judged once, when its horizon has ended', async () => {
  const scorings = createChurnScoringStore(world.db)
  const models = createModelRegistry(world.db)
  const history = createChurnHistory(world.engines.clickhouse)
  const watch = new ChurnWatch({ models, history, scorings, clock })
  const record = {
    asOf: T0,
    modelVersion: 2,
    horizonDays: 30,
    customers: 20,
    tiers: { high: 6 },
    hindsight: false,
    drift: null,
    accuracy: null,
  }
  await scorings.save(record, T0)
  await scorings.save({ ...record, asOf: new Date(T0.getTime() + DAY_MS) }, T0)
  await scorings.save({ ...record, asOf: new Date(T0.getTime() - DAY_MS), hindsight: true }, T0)
  expect(await scorings.unjudged(new Date(T1.getTime() - 1), 10)).toEqual([])
  // Orders are known for the first day only: everybody would seem to have left.
  const blind = new ChurnWatch({ models, history: { ...history, lastFactAt: () => Promise.resolve(T0) }, scorings, clock })
  expect((await blind.report()).accuracy).toEqual([])
  const report = await watch.report()
  expect(report.accuracy).toMatchObject([{ asOf: T0, customers: 20, churners: 18, baseAccuracy: 0.9 }])
  expect(report).toMatchObject({ status: 'unknown', accuracyBar: 0.9 })
  expect(await scorings.unjudged(T1, 10)).toEqual([])
  expect((await watch.report()).accuracy).toEqual(report.accuracy)
  // Scored again: what was known of it is replaced.
  await scorings.save({ ...record, modelVersion: 3 }, T1)
  expect(await scorings.judged(10)).toEqual([])
  expect((await scorings.newest(1))[0]?.asOf).toEqual(new Date(T0.getTime() + DAY_MS))
})

test('a scoring, its alerts and their signals are there together or not at all', async () => {
  const { pg } = world.engines
  const record = scoringRecord(new Date(T0.getTime() - 30 * DAY_MS))
  const after = new Date(record.asOf.getTime() + DAY_MS)
  const scoring = { record, scheme: RESPONSE_RISK_TIERS, scores: scored([0.9]), previous: new Map() }
  await pg.query('ALTER TABLE signals RENAME TO signals_away')
  await expect(alerts.afterScoring(scoring)).rejects.toThrow('signals')
  await pg.query('ALTER TABLE signals_away RENAME TO signals')
  expect((await alerts.list(ALL, {})).items).toEqual([])
  expect(await createChurnScoringStore(world.db).newestBefore(after)).toBeNull()
  expect(await told()).toEqual([])
  expect(await alerts.afterScoring(scoring)).toMatchObject({ raised: 1 })
  expect((await told()).map(({ kind }) => kind)).toEqual(['risk-tier-changed', 'alert-raised', 'scoring-finished'])
  expect(await createChurnScoringStore(world.db).newestBefore(after)).toEqual(record.asOf)
  await pg.query('TRUNCATE churn_alerts')
})

test('an alert is raised, taken, lifted and closed, and there is never more than one for a customer', async () => {
  const low = scored([0.1, 0.1, 0.1, 0.1])
  const asOf = (days: number): Date => new Date(T1.getTime() + days * DAY_MS)
  clock.moveTo(asOf(0))
  const first = scored([0.9, 0.6, 0.6, 0.1])
  expect(
    await alerts.afterScoring({ record: scoringRecord(asOf(0)), scheme: RESPONSE_RISK_TIERS, scores: first, previous: tiersOf(low) }),
  ).toEqual({
    raised: 3,
    risen: 0,
    closed: 0,
    heldBack: 0,
  })
  const [raised, changed] = [await told(), first.slice(0, 3).map(({ customerId }) => customerId)]
  expect(new Set(raised.filter(({ kind }) => kind === 'alert-raised').map(({ customerId }) => customerId))).toEqual(new Set(changed))
  expect(raised.filter(({ kind }) => kind === 'risk-tier-changed').map(({ customerId }) => customerId)).toEqual(changed)
  expect(raised.at(-1)).toMatchObject({ kind: 'scoring-finished', customerId: null, historical: false })
  // The same scoring again says nothing new.
  expect(
    await alerts.afterScoring({ record: scoringRecord(asOf(0)), scheme: RESPONSE_RISK_TIERS, scores: first, previous: tiersOf(low) }),
  ).toMatchObject({
    raised: 0,
  })
  expect((await told()).filter(({ kind }) => kind === 'alert-raised')).toEqual([])

  const open = await alerts.list(ALL, { state: 'open', limit: 2 })
  // Due first; of two that are due together the one with more to lose.
  expect(open.items.map(({ customerId }) => customerId)).toEqual([customer(0), customer(2)])
  const rest = await alerts.list(ALL, { state: 'open', limit: 2, cursor: open.nextCursor })
  expect([rest.items.map(({ customerId }) => customerId), rest.nextCursor]).toEqual([[customer(1)], null])
  const [high, , medium] = [...open.items, ...rest.items]
  if (high === undefined || medium === undefined) throw new Error('three alerts were raised')
  expect(await alerts.move(ALL, high.id, 'acknowledged', null, 'user:7')).toMatchObject({
    state: 'acknowledged',
    owner: 'user:7',
    closedAt: null,
  })
  expect(await alerts.move(ALL, stableId('no', 'alert'), 'closed', null, 'user:7')).toBeNull()

  clock.moveTo(asOf(2))
  expect((await alerts.list(ALL, { overdue: true })).items.map(({ id }) => id)).toEqual([high.id])
  expect((await alerts.list(ALL, { overdue: false })).items).toHaveLength(2)
  expect((await alerts.list(ALL, { tier: 'medium' })).items).toHaveLength(2)

  // One rises, one falls; the one that was taken stays.
  const second = scored([0.9, 0.75, 0.2, 0.1])
  expect(
    await alerts.afterScoring({ record: scoringRecord(asOf(2)), scheme: RESPONSE_RISK_TIERS, scores: second, previous: tiersOf(first) }),
  ).toMatchObject({
    raised: 0,
    risen: 1,
    closed: 1,
  })
  expect(await told()).toContainEqual(
    expect.objectContaining({ kind: 'alert-raised', payload: { alertId: medium.id, tier: 'high', hasRisen: true } }),
  )
  const [fallen] = (await alerts.list(ALL, { state: 'closed' })).items
  expect(fallen).toMatchObject({ customerId: customer(2), outcome: 'risk-fell', closedAt: asOf(2) })

  expect(await alerts.move(ALL, medium.id, 'closed', 'Called, will order', 'key:1')).toMatchObject({
    outcome: 'Called, will order',
    owner: 'key:1',
  })
  // Back in the tier: a new alert, and the old one cannot be opened beside it.
  clock.moveTo(asOf(3))
  const third = scored([0.9, 0.75, 0.6, 0.1])
  const fell = scored([0.9, 0.1, 0.2, 0.1])
  expect(
    await alerts.afterScoring({ record: scoringRecord(asOf(3)), scheme: RESPONSE_RISK_TIERS, scores: third, previous: tiersOf(fell) }),
  ).toMatchObject({
    raised: 2,
  })
  await expect(alerts.move(ALL, medium.id, 'open', null, 'user:7')).rejects.toThrow('newer alert')

  // A customer who orders has no open alert any more.
  await seedOrders(world, asOf(3), [{ customerId: customer(0), days: 1, amount: 10 }])
  clock.moveTo(asOf(5))
  await alerts.afterScoring({ record: scoringRecord(asOf(5)), scheme: RESPONSE_RISK_TIERS, scores: third, previous: tiersOf(third) })
  expect((await alerts.list(ALL, { state: 'closed' })).items.find(({ id }) => id === high.id)).toMatchObject({
    outcome: 'ordered',
    owner: 'user:7',
  })

  // Two turn out to be one: the survivor keeps one alert, the other's is closed and theirs to look at.
  const client = await world.engines.pg.connect()
  await mergeCustomers(client, [{ from: customer(1), to: customer(2) }], [], asOf(5)).finally(() => client.release())
  const left = (await alerts.list(ALL, { state: 'open' })).items
  expect(left.map(({ customerId }) => customerId)).toEqual([customer(2)])
  const merged = (await alerts.list(ALL, { state: 'closed' })).items.filter(({ outcome }) => outcome === 'merged')
  expect(merged.map(({ customerId }) => customerId)).toEqual([customer(2)])
})
