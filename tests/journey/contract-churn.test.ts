import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { churnDefinition, snapshotTimes } from '#predict/churn/definition/churn-definition.ts'
import { readDefinitionCheck } from '#predict/churn/definition/check-definition.ts'
import { scoreChurn } from '#predict/churn/score/churn-model.ts'
import { storedScore } from '#predict/churn/score/stored-score.ts'
import { churnFeature, type ChurnFeatureRow } from '#predict/churn/features/churn-features.ts'
import { labelsOf } from '#predict/churn/train/churn-estimator.ts'
import { churnRules, rulesMargin } from '#predict/churn/train/churn-rules.ts'
import { trainChurn } from '#predict/churn/train/train-churn.ts'
import { contractReport } from '#predict/value/contract-lives.ts'
import type { ContractBusiness } from '#simulate/contract-kinds.ts'
import { contractShop } from '#simulate/contract-shop.ts'
import { readContractFacts } from '#store/analytical/queries/contract-lives.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { emptyShop, type OpenEngines, openEngines } from '../support/data-folder.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from './intake-world.ts'

// Churn of contracts on the real engines, from files as a telecom, SaaS and finance company would export them, beside what the simulation knows.

const UNTIL = new Date('2026-06-01T00:00:00Z')
let open: OpenEngines
let world: IntakeWorld

beforeAll(async () => {
  open = await openEngines()
})
afterAll(async () => {
  await open?.stop()
})
beforeEach(async () => {
  await emptyShop(open.engines)
  world = await openIntakeWorld({ clock: new ManualClock(UNTIL), open })
})

async function take(kind: ImportKind, rows: readonly (readonly string[])[]) {
  const file = join(newDataDir(), `${kind}.csv`)
  writeFileSync(file, rows.map((row) => row.join(',')).join('\n'))
  const preview = await world.imports.previewImport({ file })
  return { guessed: preview.kind, ...(await world.imports.importFile({ file, kind })) }
}
const store = () => createChurnStore(world.engines.clickhouse, { timeZone: 'Asia/Shanghai', currency: 'CNY' })

describe.each<[ContractBusiness, number]>([
  ['telecom', 60],
  ['saas', 60],
  ['finance', 90],
])('%s', (business, horizonDays) => {
  it('learns who leaves from contracts, measures and tickets, far better than chance and than a rule', async () => {
    const shop = contractShop({ business, customers: 900, seed: 'contract-churn', until: UNTIL, months: 30 })
    const imported = await take('subscriptions', shop.subscriptions)
    expect(imported).toMatchObject({ guessed: 'subscriptions', quarantined: 0, customers: 900 })
    // The curve of survival is that of the file itself, and monthly customers who stayed long renew more surely.
    const draws = new Rng('report')
    const report = contractReport(await readContractFacts(world.engines.clickhouse, UNTIL, 'CNY'), () => draws.next())
    expect(report.running + report.ended).toBe(900)
    expect(report.survival.every(({ low, share, high }) => low <= share && share <= high)).toBe(true)
    const monthly = report.periods.find(({ period }) => period === 'month')?.forecast
    expect(monthly?.byTenure.at(-1)?.retention).toBeGreaterThan(monthly?.byTenure[0]?.retention ?? 1)
    expect(monthly?.byTenure[0]?.retention).toBeGreaterThan(0.9)

    expect((await take('measures', shop.measures)).quarantined).toBe(0)
    expect((await take('tickets', shop.tickets)).quarantined).toBe(0)

    const definition = churnDefinition({ kind: 'contract', horizonDays })
    const check = await readDefinitionCheck(store(), definition, UNTIL)
    expect(check.gates.filter(({ passed }) => !passed)).toEqual([])
    const measures = await store().measures(UNTIL)
    expect(measures.length).toBeGreaterThanOrEqual(3)

    const span = await store().contractSpan()
    const times = snapshotTimes(definition, UNTIL, span?.first ?? UNTIL)
    const snapshots = await Promise.all(
      times.map(async (asOf) => ({ asOf, rows: await store().features(asOf, definition, true, 1, measures) })),
    )
    // What the check counts is what a training reads.
    expect(check.snapshots.map(({ customers, churners }) => [customers, churners])).toEqual(
      snapshots.map(({ rows }) => [rows.length, rows.filter(({ label }) => label === 1).length]),
    )
    snapshots.push({ asOf: UNTIL, rows: await store().features(UNTIL, definition, false, 1, measures) })
    const rng = new Rng(business)
    const training = trainChurn({ definition, snapshots, random: () => rng.next() })
    // The rule of thumb, judged on the same later customers.
    const judged = snapshots.at(-2)?.rows ?? []
    const rule = churnRules(horizonDays, true)
    const ruleAuc = areaUnderCurve(
      judged.map((row) => rulesMargin(rule, row).margin),
      labelsOf(judged),
    )
    expect(training.quality?.auc).toBeGreaterThan(0.75)
    expect(training.quality?.auc).toBeGreaterThan(ruleAuc)
    expect(training.leakTest.stopped).toEqual([])
    const rows = snapshots.at(-1)?.rows ?? []
    const scored = scoreChurn({ ...training.model, measures }, rows).map((score, i) =>
      storedScore(score, rows[i] as ChurnFeatureRow, horizonDays, 'high', measures),
    )
    const riskiest = scored.toSorted((a, b) => b.probability - a.probability).slice(0, 100)
    const reasons = riskiest.flatMap((one) => one.reasons.map(({ text }) => text.en)).join('\n')
    expect(reasons).toContain(`“${measures[0]?.name}”`)
    expect(reasons).not.toMatch(/Measure \d/)
    expect(riskiest.every(({ value }) => Number.isFinite(value))).toBe(true)
    // The drivers of the simulation are what it reads: measures that fall, and when the contract is due.
    const groups = training.importance.slice(0, 8).map(({ feature }) => churnFeature(feature)?.group)
    expect(groups).toEqual(expect.arrayContaining(['contract', 'measures']))
  })
})
