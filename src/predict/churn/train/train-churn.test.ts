import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { churnDefinition } from '../definition/churn-definition.ts'
import { estimatorContributions } from './churn-estimator.ts'
import { CHURN_FEATURE_NAMES, CHURN_FEATURES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { churnProbability, parseChurnModel, scoreChurn } from '../score/churn-model.ts'
import { quickContributions } from '../score/quick-contributions.ts'
import { trainChurn, type ChurnSnapshot } from './train-churn.ts'

const definition = churnDefinition({ horizonDays: 30, activeWithinDays: 365 })

/** Customers whose log-odds of churn are 1.5·ln(gap ratio) + `level`, plus a step for an open complaint; everything else is noise. */
function snapshot(day: string, count: number, level = 0): ChurnSnapshot {
  const rng = new Rng(`churn-test/${day}`)
  const rows = Array.from({ length: count }, (_, i): ChurnFeatureRow => {
    const gap = rng.uniform(5, 40)
    const ratio = Math.exp(rng.normal() * 0.8)
    const complaint = rng.chance(0.1) ? rng.uniform(1, 20) : Number.NaN
    const odds = Math.exp(1.5 * Math.log(ratio) + level + (Number.isNaN(complaint) ? 0 : 2))
    const days = 3 + rng.int(5)
    const known: Record<string, number> = {
      recency_days: gap * ratio,
      tenure_days: gap * ratio + gap * (days - 1),
      mean_gap_days: gap,
      gap_ratio: ratio,
      purchase_days: days,
      complaint_open_days: complaint,
      weekend_share: rng.next(),
    }
    return {
      customerId: `customer-${i}`,
      values: Float64Array.from(CHURN_FEATURE_NAMES, (name) => known[name] ?? (name.startsWith('satis') ? Number.NaN : rng.next())),
      label: rng.chance(odds / (1 + odds)) ? 1 : 0,
    }
  })
  return { asOf: new Date(`${day}T00:00:00Z`), rows }
}

function train(snapshots: readonly ChurnSnapshot[], seed = 'seed') {
  const rng = new Rng(seed)
  return trainChurn({ definition, snapshots, random: () => rng.next() })
}

const HISTORY = [snapshot('2025-01-01', 900), snapshot('2025-02-01', 900), snapshot('2025-03-05', 900), snapshot('2025-04-10', 900)]

const training = train(HISTORY)

describe('trainChurn on a history with a known truth', () => {
  it('trains, is evaluated on later data, and reports accuracy with the base rate', () => {
    expect(training.rung).not.toBe('rules')
    const quality = training.quality
    expect(quality?.asOf).toEqual(new Date('2025-04-10T00:00:00Z'))
    // A perfect model of this truth reaches about .80.
    expect(quality?.auc).toBeGreaterThan(0.75)
    expect(quality?.accuracy).toBeGreaterThan(quality?.baseAccuracy ?? 1)
    expect(quality?.ece).toBeLessThan(0.06)
    expect(quality?.churners).toBe(HISTORY[3]?.rows.filter((row) => row.label === 1).length)
    expect(quality?.lift[0]?.lift).toBeGreaterThan(1.4)
    expect(quality?.tiers.reduce((sum, tier) => sum + tier.customers, 0)).toBe(900)
  })

  it('finds the features that matter and nothing in a column without values', () => {
    expect(training.importance.slice(0, 4).map(({ feature }) => feature)).toContain('gap_ratio')
    expect(training.importance.map(({ feature }) => feature)).not.toContain('satisfaction_last')
  })

  it('compares every rung and marks one as chosen', () => {
    const rungs = ['rules', 'cadence', 'mbg-nbd', 'logistic', 'forest', 'trees']
    expect(new Set(training.candidates.map(({ candidate }) => candidate.rung))).toEqual(new Set(rungs))
    expect(training.candidates.filter(({ chosen }) => chosen)).toHaveLength(1)
  })

  it('scores with reasons about the customer, and never NaN', () => {
    const rows = HISTORY[3]?.rows ?? []
    const scores = scoreChurn(training.model, [...rows, blank])
    for (const score of scores) {
      expect(score.probability).toBeGreaterThanOrEqual(0)
      expect(score.probability).toBeLessThanOrEqual(1)
      expect(score.reasons.length).toBeLessThanOrEqual(3)
      expect(score.confidence).toBe('backtested')
    }
    const mean = scores.slice(0, -1).reduce((sum, { probability }) => sum + probability, 0) / rows.length
    expect(Math.abs(mean - (training.quality?.baseRate ?? 0))).toBeLessThan(0.03)
    const complaining = scores.filter((_, i) => (rows[i]?.values[CHURN_FEATURE_NAMES.indexOf('complaint_open_days')] ?? 0) > 0)
    const named = complaining.filter(({ reasons }) => reasons.some(({ feature }) => feature === 'complaint_open_days'))
    expect(named.length).toBeGreaterThan(0.8 * complaining.length)
  })

  it('leaves reasons out below the minimum probability', () => {
    const scores = scoreChurn(training.model, HISTORY[3]?.rows ?? [], { reasonsFrom: 0.5 })
    expect(scores.every(({ probability, reasons }) => probability >= 0.5 || reasons.length === 0)).toBe(true)
    expect(scores.some(({ reasons }) => reasons.length > 0)).toBe(true)
  })

  it('explains the riskiest exactly and the others by the path through each tree, with the same sum', () => {
    const rows = HISTORY[3]?.rows.slice(0, 200) ?? []
    const exact = scoreChurn(training.model, rows)
    const quick = scoreChurn(training.model, rows, { exactReasons: 10 })
    expect(quick.map(({ probability }) => probability)).toEqual(exact.map(({ probability }) => probability))
    const leads = (scores: typeof exact): string[] => scores.map(({ reasons }) => reasons[0]?.feature ?? '')
    const same = leads(quick).filter((lead, i) => lead === leads(exact)[i]).length
    expect(same).toBeGreaterThan(0.6 * rows.length)
    const sum = (values: Float64Array): number => values.reduce((total, each) => total + each, 0)
    const { estimator } = training.model
    for (const row of rows.slice(0, 20)) {
      expect(sum(quickContributions(estimator, row))).toBeCloseTo(sum(estimatorContributions(estimator, row)), 9)
    }
  })

  it('gives confidence a name and a sentence', () => {
    expect(training.confidence.level).toBe('high')
    expect(training.confidence.text.en).toContain('tested on 900 customers')
    expect(training.confidence.text.zh).toContain('900 位客户')
  })

  it('is the same for the same seed, and after saving', () => {
    expect(train(HISTORY)).toEqual(training)
    const again = parseChurnModel(JSON.parse(JSON.stringify(training.model)))
    for (const row of HISTORY[0]?.rows.slice(0, 50) ?? []) expect(churnProbability(again, row)).toBe(churnProbability(training.model, row))
  })

  it('contributions cover every feature, zero for those not used', () => {
    const row = HISTORY[0]?.rows[0]
    if (row === undefined) throw new Error('no row')
    const contributions = estimatorContributions(training.model.estimator, row)
    expect(contributions).toHaveLength(CHURN_FEATURES.length)
    expect(contributions[CHURN_FEATURE_NAMES.indexOf('month_sin')]).toBe(0)
  })
})

describe('trainChurn and time', () => {
  it('does not train on labels that overlap the evaluation', () => {
    // This snapshot's window overlaps the judge's as-of time and has reversed labels: the backtest must not use it.
    const lying: ChurnSnapshot = {
      asOf: new Date('2025-03-31T00:00:00Z'),
      rows: snapshot('2025-03-31', 900).rows.map((row) => ({ ...row, label: row.label === 1 ? 0 : 1 })),
    }
    expect(train([...HISTORY, lying]).quality).toEqual(training.quality)
  })

  it('follows a base rate that moved', () => {
    const moved = [...HISTORY.slice(0, 2), snapshot('2025-03-05', 900, 1.5), snapshot('2025-04-10', 900, 1.5)]
    const quality = train(moved).quality
    const predicted = quality?.reliability.reduce((sum, bin) => sum + (bin.count * bin.predicted) / 900, 0) ?? 0
    const before = (HISTORY[0]?.rows.filter((row) => row.label === 1).length ?? 0) / 900
    expect(predicted).toBeGreaterThan(before + 0.1)
  })
})

const blank: ChurnFeatureRow = { customerId: 'blank', label: null, values: new Float64Array(CHURN_FEATURES.length).fill(Number.NaN) }
const unlabelled = (each: ChurnSnapshot): ChurnSnapshot => ({ ...each, rows: each.rows.map((row) => ({ ...row, label: null })) })
const first = (count: number) => HISTORY.map((each) => ({ ...each, rows: each.rows.slice(0, count) }))

describe('trainChurn with too little data steps down the ladder', () => {
  it.each([
    ['nothing at all', [], 'rules', 'fixed-rule', null],
    ['today only, five customers', first(5).slice(3).map(unlabelled), 'rules', 'fixed-rule', null],
    ['today only, a hundred customers', first(100).slice(3).map(unlabelled), 'cadence', 'own-cadence', null],
    ['today only, 900 customers', HISTORY.slice(3).map(unlabelled), 'mbg-nbd', 'purchase-process', null],
    ['one as-of time with outcomes', HISTORY.slice(3), 'mbg-nbd', 'purchase-process', 'known'],
    ['a handful of customers', first(20), 'rules', 'fixed-rule', 'known'],
    [
      'nobody who stayed',
      HISTORY.map((each) => ({ ...each, rows: each.rows.map((row) => ({ ...row, label: 1 as const })) })),
      'mbg-nbd',
      'purchase-process',
      null,
    ],
  ])('%s', (_, snapshots, rung, confidence, quality) => {
    const training = train(snapshots)
    expect(training.rung).toBe(rung)
    expect(training.rungReason.en).toContain('scored by')
    expect(training.quality === null).toBe(quality === null)
    expect(quality !== null || training.confidence.level === 'low').toBe(true)
    const known = HISTORY[0]?.rows.slice(0, 5) ?? []
    const scores = scoreChurn(parseChurnModel(JSON.parse(JSON.stringify(training.model))), [...known, blank])
    for (const { probability } of scores) expect(probability >= 0 && probability <= 1).toBe(true)
    expect(scores[0]?.confidence).toBe(confidence)
    expect(new Set(scores.slice(0, 5).map(({ probability }) => probability)).size).toBe(5)
  })

  it.each<[string, (row: ChurnFeatureRow) => ChurnFeatureRow]>([
    ['every value missing', (row) => ({ ...row, values: row.values.map(() => Number.NaN) })],
    ['every column constant', (row) => ({ ...row, values: row.values.map(() => 1) })],
    [
      'infinite values',
      (row) => ({ ...row, values: row.values.map((value, j) => (j % 3 === 0 ? (j % 2 === 0 ? Infinity : -Infinity) : value)) }),
    ],
    ['negative times', (row) => ({ ...row, values: row.values.map((value) => -Math.abs(value)) })],
  ])('never gives NaN: %s', (_, change) => {
    const bad = HISTORY.map((each) => ({ ...each, rows: each.rows.slice(0, 250).map(change) }))
    for (const snapshots of [bad, bad.slice(3).map(unlabelled)]) {
      const { model, quality } = train(snapshots)
      const scores = scoreChurn(parseChurnModel(JSON.parse(JSON.stringify(model))), [...(bad[0]?.rows ?? []), blank])
      expect(scores.every(({ probability }) => probability >= 0 && probability <= 1)).toBe(true)
      expect(Number.isNaN(quality?.auc ?? 0)).toBe(false)
    }
  })

  it('the rules rise with silence relative to the usual interval and with an open complaint', () => {
    const { model } = train([])
    const at = (values: Readonly<Record<string, number>>): number =>
      churnProbability(model, {
        customerId: 'c',
        label: null,
        values: Float64Array.from(CHURN_FEATURE_NAMES, (name) => values[name] ?? Number.NaN),
      })
    const regular = { purchase_days: 6, mean_gap_days: 10 }
    expect(at({ ...regular, recency_days: 60 })).toBeGreaterThan(at({ ...regular, recency_days: 10 }) + 0.3)
    expect(at({ ...regular, recency_days: 20, complaint_open_days: 3 })).toBeGreaterThan(at({ ...regular, recency_days: 20 }))
    expect(at({ ...regular, recency_days: 20, visit_trend_30: -0.5 })).toBeGreaterThan(at({ ...regular, recency_days: 20 }))
  })
})

describe('parseChurnModel', () => {
  const { model } = training

  it.each([
    [null, 'not a saved churn model'],
    [{ ...model, version: 1 }, 'has version 1'],
    [{ ...model, slices: undefined }, 'not complete'],
    [{ ...model, calibration: undefined }, 'not complete'],
    [{ ...model, estimator: { ...model.estimator, used: [0, 1] } }, 'other features'],
  ])('refuses what is not a whole model of this version (%#)', (json, message) => {
    expect(() => parseChurnModel(json)).toThrow(message)
  })
})

describe('a history in which nothing predicts who leaves', () => {
  /** The same customers with random labels. */
  const blind = HISTORY.map(({ asOf, rows }) => {
    const rng = new Rng(`b/${asOf.toISOString()}`)
    return { asOf, rows: rows.map((row) => ({ ...row, label: rng.chance(0.4) ? (1 as const) : (0 as const) })) }
  })
  const { model, rung, gate, quality, confidence, rungReason, importance } = train(blind)

  it('gives every customer the overall rate instead of meaningless percentages', () => {
    expect([rung, gate]).toEqual(['base-rate', 'failed'])
    const scores = scoreChurn(model, blind[3]?.rows ?? [])
    expect(new Set(scores.map(({ probability }) => probability)).size).toBe(1)
    expect(scores[0]?.probability).toBeCloseTo(0.4, 1)
    expect(scores[0]).toMatchObject({ reasons: [], confidence: 'base-rate' })
    expect(quality?.auc).toBe(0.5)
    expect(importance).toEqual([])
  })

  it('says so', () => {
    expect(confidence.level).toBe('low')
    expect(confidence.text.en).toContain("can't be predicted yet")
    expect(rungReason.en).toContain('did no better than guessing')
  })

  it('is read back', () => {
    expect(parseChurnModel(JSON.parse(JSON.stringify(model)))).toEqual(model)
  })
})

it('a model that beats guessing passes', () => expect(training.gate).toBe('passed'))
