// npm run bench -- clusters [--json] [--rows 500000] [--small 20000] [--runs 5] [--clusters 6]: k-means of simulated customers (eight columns,
// standardised, clusters that overlap) beside scikit-learn's KMeans: the same table, number of clusters, k-means++ and ten starts, two threads
// each, from the table in memory to the labels, in a large table and a small one. `ratio` is our time by its time, `inertiaRatio` our inertia by
// the tightest of its runs, `stability` the least share that keeps its cluster when rows are shuffled and other numbers drawn: rows of the tables
// above, and customers of a simulated shop by the name that the product gives their cluster, with nothing remembered of the run before.
// The last line is one JSON object.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '#kernel/rng.ts'
import { fitKMeans, nearestCentre, type Clustering } from '#numerics/cluster/k-means.ts'
import { standardiseTable } from '#numerics/cluster/k-means-count.ts'
import type { FeatureTable } from '#numerics/table/feature-table.ts'
import { clusterCustomers } from '#segment/clusters/cluster-customers.ts'
import { CLUSTER_TRAITS, type ClusterTable, type ClusterTrait } from '#segment/clusters/cluster-features.ts'
import { namesOf } from '#segment/clusters/cluster-names.ts'
import { compare, ourProgram, peakMb, peerProgram } from '../compare.ts'

const COLUMNS = 8
const STARTS = 10
const MOST = { ratio: 1, inertiaRatio: 1.01 }
const LEAST_STABILITY = 0.99

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '500000' },
    small: { type: 'string', default: '20000' },
    runs: { type: 'string', default: '5' },
    clusters: { type: 'string', default: '6' },
    run: { type: 'string' },
  },
})
const k = Number(flags.clusters)

if (flags.run !== undefined) await contest(flags.run, Number(flags.rows))
else await bench()

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-clusters-'))
  try {
    const large = await contestOf(folder, Number(flags.rows))
    const small = await contestOf(folder, Number(flags.small))
    const { ratio, inertiaRatio } = large
    const names = stabilityOfNames(Number(flags.small))
    const stability = Math.min(large.stability, small.stability, names)
    const passed =
      stability >= LEAST_STABILITY && [large, small].every((one) => one.ratio <= MOST.ratio && one.inertiaRatio <= MOST.inertiaRatio)
    console.log(JSON.stringify({ ratio, inertiaRatio, stability, clusters: k, starts: STARTS, names, large, small, passed }))
    if (!passed) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function contestOf(folder: string, rows: number) {
  const file = join(folder, `${rows}.bin`)
  const table = simulateTable(rows)
  await writeFile(file, Buffer.concat(table.columns.map((column) => new Uint8Array(column.buffer))))
  const inertias: number[] = []
  const result = await compare(
    {
      name: 'Liuke',
      command: ourProgram(fileURLToPath(import.meta.url), '--run', file, '--rows', String(rows), '--clusters', flags.clusters),
    },
    [{ name: 'scikit-learn', command: peerProgram('kmeans_sklearn.py', file, String(rows), String(COLUMNS), String(k), String(STARTS)) }],
    {
      runs: Number(flags.runs),
      onRun: (name, { seconds, rssMb, quality }) => {
        if (name !== 'Liuke') inertias.push(quality['inertia'] as number)
        if (!flags.json) console.log(`${rows} ${name}: ${seconds.toFixed(3)} s, ${rssMb.toFixed(0)} MB, ${JSON.stringify(quality)}`)
      },
    },
  )
  const inertiaRatio = (result.ours.quality['inertia'] as number) / Math.min(...inertias)
  return { rows, ...result, inertiaRatio, stability: stabilityOf(table) }
}

/** Seven kinds of customers of unequal number, drawn from eight partly correlated normal columns, standardised. */
function simulateTable(rowCount: number): FeatureTable {
  const rng = new Rng('bench-clusters')
  const kinds = Array.from({ length: 7 }, () => Array.from({ length: COLUMNS }, () => 1.2 * rng.normal()))
  const shares = [0.3, 0.2, 0.15, 0.12, 0.1, 0.08, 0.05]
  const columns = Array.from({ length: COLUMNS }, () => new Float64Array(rowCount))
  for (let i = 0; i < rowCount; i += 1) {
    const kind = kinds[rng.weighted(shares)] as number[]
    const common = rng.normal()
    columns.forEach((column, j) => {
      column[i] = (kind[j] as number) + (j % 2 === 0 ? 0.5 : -0.5) * common + 0.8 * rng.normal()
    })
  }
  return standardiseTable({ names: columns.map((_, j) => `f${j}`), rowCount, columns })
}

/** A clustering as the product would make it: two threads, numbers drawn by the seed. */
function clusteringOf(table: FeatureTable, seed: string): Clustering {
  const rng = new Rng(seed)
  return fitKMeans(table, k, { random: () => rng.next(), starts: STARTS, threads: 2 })
}

async function contest(file: string, rowCount: number): Promise<void> {
  const bytes = await readFile(file)
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, rowCount * COLUMNS)
  const columns = Array.from({ length: COLUMNS }, (_, j) => all.slice(j * rowCount, (j + 1) * rowCount))
  const started = performance.now()
  const { inertia, iterations } = clusteringOf({ names: columns.map((_, j) => `f${j}`), rowCount, columns }, file)
  const seconds = (performance.now() - started) / 1000
  console.log(JSON.stringify({ seconds, rssMb: peakMb(), quality: { inertia, iterations } }))
}

/** The share of rows in the same cluster after shuffling; clusters are the same whose centres are nearest. */
function stabilityOf(table: FeatureTable): number {
  const order = new Rng('shuffled').shuffle(Array.from({ length: table.rowCount }, (_, i) => i))
  const shuffled = { ...table, columns: table.columns.map((column) => Float64Array.from(order, (i) => column[i] as number)) }
  const [before, after] = [clusteringOf(table, 'before'), clusteringOf(shuffled, 'after')]
  const sameAs = before.centres.map((centre) => nearestCentre(after, centre))
  const kept = order.filter((i, at) => sameAs[before.labels[i] as number] === after.labels[at]).length
  return kept / table.rowCount
}

/** The share of customers whose cluster has the same name after shuffling. Kinds of customers are less apart than the product's tests have them. */
function stabilityOfNames(count: number): number {
  const rng = new Rng('bench-cluster-names')
  const people = Array.from({ length: count }, () => simulateCustomer(rng))
  const order = new Rng('shuffled').shuffle(people.map((_, i) => i))
  const namesIn = (rows: readonly Customer[], seed: string): string[] => {
    const columns = CLUSTER_TRAITS.map((trait) => [trait, Float64Array.from(rows, (row) => row[trait])])
    const { found, labels } = clusterCustomers(Object.fromEntries(columns) as ClusterTable, { seed, before: null, threads: 2 })
    const names = namesOf(found.clusters)
    return Array.from(labels, (label) => names[label]?.zh ?? '')
  }
  const before = namesIn(people, 'before')
  const after = namesIn(
    order.map((i) => people[i] as Customer),
    'after',
  )
  return order.filter((i, at) => before[i] === after[at]).length / count
}

type Customer = Readonly<Record<ClusterTrait, number>>

/** Orders of a customer whose rate, basket and time of leaving are drawn, looked at after up to three years. */
function simulateCustomer(rng: Rng): Customer {
  const tenure = rng.uniform(5, 1000)
  const isRegular = rng.chance(0.35)
  const gap = Math.exp((isRegular ? 2.8 : 4.6) + 0.5 * rng.normal())
  const basket = Math.exp((rng.chance(0.3) ? 6.2 : 4) + 0.5 * rng.normal())
  const stays = rng.exponential(isRegular ? 900 : 250)
  const days = [0]
  for (let day = rng.exponential(gap); day < Math.min(tenure, stays); day += rng.exponential(gap)) days.push(day)
  const recent = days.filter((day) => tenure - day <= 365).length
  const last = days.at(-1) as number
  return {
    recency: tenure - last,
    orders: recent,
    spend: recent * basket,
    averageOrder: basket,
    gap: days.length > 1 ? last / (days.length - 1) : Number.NaN,
    activeDays: stays > tenure ? Math.floor(rng.exponential(isRegular ? 14 : 3)) : 0,
    returnedShare: rng.chance(0.1) ? rng.next() * 0.5 : 0,
    categories: 1 + Math.min(7, Math.floor(rng.exponential(Math.log(days.length + 1)))),
    tenure,
    lifetimeOrders: days.length,
  }
}
