// npm run bench -- recommend [--json] [--interactions 1000000] [--runs 3]: ALS (64 factors, 15 rounds) and item-item neighbours (cosine) on
// simulated interactions against implicit, both with two threads; nDCG@10 on later interactions of the same customers. The last line is one JSON
// object: the comparison of ALS, with that of item-item as `itemItem`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '#kernel/rng.ts'
import { factorScore, fitImplicitAls } from '#numerics/recommend/implicit-als.ts'
import { interactionMatrix } from '#numerics/recommend/interaction-matrix.ts'
import { addNeighbourScores, itemNeighbours } from '#numerics/recommend/item-neighbours.ts'
import { rankingQuality } from '#numerics/recommend/ranking-quality.ts'
import { TopScores } from '#numerics/recommend/top-scores.ts'
import { compare, ourProgram, peakMb, peerProgram, type Comparison } from '../compare.ts'

const CUSTOMERS = 60_000
const PRODUCTS = 10_000
const GENRES = 40
const JUDGED = 4_000
const THREADS = 2
const FACTORS = 64
const ITERATIONS = 15
const ALPHA = 19
/** The peer's 20 neighbours of a product begin with the product itself. */
const NEIGHBOURS = 19
/** The bar: at most this times the peer's time, and quality below the peer's by no more than another seed changes. */
const BAR = 1.5
const SEED_NOISE = 0.002

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    interactions: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    run: { type: 'string' },
    task: { type: 'string', default: 'als' },
  },
})

if (flags.run !== undefined) await contest(flags.run, flags.task)
else await bench()

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-recommend-'))
  try {
    const file = join(folder, 'interactions.bin')
    await writeFile(file, simulateInteractions(Number(flags.interactions)))
    const als = await race(file, 'als')
    const itemItem = await race(file, 'item')
    const passed = [als, itemItem].every(isPassed)
    console.log(JSON.stringify({ ...als, itemItem, bar: BAR, passed }))
    if (!passed) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function race(file: string, task: string): Promise<Comparison> {
  return compare(
    { name: `Liuke ${task}`, command: ourProgram(fileURLToPath(import.meta.url), '--run', file, '--task', task) },
    [{ name: `implicit ${task}`, command: peerProgram('recommend_implicit.py', file, task) }],
    {
      runs: Number(flags.runs),
      onRun: (name, { seconds, rssMb, quality }) => {
        if (!flags.json) console.log(`${name}: ${seconds.toFixed(2)} s, ${rssMb.toFixed(0)} MB, ${JSON.stringify(quality)}`)
      },
    },
  )
}

function isPassed({ ratio, ours, peer }: Comparison): boolean {
  return ratio <= BAR && (ours.quality['ndcg10'] ?? 0) >= (peer.quality['ndcg10'] ?? 1) - SEED_NOISE
}

async function contest(file: string, task: string): Promise<void> {
  const bytes = await readFile(file)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2)
  const [customers = 0, products = 0, size = 0] = words
  const rows = words.slice(3, 3 + size)
  const columns = words.slice(3 + size, 3 + 2 * size)
  const later = words.slice(3 + 2 * size)
  const matrix = interactionMatrix(customers, products, { rows, columns })
  matrix.values.fill(1)
  const scores = new Float64Array(products)
  let scoreOf: (customer: number) => void
  const started = performance.now()
  if (task === 'als') {
    const rng = new Rng('als')
    const model = fitImplicitAls(matrix, {
      factors: FACTORS,
      iterations: ITERATIONS,
      alpha: ALPHA,
      threads: THREADS,
      random: () => rng.next(),
    })
    scoreOf = (customer) => {
      for (let product = 0; product < products; product += 1) scores[product] = factorScore(model, customer, product)
    }
  } else {
    const model = itemNeighbours(matrix, { neighbours: NEIGHBOURS, similarity: 'cosine', threads: THREADS })
    scoreOf = (customer) => {
      const history = matrix.indices.subarray(matrix.offsets[customer], matrix.offsets[customer + 1])
      scores.fill(0)
      addNeighbourScores(model, { columns: history, strengths: new Float64Array(history.length).fill(1) }, scores)
    }
  }
  const seconds = (performance.now() - started) / 1000
  const top = new TopScores(10)
  const ids = new Int32Array(10)
  const kept = new Float64Array(10)
  const lists: number[][] = []
  const taken: number[][] = []
  for (let customer = 0; customer < JUDGED; customer += 1) {
    const known = new Set(matrix.indices.subarray(matrix.offsets[customer], matrix.offsets[customer + 1]))
    scoreOf(customer)
    for (let product = 0; product < products; product += 1) if (!known.has(product)) top.offer(product, scores[product] as number)
    const count = top.write(ids, kept, 0)
    lists.push([...ids.subarray(0, count)])
    taken.push([...later.subarray(2 * customer, 2 * customer + 2)])
  }
  const quality = rankingQuality(lists, taken, { length: 10, popularity: new Float64Array(products), customers })
  console.log(JSON.stringify({ seconds, rssMb: peakMb(), quality: { ndcg10: quality.ndcg, hitRate10: quality.hitRate } }))
}

/**
 * Customers, products, number of interactions; customer of each, product of each; then two later products of each customer. Activity and popularity
 * follow power laws; a customer has three genres they mostly choose from. No customer has a product twice.
 */
function simulateInteractions(count: number): Buffer {
  const rng = new Rng('bench-recommend')
  const genreOf = Array.from({ length: PRODUCTS }, () => rng.int(GENRES))
  const byGenre = Array.from({ length: GENRES }, (_, genre) => drawer(rng, (product) => genreOf[product] === genre))
  const byAll = drawer(rng, () => true)
  const tastes = Array.from({ length: CUSTOMERS }, () => [rng.int(GENRES), rng.int(GENRES), rng.int(GENRES)])
  const activity = Array.from({ length: CUSTOMERS }, () => (1 - rng.next()) ** -0.6)
  const total = activity.reduce((sum, each) => sum + each, 0)
  const rows: number[] = []
  const columns: number[] = []
  const later: number[] = []
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    const target = Math.min(600, 2 + Math.max(1, Math.round(((activity[customer] as number) / total) * (count + 1))))
    const had = new Set<number>()
    for (let tries = 0; had.size < target && tries < 20 * target; tries += 1) {
      had.add(rng.chance(0.2) ? byAll() : (byGenre[rng.pick(tastes[customer] as number[])] as () => number)())
    }
    const list = rng.shuffle([...had])
    later.push(...list.slice(0, 2))
    for (const product of list.slice(2)) {
      rows.push(customer)
      columns.push(product)
    }
  }
  const words = [Int32Array.of(CUSTOMERS, PRODUCTS, rows.length), Int32Array.from(rows), Int32Array.from(columns), Int32Array.from(later)]
  return Buffer.concat(words.map(({ buffer }) => new Uint8Array(buffer)))
}

/** Draws products that pass, by popularity 1 / (20 + rank). */
function drawer(rng: Rng, passes: (product: number) => boolean): () => number {
  const products: number[] = []
  const cumulative: number[] = []
  let total = 0
  for (let product = 0; product < PRODUCTS; product += 1) {
    if (!passes(product)) continue
    total += 1 / (product + 20)
    products.push(product)
    cumulative.push(total)
  }
  return () => {
    const at = rng.next() * total
    let low = 0
    let high = products.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cumulative[middle] as number) < at) low = middle + 1
      else high = middle
    }
    return products[low] as number
  }
}
