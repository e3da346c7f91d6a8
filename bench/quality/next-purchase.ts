// npm run bench -- next-purchase [--json] [--no-peer]: Online Retail as of 2011-09-09. Who orders within 30 days, against XGBoost on the same features and snapshots; how often and for how
// much customers buy in the 91 days that the data go on, against lifetimes (BG/NBD, MBG/NBD, Gamma-Gamma) and the past rate. The last line is one JSON object.
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '#kernel/rng.ts'
import { CHURN_FEATURES, SHOP_FEATURE_COUNT } from '#predict/churn/features/churn-features.ts'
import { fitPurchaseModel } from '#predict/value/fit-value.ts'
import { ValueForecaster } from '#predict/value/forecast-value.ts'
import { nextOrder } from '#predict/value/next-order.ts'
import { PROPENSITY_DAYS } from '#predict/value/purchase-propensity.ts'
import { scoreValue, type ValuePrediction } from '#predict/value/score-value.ts'
import { trainValue, type LabelledFacts, type ValueTrainingInput } from '#predict/value/train-value.ts'
import { daysSilent, purchaseHistory, spendHistory, type ValueFacts } from '#predict/value/value-facts.ts'
import { valueOptions } from '#predict/value/value-model.ts'
import { rankCorrelation, valueQuality } from '#predict/value/value-quality.ts'
import { createValueStore } from '#store/analytical/value-store.ts'
import { missingReferenceData } from '../../tests/support/reference-data.ts'
import { withOnlineRetail } from './online-retail-store.ts'

const AS_OF = new Date('2011-09-09T00:00:00Z')
const KNOWN_AT = new Date('2011-12-10T00:00:00Z')
const DAYS_AHEAD = 91
const DAY_MS = 86_400_000
/** The bar: this much below the better peer at most. */
const TOLERANCE = 0.005

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, 'no-peer': { type: 'boolean', default: false } },
})
const missing = missingReferenceData(['onlineRetail'])
if (missing !== undefined) {
  console.error(`bench next-purchase: ${missing}`)
  process.exit(1)
}

type Snapshot = ValueTrainingInput['snapshots'][number]

const { ahead, snapshots } = await withOnlineRetail(async (client) => {
  const store = createValueStore(client, { currency: 'CNY' })
  const read = async (asOf: Date, days: number): Promise<LabelledFacts> => ({
    asOf,
    days,
    rows: await store.facts(asOf, { days, knownAt: KNOWN_AT }),
  })
  const taken: Snapshot[] = []
  for (const back of [120, 90, 60, 30, 0]) {
    const asOf = new Date(AS_OF.getTime() - back * DAY_MS)
    taken.push({ ...(await read(asOf, PROPENSITY_DAYS)), behaviour: await store.behaviour(asOf) })
  }
  return { ahead: await read(AS_OF, DAYS_AHEAD), snapshots: taken }
})

const rng = new Rng('bench-next-purchase')
const training = trainValue({
  options: valueOptions(),
  now: ahead.rows,
  backTest: ahead,
  snapshots,
  withSeason: false,
  random: () => rng.next(),
})
const { quality, propensity } = training
if (quality === null || propensity === null) throw new Error('The back-test gave no result.')

const purchases = fitPurchaseModel(ahead.rows)
const forecaster = new ValueForecaster(purchases, { days: DAYS_AHEAD, yearlyDiscount: 0, grossMargin: 1 }, () => rng.next())
const forecasts = ahead.rows.map((row) => forecaster.forecast(row))
const actualOrders = ahead.rows.map(({ later }) => later?.purchaseDays ?? 0)
const actualSpend = ahead.rows.map(({ later }) => (later === null ? 0 : later.spend - later.returned))
const ours = {
  orders: score(
    forecasts.map(({ orders }) => orders),
    actualOrders,
  ),
  spend: score(
    forecasts.map(({ value }) => value),
    actualSpend,
  ),
}
const tied = scoreTied()
const peer = flags['no-peer'] ? null : await runPeer()
const better = (of: 'orders' | 'spend'): { mae: number; spearman: number } => ({
  mae: Math.min(peer?.bg[of].mae ?? Number.POSITIVE_INFINITY, peer?.mbg[of].mae ?? Number.POSITIVE_INFINITY),
  spearman: Math.max(peer?.bg[of].spearman ?? -1, peer?.mbg[of].spearman ?? -1),
})
const checks = {
  auc: peer === null || propensity.auc >= peer.xgboost.auc - TOLERANCE,
  orders: ours.orders.mae <= better('orders').mae * (1 + TOLERANCE) && ours.orders.spearman >= better('orders').spearman - TOLERANCE,
  spend: ours.spend.mae <= better('spend').mae * (1 + TOLERANCE) && ours.spend.spearman >= better('spend').spearman - TOLERANCE,
  tied: tied.spend.mae <= ours.spend.mae * (1 + TOLERANCE) && tied.spend.spearman >= ours.spend.spearman - TOLERANCE,
  baseline: quality.error < quality.baselineError && quality.rankCorrelation > quality.baselineRankCorrelation,
}
const passed = Object.values(checks).every(Boolean)
console.log(
  JSON.stringify({
    auc: propensity.auc,
    ...(peer === null ? {} : { peerAuc: peer.xgboost.auc }),
    propensity: { ...propensity, reliability: undefined },
    orders: ours.orders,
    spend: ours.spend,
    pastRate: { mae: quality.baselineError, spearman: quality.baselineRankCorrelation, totalRatio: quality.baselineTotalRatio },
    coverage: quality.coverage,
    promised: quality.promised,
    nextOrder: nextOrderErrors(),
    tied,
    peer,
    checks,
    passed,
  }),
)
if (!passed) process.exitCode = 1

function score(predicted: readonly number[], actual: readonly number[]): { mae: number; spearman: number; totalRatio: number } {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  return {
    mae: sum(predicted.map((value, i) => Math.abs(value - (actual[i] as number)))) / actual.length,
    spearman: rankCorrelation(predicted, actual),
    totalRatio: sum(predicted) / sum(actual),
  }
}

/** As customers are shown it: the purchase model tied to the chance of an order, all learnt from what was known at AS_OF. */
function scoreTied() {
  const { model } = trainValue({
    options: { horizonMonths: 3, yearlyDiscount: 0, grossMargin: 1 },
    now: ahead.rows,
    backTest: null,
    snapshots: snapshots.slice(0, -1),
    withSeason: false,
    random: () => rng.next(),
  })
  const { predictions } = scoreValue(model, ahead.rows, snapshots.at(-1)?.behaviour ?? [], () => rng.next())
  const { coverage } = valueQuality(ahead.rows, predictions, ahead)
  return {
    method: model.propensity?.method,
    aliveWeight: model.aliveWeight,
    orders: score(
      predictions.map(({ orders }) => orders),
      actualOrders,
    ),
    spend: score(
      predictions.map(({ value }) => value),
      actualSpend,
    ),
    coverage,
    nextOrder: nextOrderErrors(predictions),
  }
}

/** Days by which the expected date is off, of customers with a rhythm (three purchase days or more) who came back, beside "last order plus the mean gap". */
function nextOrderErrors(predictions?: readonly ValuePrediction[]): {
  customers: number
  error: number
  baselineError: number
  inside: number
} {
  const errors = ahead.rows.flatMap((row, i) => {
    const after = row.later?.firstAfterDays
    const next = predictions === undefined ? nextOrder(purchases.purchase, row) : (predictions[i]?.nextOrder ?? null)
    if (row.purchaseDays < 3 || next === null || after === null || after === undefined) return []
    const plain = Math.max(0, row.meanGap - daysSilent(row))
    const isInside = after >= next.low && after <= (next.high ?? Number.POSITIVE_INFINITY)
    return [{ own: Math.abs(next.days - after), plain: Math.abs(plain - after), isInside }]
  })
  const mean = (of: (error: (typeof errors)[number]) => number): number => errors.reduce((sum, error) => sum + of(error), 0) / errors.length
  return {
    customers: errors.length,
    error: mean(({ own }) => own),
    baselineError: mean(({ plain }) => plain),
    inside: mean(({ isInside }) => (isInside ? 1 : 0)),
  }
}

interface PeerScores {
  readonly orders: ReturnType<typeof score>
  readonly spend: ReturnType<typeof score>
}

async function runPeer(): Promise<{ xgboost: { auc: number; logLoss: number }; bg: PeerScores; mbg: PeerScores }> {
  const peers = fileURLToPath(new URL('../peers/', import.meta.url))
  execFileSync(join(peers, 'setup.sh'), { stdio: ['ignore', 'ignore', 'inherit'] })
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-next-purchase-'))
  try {
    await writeFile(join(folder, 'train.csv'), featuresCsv(snapshots.slice(0, -1)))
    await writeFile(join(folder, 'test.csv'), featuresCsv(snapshots.slice(-1)))
    await writeFile(join(folder, 'histories.csv'), historiesCsv(ahead.rows))
    const answer = execFileSync(
      join(peers, '.venv/bin/python'),
      ['-W', 'ignore', join(peers, 'next_purchase_peers.py'), folder, String(DAYS_AHEAD)],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const { xgboost } = JSON.parse(answer.trimEnd().split('\n').at(-1) ?? '{}') as { xgboost: { auc: number; logLoss: number } }
    const scoresOf = async (name: string): Promise<PeerScores> => {
      const rows = (await readFile(join(folder, `${name}.csv`), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => line.split(',').map(Number))
      const kept = 1 - purchases.returnShare
      return {
        orders: score(
          rows.map(([orders = 0]) => orders),
          actualOrders,
        ),
        spend: score(
          rows.map(([, spend = 0]) => spend * kept),
          actualSpend,
        ),
      }
    }
    return { xgboost, bg: await scoresOf('bg'), mbg: await scoresOf('mbg') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function featuresCsv(some: readonly Snapshot[]): string {
  const used = CHURN_FEATURES.slice(0, SHOP_FEATURE_COUNT).flatMap((feature, position) => (feature.group === 'season' ? [] : [position]))
  const header = ['group', 'ordered', ...used.map((position) => CHURN_FEATURES[position]?.name)].join(',')
  const lines = some.flatMap(({ rows, behaviour }) => {
    const known = new Map(behaviour.map((row) => [row.customerId, row]))
    return rows.map((row) =>
      [
        Number(row.customerId.slice(-12)),
        (row.later?.purchaseDays ?? 0) > 0 ? 1 : 0,
        ...used.map((position) => {
          const value = known.get(row.customerId)?.values[position]
          return value === undefined || Number.isNaN(value) ? '' : value
        }),
      ].join(','),
    )
  })
  return [header, ...lines].join('\n')
}

function historiesCsv(rows: readonly ValueFacts[]): string {
  const lines = rows.map((row) => {
    const { repeats, recency, age } = purchaseHistory(row)
    return [repeats, recency, age, spendHistory(row).average, row.spend].join(',')
  })
  return ['repeats,recency,age,average,spend', ...lines].join('\n')
}
