import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cdnowHistories } from '../../../tests/fixtures/cdnow-histories.ts'
import { referenceFile } from '../../../tests/support/reference-data.ts'
import { expectedAverageOrder, fitGammaGamma } from './gamma-gamma.ts'
import type { PurchaseHistory } from './purchase-history.ts'

const DAY = 86_400_000

describe('CDNOW', () => {
  test('the counted histories that npm test uses are those of the purchases', () => {
    const sorted = (histories: readonly PurchaseHistory[]) => histories.map((history) => JSON.stringify(history)).sort()
    expect(sorted(cdnowHistories())).toEqual(sorted(sampleHistories()))
  })

  test('Gamma-Gamma of the 946 repeat customers', () => {
    const spends = readSpends()
    const model = fitGammaGamma(spends)
    expect(model.customers).toBe(946)
    expect(model.p).toBeCloseTo(6.25, 2)
    expect(model.q).toBeCloseTo(3.74, 1)
    expect(model.v).toBeCloseTo(15.44, 1)
    expect(model.logLikelihood).toBeCloseTo(-4055.9247, 2)
    const first = spends.slice(0, 10).map((spend) => expectedAverageOrder(model, spend))
    const published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    first.forEach((average, i) => expect(Math.abs(average - (published[i] ?? 0))).toBeLessThan(0.1))
  })
})

/** Fader & Hardie's weeks: calibration to 1997-09-30, purchases of a day as one. */
function sampleHistories(): PurchaseHistory[] {
  const days = new Map<string, Set<number>>()
  for (const line of readFileSync(referenceFile('cdnowSample'), 'utf8').trim().split('\n')) {
    const [, id = '', date = ''] = line.trim().split(/\s+/)
    const day = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) / DAY
    days.set(id, (days.get(id) ?? new Set<number>()).add(day))
  }
  const end = Date.parse('1997-09-30') / DAY
  return [...days.values()].map((own) => {
    const seen = [...own].filter((day) => day <= end).sort((a, b) => a - b)
    const first = seen[0] ?? end
    return { repeats: seen.length - 1, recency: ((seen.at(-1) ?? first) - first) / 7, age: (end - first) / 7 }
  })
}

function readSpends(): { readonly orders: number; readonly average: number }[] {
  const lines = readFileSync(referenceFile('cdnowSummary'), 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => {
    const [, orders = 0, , , average = 0] = line.split(',').map(Number)
    return { orders, average }
  })
}
