// npm run bench -- contract-churn [--json] [--no-peer] [--customers 4000]: churn of a simulated telecom, SaaS and finance company, from their files of contracts, measures and tickets by the
// product's own import and SQL, and of the companies of a business that sells to companies (--companies 1500); the same rows go to XGBoost and scikit-learn (bench/peers). The last line is
// one JSON object.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { churnDefinition, snapshotTimes } from '#predict/churn/definition/churn-definition.ts'
import { CHURN_FEATURES } from '#predict/churn/features/churn-features.ts'
import { labelsOf } from '#predict/churn/train/churn-estimator.ts'
import { churnRules, rulesMargin } from '#predict/churn/train/churn-rules.ts'
import { trainChurn, type ChurnSnapshot } from '#predict/churn/train/train-churn.ts'
import type { ContractBusiness } from '#simulate/contract-kinds.ts'
import { contractShop } from '#simulate/contract-shop.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { openIntakeWorld, type IntakeWorld } from '../../tests/journey/intake-world.ts'
import { emptyShop, openEngines } from '../../tests/support/data-folder.ts'
import { measureAccounts } from './account-churn.ts'
import { churnPeer } from './churn-peer.ts'

const UNTIL = new Date('2026-06-01T00:00:00Z')
const MONTHS = 30
/** The bar: this much below the better of the tuned and the like XGBoost at most. */
const TOLERANCE = 0.01
const HORIZONS: Readonly<Record<ContractBusiness, number>> = { telecom: 60, saas: 60, finance: 90 }

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'no-peer': { type: 'boolean', default: false },
    customers: { type: 'string', default: '4000' },
    companies: { type: 'string', default: '1500' },
    only: { type: 'string' },
  },
})
const customers = Number(flags.customers)
if (!Number.isInteger(customers) || customers < 500) throw new Error('--customers is a whole number from 500.')
const companies = Number(flags.companies)
if (!Number.isInteger(companies) || companies < 500) throw new Error('--companies is a whole number from 500.')
const say = (text: string): void => {
  if (!flags.json) console.log(text)
}

async function take(world: IntakeWorld, folder: string, kind: ImportKind, rows: readonly (readonly string[])[]): Promise<void> {
  const file = join(folder, `${kind}.csv`)
  await writeFile(file, rows.map((row) => row.join(',')).join('\n'))
  const { quarantined } = await world.imports.importFile({ file, kind })
  if (quarantined > 0) throw new Error(`${quarantined} rows of ${kind} were refused.`)
}

async function measure(business: ContractBusiness, world: IntakeWorld, folder: string) {
  const shop = contractShop({ business, customers, seed: 'bench-contract-churn', until: UNTIL, months: MONTHS })
  await take(world, folder, 'subscriptions', shop.subscriptions)
  await take(world, folder, 'measures', shop.measures)
  await take(world, folder, 'tickets', shop.tickets)
  const store = createChurnStore(world.engines.clickhouse, { timeZone: 'Asia/Shanghai', currency: 'CNY' })
  const definition = churnDefinition({ kind: 'contract', horizonDays: HORIZONS[business] })
  const measures = await store.measures(UNTIL)
  const times = snapshotTimes(definition, UNTIL, (await store.contractSpan())?.first ?? UNTIL)
  const snapshots: ChurnSnapshot[] = []
  for (const asOf of times) snapshots.push({ asOf, rows: await store.features(asOf, definition, true, 1, measures) })
  const rng = new Rng(`bench-contract-churn/${business}`)
  const training = trainChurn({ definition, snapshots, random: () => rng.next() })
  const judge = snapshots.at(-1)
  const { quality } = training
  if (quality === null || judge === undefined) throw new Error(`The back-test of ${business} gave no result.`)
  const labels = labelsOf(judge.rows)
  const rule = churnRules(definition.horizonDays, true)
  const trees = training.candidates
    .filter(({ candidate }) => candidate.rung === 'trees')
    .reduce((held, each) => (each.logLoss < held.logLoss ? each : held)).candidate
  // What ended before the newest snapshot began is all that our own model learns from: the peers get no more.
  const earlier = snapshots.filter(({ asOf }) => asOf.getTime() + definition.horizonDays * 86_400_000 <= judge.asOf.getTime())
  const used = CHURN_FEATURES.flatMap((feature, position) =>
    feature.group !== 'season' && judge.rows.some(({ values }) => !Number.isNaN(values[position] ?? Number.NaN)) ? [position] : [],
  )
  const peer = flags['no-peer'] ? null : await churnPeer([...earlier, judge], used, trees)
  const result = {
    auc: quality.auc,
    rung: training.rung,
    rulesAuc: areaUnderCurve(
      judge.rows.map((row) => rulesMargin(rule, row).margin),
      labels,
    ),
    ece: quality.ece,
    baseRate: quality.baseRate,
    customers: quality.customers,
    churners: quality.churners,
    measures: measures.map(({ name }) => name),
    importance: training.importance.slice(0, 5).map(({ feature }) => feature),
    stopped: training.leakTest.stopped.map(({ feature }) => feature),
    ...(peer === null ? {} : { peerAuc: Math.max(peer.tuned, peer.same ?? 0), peer }),
    passed: quality.auc > 0.7 && (peer === null || quality.auc >= Math.max(peer.tuned, peer.same ?? 0) - TOLERANCE),
  }
  say(
    `${business}: AUC ${result.auc.toFixed(4)} (${result.rung}), rule ${result.rulesAuc.toFixed(4)}${peer === null ? '' : `, XGBoost ${result.peerAuc?.toFixed(4)}`}`,
  )
  return result
}

const engines = await openEngines()
const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-contracts-'))
let accounts: Awaited<ReturnType<typeof measureAccounts>> | null = null
const businesses: Partial<Record<ContractBusiness, Awaited<ReturnType<typeof measure>>>> = {}
try {
  for (const business of (['telecom', 'saas', 'finance'] as const).filter((one) => flags.only === undefined || flags.only === one)) {
    await emptyShop(engines.engines)
    businesses[business] = await measure(business, await openIntakeWorld({ clock: new ManualClock(UNTIL), open: engines }), folder)
  }
  if (flags.only === undefined || flags.only === 'accounts') {
    await emptyShop(engines.engines)
    accounts = await measureAccounts({
      world: await openIntakeWorld({ clock: new ManualClock(UNTIL), open: engines }),
      folder,
      companies,
      until: UNTIL,
      withPeer: !flags['no-peer'],
    })
    say(
      `accounts: AUC ${accounts.auc.toFixed(4)}, rule ${accounts.ruleAuc.toFixed(4)}${accounts.peer === null ? '' : `, XGBoost ${accounts.peer.tuned.toFixed(4)}`}`,
    )
  }
} finally {
  await engines.stop()
  await rm(folder, { recursive: true, force: true })
}
const passed = Object.values(businesses).every((one) => one.passed) && accounts?.passed !== false
console.log(JSON.stringify({ ...businesses, ...(accounts === null ? {} : { accounts }), passed }))
if (!passed) process.exitCode = 1
