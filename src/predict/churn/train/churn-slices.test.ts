import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { churnCard } from './churn-card.ts'
import { churnDefinition } from '../definition/churn-definition.ts'
import { CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { churnProbability, parseChurnModel, partFor } from '../score/churn-model.ts'
import { inSlice, sliceRules } from '../features/churn-slice-rule.ts'
import type { ChurnSnapshot } from '../features/churn-snapshot.ts'
import { trainChurn } from './train-churn.ts'

const definition = churnDefinition({ horizonDays: 30, activeWithinDays: 365 })

/** A third are new. Churn follows the gap ratio; for new customers it may follow visits instead, with the opposite sign. */
function snapshot(day: string, newDiffer: boolean): ChurnSnapshot {
  const rng = new Rng(`slices/${day}`)
  const rows = Array.from({ length: 900 }, (_, i): ChurnFeatureRow => {
    const isNew = rng.chance(0.34)
    const ratio = rng.normal()
    const visits = rng.normal()
    const odds = isNew && newDiffer ? -3 * ratio + 2 * visits : 1.5 * ratio
    const known: Record<string, number> = {
      tenure_days: isNew ? rng.uniform(5, 59) : rng.uniform(80, 400),
      purchase_days: 3,
      recency_days: 4,
      gap_ratio: ratio,
      visit_trend_30: visits,
      spend_365: rng.uniform(10, 1000),
    }
    return {
      customerId: `customer-${i}`,
      values: Float64Array.from(CHURN_FEATURE_NAMES, (name) => known[name] ?? Number.NaN),
      label: rng.chance(1 / (1 + Math.exp(-odds))) ? 1 : 0,
    }
  })
  return { asOf: new Date(`${day}T00:00:00Z`), rows }
}

function train(newDiffer: boolean) {
  const rng = new Rng('slices')
  const days = ['2025-01-01', '2025-02-05', '2025-03-10', '2025-04-15']
  return trainChurn({ definition, snapshots: days.map((day) => snapshot(day, newDiffer)), random: () => rng.next() })
}

describe('models of slices', () => {
  it('gives new customers a separate model when it is clearly better for them, and scores them with it', () => {
    const training = train(true)
    const card = churnCard(definition, training)
    const verdict = card.slices.find(({ slice }) => slice === 'new')
    expect(verdict?.used).toBe(true)
    expect(verdict?.auc).toBeGreaterThan(verdict?.globalAuc ?? 1)
    expect(verdict?.importance?.slice(0, 2).map(({ feature }) => feature)).toEqual(['gap_ratio', 'visit_trend_30'])
    expect(verdict?.text.zh).toContain('新客户使用自己的模型')
    const model = parseChurnModel(JSON.parse(JSON.stringify(training.model)))
    const rows = snapshot('2025-05-20', true).rows
    for (const row of rows) {
      const isNew = (row.values[CHURN_FEATURE_NAMES.indexOf('tenure_days')] as number) < 60
      expect(partFor(model, row) !== model).toBe(isNew)
      expect(churnProbability(model, row)).toBeGreaterThan(0)
    }
  })

  it('keeps the overall model when the slice is no different, and says why', () => {
    const card = churnCard(definition, train(false))
    expect(card.slices.map(({ slice, used }) => [slice, used])).toEqual([
      ['new', false],
      ['high_value', false],
    ])
    for (const { text } of card.slices) expect(text.en).toMatch(/overall model/)
  })
})

describe('sliceRules', () => {
  it('takes the top fifth by spend, and no customer into two slices', () => {
    const { rows } = snapshot('2025-01-01', false)
    const [fresh, high] = sliceRules(rows)
    if (fresh === undefined || high === undefined) throw new Error('two rules')
    const spent = (row: ChurnFeatureRow): number => row.values[CHURN_FEATURE_NAMES.indexOf('spend_365')] as number
    expect(rows.filter((row) => spent(row) >= high.from)).toHaveLength(180)
    expect(rows.some((row) => inSlice(fresh, row) && inSlice(high, row))).toBe(false)
  })
})
