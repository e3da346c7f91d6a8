import { expect, it } from 'vitest'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { memoryChurnScorings } from '../../../tests/support/memory/memory-churn-scorings.ts'
import { memoryRegistry } from '../../../tests/support/memory/memory-model-registry.ts'
import type { SavedModel } from '../model-registry.ts'
import type { ChurnDefinition } from './definition/churn-definition.ts'
import type { ChurnFeatureRow } from './features/churn-features.ts'
import { CHURN_FEATURE_NAMES } from './features/churn-features.ts'
import type { StoredChurnScore } from './watch/churn-history.ts'
import type { ChurnModel } from './score/churn-model.ts'
import { churnProbability, scoreChurn } from './score/churn-model.ts'
import { churnQuality } from './train/churn-quality.ts'
import { ChurnService } from './churn-service.ts'
import { STANDARD_RISK_TIERS } from './tiers/risk-tiers.ts'
import type { ChurnTraining } from './train/train-churn.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS)
const recency = CHURN_FEATURE_NAMES.indexOf('recency_days')

/** Customers i = 0 … 99 whose last order is 2i days old; those past 100 days churn, except one in five. */
function rowsAt(labelled: boolean): ChurnFeatureRow[] {
  return Array.from({ length: 100 }, (_, i) => {
    const values = new Float64Array(CHURN_FEATURE_NAMES.length).fill(Number.NaN)
    values[recency] = 2 * i
    return { customerId: `c${i}`, values, label: labelled ? (i > 50 === (i % 5 !== 0) ? 1 : 0) : null }
  })
}

/** `slope` 1 follows the silence, -1 ranks everyone the wrong way round. */
function modelOf(definition: ChurnDefinition, slope: number): ChurnModel {
  const estimator = { rung: 'rules' as const, rules: { kind: 'churn-rules' as const, horizonDays: definition.horizonDays } }
  return { kind: 'churn-model', version: 2, definition, estimator, calibration: { slope, intercept: 0 }, slices: [] }
}

function house() {
  const registry = memoryRegistry()
  const clock = new ManualClock(NOW)
  const written: StoredChurnScore[][] = []
  const scorings = memoryChurnScorings()
  const alerted: { previous: ReadonlyMap<string, string> | null }[] = []
  /** Calibration slope of the next model that is trained. */
  const next = { slope: 1 }
  const service = new ChurnService({
    store: {
      firstOrderAt: () => Promise.resolve(new Date('2024-01-01T00:00:00Z')),
      orderSpan: () => Promise.resolve(null),
      contractSpan: () => Promise.resolve(null),
      measures: () => Promise.resolve([]),
      labelCounts: () => Promise.resolve([]),
      features: (_asOf, _definition, labelled) => Promise.resolve(rowsAt(labelled)),
      writeScores: (_run, scores) => {
        written.push([...scores])
        return Promise.resolve()
      },
    },
    models: registry,
    worker: {
      train: (definition, snapshots) => {
        const model = modelOf(definition, next.slope)
        const judge = snapshots.at(-2)
        const rows = judge?.rows ?? []
        const probabilities = rows.map((row) => churnProbability(model, row))
        return Promise.resolve({
          model,
          rung: 'rules',
          rungReason: { zh: '', en: '' },
          gate: 'passed',
          confidence: { level: 'low', text: { zh: '', en: '' } },
          quality: churnQuality(
            judge?.asOf ?? NOW,
            probabilities,
            rows.map((row) => row.label ?? 0),
            STANDARD_RISK_TIERS,
          ),
          candidates: [],
          importance: [],
          features: 1,
          slices: [],
          leakTest: { shuffledAuc: null, shuffledPassed: true, stopped: [] },
          trainedOn: snapshots.slice(0, -1).map(({ asOf, rows: all }) => ({ asOf, customers: all.length, churners: 1 })),
        } satisfies ChurnTraining)
      },
      score: (model, rows) => Promise.resolve(scoreChurn(model, rows)),
      probabilities: (model, rows) => Promise.resolve(Float64Array.from(rows, (row) => churnProbability(model, row))),
    },
    history: {
      tiersAt: (asOf) => {
        const at = scorings.kept.findIndex((each) => each.asOf.getTime() === asOf.getTime())
        return Promise.resolve(new Map((written[at] ?? []).map((each) => [each.customerId, each.tier])))
      },
      latestScoring: () => Promise.resolve(scorings.kept.at(-1)?.asOf ?? null),
      orderedSince: () => Promise.resolve(new Set()),
      lastFactAt: () => Promise.resolve(null),
      outcomes: () => Promise.resolve([]),
    },
    scorings,
    alerts: {
      afterScoring: async (request) => {
        alerted.push(request)
        await scorings.save(request.record, clock.now())
        return { raised: 1, risen: 0, closed: 0, heldBack: 0 }
      },
    },
    tiers: () => Promise.resolve(STANDARD_RISK_TIERS),
    clock,
  })
  return { service, registry, clock, next, written, scorings: scorings.kept, alerted }
}

it('the first model is the champion; a worse one is kept as challenger with the figures of both on the same rows', async () => {
  const { service, next, clock } = house()
  expect(await service.train()).toMatchObject({ version: 1, state: 'champion', trigger: 'manual' })
  clock.moveTo(new Date(NOW.getTime() + 100 * DAY_MS))
  next.slope = -1
  const worse = await service.train({}, clock.now(), undefined, 'schedule')
  expect(worse).toMatchObject({ version: 2, state: 'challenger', trigger: 'schedule' })
  expect(worse.verdict.en).toMatch(/^Worse than the model in use on the same later data: log loss/u)
  expect((await service.card())?.version).toBe(1)
  next.slope = 1
  expect(await service.train({}, clock.now(), undefined, 'drift')).toMatchObject({ version: 3, state: 'champion', trigger: 'drift' })
  expect((await service.versions()).map(({ version, state }) => [version, state])).toEqual([
    [3, 'champion'],
    [2, 'challenger'],
    [1, 'retired'],
  ])
})

it('without contracts there is nothing to learn about contracts, and the kind stays as in the model in use', async () => {
  const { service } = house()
  await expect(service.train({ kind: 'contract' })).rejects.toMatchObject({ code: 'no-contracts' })
  const first = await service.train({ horizonDays: 45, activeWithinDays: 90 })
  expect(first.definition.version).toBe('no-order/1/45/90/all')
  expect((await service.train({ horizonDays: 30 })).definition.version).toBe('no-order/1/30/90/all')
  expect((await service.check({ kind: 'contract' })).text.en).toContain('those without one 30 days later')
})

it('a champion trained on the evaluation rows is compared by its own back-test', async () => {
  const { service, next } = house()
  await service.train()
  next.slope = -1
  expect((await service.train()).verdict.en).toContain('each on its own later data')
})

it('a definition requested by a person takes over, and later trainings keep it', async () => {
  const { service, clock } = house()
  await service.train({ horizonDays: 60 })
  expect(await service.train({ horizonDays: 30 })).toMatchObject({
    state: 'champion',
    definition: { horizonDays: 30, activeWithinDays: 180 },
  })
  clock.moveTo(new Date(NOW.getTime() + 100 * DAY_MS))
  expect(await service.train({}, clock.now(), undefined, 'schedule')).toMatchObject({ definition: { horizonDays: 30 } })
})

it('promotes a stored version and back; rejects truncated, foreign and unknown versions', async () => {
  const { service, registry, next } = house()
  await service.train()
  next.slope = -1
  await service.train()
  expect((await service.promote(2)).version).toBe(2)
  expect((await service.card())?.version).toBe(2)
  expect((await service.promote(1)).version).toBe(1)
  await expect(service.promote(7)).rejects.toThrow('no churn model of version 7')
  registry.kept[1] = { ...(registry.kept[1] as SavedModel), body: { kind: 'churn-model', version: 1 } }
  await expect(service.promote(2)).rejects.toThrow('version 1')
  registry.kept[1] = { ...(registry.kept[1] as SavedModel), body: { kind: 'churn-model', version: 2 } }
  await expect(service.promote(2)).rejects.toThrow('not complete')
  expect((await service.card())?.version).toBe(1)
})

it('a champion that can no longer be read is replaced, with its own definition', async () => {
  const { service, registry } = house()
  await service.train({ horizonDays: 30 })
  registry.kept[0] = { ...(registry.kept[0] as SavedModel), body: { kind: 'churn-model', version: 1 } }
  await expect(service.score(NOW)).rejects.toThrow('train a new one')
  expect(await service.train({}, NOW, undefined, 'schedule')).toMatchObject({
    version: 2,
    state: 'champion',
    definition: { horizonDays: 30 },
  })
})

it('scores with hysteresis from the previous tiers, watches drift and raises alerts for the newest scoring only', async () => {
  const { service, scorings, written, alerted } = house()
  await service.train()
  const first = await service.score(daysAgo(1))
  expect(first).toMatchObject({ scored: 100, drift: 'stable', alerts: { raised: 1 } })
  expect(alerted[0]?.previous).toBeNull()
  const before = written[0]?.find(({ probability }) => probability > 0.75 && probability < 0.8)
  expect(before?.tier).toBe('medium')
  // The same customer had been in the high tier.
  written[0] = (written[0] ?? []).map((score) => ({ ...score, tier: 'high' }))
  await service.score(NOW)
  expect(written[1]?.find(({ customerId }) => customerId === before?.customerId)?.tier).toBe('high')
  expect(alerted[1]?.previous?.get('c0')).toBe('high')
  expect(scorings.map(({ modelVersion, customers, hindsight }) => [modelVersion, customers, hindsight])).toEqual([
    [1, 100, true],
    [1, 100, false],
  ])
  expect((await service.score(daysAgo(10))).alerts).toBeNull()
  expect(alerted).toHaveLength(2)
})

it('says what to do without a model', async () => {
  await expect(house().service.score()).rejects.toThrow('train one first')
})
