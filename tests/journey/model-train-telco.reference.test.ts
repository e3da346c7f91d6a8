import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { runModelTrain } from '../../src/model-report/run-model-train.ts'
import { referenceFile } from '../support/reference-data.ts'
import { runCommand } from './start-command.ts'

const telco = referenceFile('telco')
const files = mkdtempSync(join(tmpdir(), 'liuke-telco-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

describe('liuke model train on Telco', () => {
  const out = join(files, 'telco')

  test('tells churners apart as well as the best, and writes a report, scores and a model', async () => {
    const ended = await runCommand(['model', 'train', telco, '--target', 'Churn', '--out', out, '--json'], {})
    expect(ended.code).toBe(0)
    const summary = JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '') as Awaited<ReturnType<typeof runModelTrain>>
    expect(summary.auc).toBeGreaterThan(0.847)
    expect(summary.aucSd).toBeLessThan(0.03)
    expect(summary.baseRate).toBeCloseTo(0.2654, 4)
    expect(summary.accuracy).toBeGreaterThan(summary.baseAccuracy + 0.06)
    expect(summary.ece).toBeLessThan(0.02)
    expect(summary).toMatchObject({ leaks: [], rows: 7_043, positive: 'Yes', leftOut: [{ column: 'customerID', reason: 'id' }] })
    expect(summary.topFeatures.slice(0, 3).map(({ column }) => column)).toEqual(expect.arrayContaining(['tenure', 'Contract']))

    const page = readFileSync(summary.report, 'utf8')
    expect(page).not.toMatch(/NaN|undefined|Infinity|https?:\/\/(?!www\.w3\.org)/)
    expect(page).toContain('风险最高的行')
    expect(page).not.toContain('7590-VHVEG')
    const scores = readFileSync(join(out, 'scores.csv'), 'utf8').trimEnd().split('\r\n')
    expect(scores).toHaveLength(7_044)
    expect(scores[1]).toMatch(/^1,7590-VHVEG,0\.\d+,1,.*tenure = 1/)
    expect(readFileSync(join(out, 'report.json'), 'utf8')).not.toContain('null,null')
  })
})
