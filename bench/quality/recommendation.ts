// npm run bench -- recommendation [--json] [--no-peer]: lists of ten on Online Retail as of 2011-09-09, judged by the purchases of the next 30 days, on
// everything that was bought and on what was new to the customer; beside every recommender of implicit on the same split (bench/peers), each with
// its settings chosen on the judged days themselves. Then how long one customer's list takes to read. The last line is one JSON object.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { NO_EXCLUSIONS } from '#predict/recommend/recommend-exclusions.ts'
import { factsBefore, productsBought, type RecommendFacts } from '#predict/recommend/recommend-facts.ts'
import { judgeRecommender, trainRecommender, type RecommendTraining } from '#predict/recommend/train-recommender.ts'
import { RecommendCatalogue } from '#store/analytical/queries/recommend-catalogue.ts'
import { readCustomerRecommendations } from '#store/analytical/queries/recommend-customer.ts'
import { createRecommendStore } from '#store/analytical/recommend-store.ts'
import { missingReferenceData } from '../../tests/support/reference-data.ts'
import { withOnlineRetail } from './online-retail-store.ts'

const JUDGE_AT = new Date('2011-09-09T00:00:00Z')
const DAYS = 30
const REQUESTS = 400
const SEEDS = 5
/** The bar for one customer's list. */
const BAR_MS = 50

interface PeerQuality {
  readonly hitRate: number
  readonly ndcg: number
  readonly recall: number
  readonly coverage: number
}

interface PeerAnswer {
  readonly judged: number
  readonly models: readonly { readonly model: string; readonly new: PeerQuality; readonly all: PeerQuality }[]
}

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, 'no-peer': { type: 'boolean', default: false } },
})
const missing = missingReferenceData(['onlineRetail'])
if (missing !== undefined) {
  console.error(`bench recommendation: ${missing}`)
  process.exit(1)
}
const say = (text: string): void => {
  if (!flags.json) console.log(text)
}

const asOf = new Date(JUDGE_AT.getTime() + DAYS * DAY_MS)
const { facts, training, seconds, readMs } = await withOnlineRetail(async (client) => {
  const store = createRecommendStore(client)
  const read = await store.readFacts(asOf)
  say(`${read.customers.length} customers, ${read.products.length} products, ${read.purchases.time.length} purchases`)
  const started = performance.now()
  const rng = new Rng('bench-recommendation')
  const trained = trainRecommender({ facts: read, asOf: asOf.getTime(), exclusions: NO_EXCLUSIONS, judgeDays: DAYS }, () => rng.next())
  const took = (performance.now() - started) / 1000
  await store.writeRun(asOf, read, trained)
  const catalogue = new RecommendCatalogue(client)
  const times: number[] = []
  for (let k = 0; k < REQUESTS; k += 1) {
    const begun = performance.now()
    const customerId = rng.pick(read.customers)
    await readCustomerRecommendations(catalogue, { customerId, limit: 10, currency: 'GBP', now: asOf, exclusions: NO_EXCLUSIONS })
    times.push(performance.now() - begun)
  }
  return { facts: read, training: trained, seconds: took, readMs: times.sort((a, b) => a - b) }
})

const evaluation = required(training.evaluation)
for (const [name, methods] of [['everything bought', evaluation.all] as const, ['new to the customer', evaluation.onlyNew] as const]) {
  say(`\n${name}, ${evaluation.customers} customers`)
  for (const { method, ndcg, hitRate, recall, coverage, novelty } of methods) {
    say(
      `${method.padEnd(14)} nDCG@10 ${ndcg.toFixed(4)}  hit rate ${hitRate.toFixed(3)}  recall ${recall.toFixed(4)}  coverage ${coverage.toFixed(3)}  novelty ${novelty.toFixed(2)}`,
    )
  }
}
const seeds = Array.from({ length: SEEDS }, (_, seed) => {
  const rng = new Rng(`bench-recommendation/${seed}`)
  const again = required(judgeRecommender({ facts, asOf: asOf.getTime(), judgeDays: DAYS }, () => rng.next()).evaluation)
  return { all: blendOf(again.all).ndcg, new: blendOf(again.onlyNew).ndcg }
})
const overSeeds = { all: spread(seeds.map((each) => each.all)), new: spread(seeds.map((each) => each.new)), seeds: SEEDS }
say(`\nblend over ${SEEDS} seeds: ${JSON.stringify(overSeeds)}`)
const peer = flags['no-peer'] ? null : await runPeer(facts)
const ours = { all: blendOf(evaluation.all), new: blendOf(evaluation.onlyNew) }
const best = peer === null ? null : { all: bestPeer(peer, 'all'), new: bestPeer(peer, 'new') }
if (best !== null) say(`\nbest peers: everything ${JSON.stringify(best.all)}, new ${JSON.stringify(best.new)}`)
const p95Ms = required(readMs[Math.floor(REQUESTS * 0.95)])
const isBetter = best === null || (overSeeds.all.mean >= best.all.ndcg && overSeeds.new.mean >= best.new.ndcg)
const result = {
  asOf: JUDGE_AT.toISOString(),
  days: DAYS,
  customers: evaluation.customers,
  ours,
  ndcgOverSeeds: overSeeds,
  popular: { all: methodOf(evaluation.all, 'popular'), new: methodOf(evaluation.onlyNew, 'popular') },
  ...(best === null ? {} : { peer: best }),
  weights: training.weights,
  trainSeconds: seconds,
  read: { requests: REQUESTS, p50Ms: required(readMs[REQUESTS >> 1]), p95Ms, barMs: BAR_MS },
  passed: isBetter && p95Ms < BAR_MS,
}
console.log(JSON.stringify(result))
if (!result.passed) process.exitCode = 1

function methodOf(
  methods: NonNullable<RecommendTraining['evaluation']>['all'],
  method: string,
): PeerQuality & { readonly novelty: number } {
  const { hitRate, ndcg, recall, coverage, novelty } = required(methods.find((each) => each.method === method))
  return { hitRate, ndcg, recall, coverage, novelty }
}

function blendOf(methods: NonNullable<RecommendTraining['evaluation']>['all']): PeerQuality & { readonly novelty: number } {
  return methodOf(methods, 'blend')
}

function bestPeer(answer: PeerAnswer, task: 'all' | 'new'): PeerQuality & { readonly model: string } {
  const model = required(answer.models.toSorted((a, b) => b[task].ndcg - a[task].ndcg)[0])
  return { model: model.model, ...model[task] }
}

async function runPeer(known: RecommendFacts): Promise<PeerAnswer> {
  const peers = fileURLToPath(new URL('../peers/', import.meta.url))
  execFileSync(join(peers, 'setup.sh'), { stdio: ['ignore', 'ignore', 'inherit'] })
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-recommendation-'))
  try {
    const file = join(folder, 'purchases.bin')
    await writeFile(file, purchasesFile(known))
    const args = ['-W', 'ignore', join(peers, 'recommend_lists.py'), file]
    return JSON.parse(
      execFileSync(join(peers, '.venv/bin/python'), args, { encoding: 'utf8', env: { ...process.env, OPENBLAS_NUM_THREADS: '1' } }),
    ) as PeerAnswer
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Customers, products, entries before and after; customer, product and count of each entry before; customer and product of each after. */
function purchasesFile(known: RecommendFacts): Uint8Array {
  const { purchases } = factsBefore(known, JUDGE_AT.getTime())
  const size = known.products.length
  const counts = new Map<number, number>()
  for (const [k, product] of purchases.product.entries()) {
    const pair = (purchases.customer[k] as number) * size + product
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  const pairs = [...counts.keys()]
  const later = productsBought(known, JUDGE_AT.getTime(), asOf.getTime())
  const laterCustomers = later.flatMap((products, customer) => products.map(() => customer))
  const words = [known.customers.length, size, pairs.length, laterCustomers.length]
  for (const pair of pairs) words.push(Math.floor(pair / size))
  for (const pair of pairs) words.push(pair % size)
  for (const count of counts.values()) words.push(count)
  words.push(...laterCustomers, ...later.flat())
  return new Uint8Array(Int32Array.from(words).buffer)
}

function spread(values: readonly number[]): { mean: number; min: number; max: number } {
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, min: Math.min(...values), max: Math.max(...values) }
}

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The back-test gave no result.')
  return value
}
