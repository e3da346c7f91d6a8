import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runAnalyze } from '../../src/analyze/run-analyze.ts'
import { referenceFile } from '../support/reference-data.ts'

const file = referenceFile('onlineRetail')

describe('liuke analyze on Online Retail', () => {
  test('gives the published figures and a prediction better than guessing', async () => {
    const out = mkdtempSync(join(tmpdir(), 'liuke-journey-'))
    try {
      const summary = await runAnalyze({ file, out, lang: 'en' }, { output: { note: () => undefined, progress: () => undefined }, env: {} })
      expect(summary).toMatchObject({ rows: 541_909, quarantined: 0, customers: 4_372, currency: 'GBP' })
      expect(Object.values(summary.tiers).reduce((sum, count) => sum + count, 0)).toBe(4_372)
      expect(summary.churn.horizonDays).toBe(90)
      expect(summary.churn.auc).toBeGreaterThan(0.7)
      expect(summary.churn.baseRate).toBeCloseTo(0.43, 2)
      expect(summary.churn.accuracy ?? 0).toBeGreaterThan((summary.churn.baseAccuracy ?? 1) + 0.05)
      expect(summary).toMatchObject({ orders: 18_532, questions: [{ code: 'rows-repeated' }], listed: 200, churn: { gate: 'passed' } })
      expect(summary.atRiskFrom).toBeCloseTo(1.5 * (summary.churn.baseRate ?? 0), 3)
      expect(summary.atRisk ?? 0).toBeGreaterThan(500)
      const report = readFileSync(summary.report, 'utf8')
      // Lines with a customer, quantity and price above zero, without exact copies.
      for (const figure of ['4,338 customers', '18,532 orders', '£8,887,209', '5,268']) expect(report).toContain(figure)
      expect(report.length).toBeLessThan(1_500_000)
    } finally {
      rmSync(out, { recursive: true, force: true })
    }
  })
})
