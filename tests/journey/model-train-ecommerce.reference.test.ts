import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runModelTrain } from '../../src/model-report/run-model-train.ts'
import { referenceFile } from '../support/reference-data.ts'

const files = mkdtempSync(join(tmpdir(), 'liuke-ecommerce-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))
const quiet = { output: { note: () => undefined, progress: () => undefined }, env: {} }

// Half of the usual budget has to do.
describe('liuke model train on an online shop whose data stand on the second sheet, 556 rows twice', () => {
  const args = { file: referenceFile('ecommerce'), target: 'Churn', out: join(files, 'out'), seconds: '8' }

  test('is level with a tuned XGBoost (AUC .9735, log loss .142), repeats kept together', async () => {
    const summary = await runModelTrain(args, quiet)
    expect(summary).toMatchObject({ rows: 5_630, repeats: 556, repeatsTogether: true, positive: '1', idColumn: 'CustomerID', leaks: [] })
    expect(summary.auc).toBeGreaterThan(0.9735)
    expect(summary.logLoss).toBeLessThan(0.142)
  }, 600_000)

  test('and with repeats scattered (AUC .979)', async () => {
    const summary = await runModelTrain({ ...args, scatterRepeats: true }, quiet)
    expect(summary).toMatchObject({ repeats: 556, repeatsTogether: false })
    expect(summary.auc).toBeGreaterThan(0.979)
  }, 600_000)
})
