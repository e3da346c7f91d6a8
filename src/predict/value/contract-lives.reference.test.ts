import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fitSbg } from '#numerics/purchase/shifted-beta-geometric.ts'
import { kaplanMeier } from '#numerics/survival/kaplan-meier.ts'
import { referenceFile } from '../../../tests/support/reference-data.ts'
import { cohortsOf, type ContractLives } from './contract-lives.ts'

/** Rows of a plain CSV by their heading. */
function rowsOf(name: Parameters<typeof referenceFile>[0]): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(referenceFile(name), 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])))
}

// Fader & Hardie 2007, table 1 and section 3: the years that each of 1,000 customers stayed, out of eight.
test.each<readonly [string, number, number, number]>([
  ['regular', 0.704, 1.182, -1680.27],
  ['highend', 0.668, 3.806, -1611.16],
])('the %s customers of the paper, taken as contracts, give its parameters and likelihood', (cohort, alpha, beta, logLikelihood) => {
  const lives = rowsOf('sbgCohorts')
    .filter((row) => row['cohorts'] === cohort)
    .map((row): ContractLives => {
      const years = Number(row['recency'])
      return { period: 'year', chances: Number(row['T']) - 1, endedAt: years < Number(row['T']) ? years : 0, contracts: 1 }
    })
  expect(lives).toHaveLength(1_000)
  const model = fitSbg(cohortsOf(lives))
  expect([model.alpha.toFixed(3), model.beta.toFixed(3), model.logLikelihood.toFixed(2)]).toEqual(
    [alpha, beta, logLikelihood].map((each, i) => each.toFixed(i === 2 ? 2 : 3)),
  )
})

// IBM Telco: months of 7,043 customers, of whom 1,869 left. Computed by an independent product-limit estimate in Python.
test('the survival of Telco customers, all of them and those who pay by the month', () => {
  const rows = rowsOf('telco')
  const curve = (some: readonly Record<string, string>[]) =>
    kaplanMeier(
      some.map((row) => ({
        duration: Number(row['tenure']),
        ended: row['Churn'] === 'Yes' ? 1 : 0,
        censored: row['Churn'] === 'Yes' ? 0 : 1,
      })),
    )
  const at = (points: ReturnType<typeof kaplanMeier>, month: number) => points.findLast(({ time }) => time <= month)?.survival
  const all = curve(rows)
  expect([1, 12, 24, 72].map((month) => at(all, month)?.toFixed(6))).toEqual(['0.945961', '0.843200', '0.788736', '0.592790'])
  const monthly = curve(rows.filter((row) => row['Contract'] === 'Month-to-month'))
  expect([12, 72].map((month) => at(monthly, month)?.toFixed(6))).toEqual(['0.703097', '0.128952'])
})
