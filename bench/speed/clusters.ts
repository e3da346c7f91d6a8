// npm run bench -- clusters [--json] [--rows 500000] [--small 20000] [--runs 5] [--clusters 6]: k-means of simulated customers (eight columns,
// standardised, clusters that overlap) beside scikit-learn's KMeans: the same table, number of clusters, k-means++ and ten starts, two threads
// each, from the table in memory to the labels, in a large table and a small one. `ratio` is our time by its time, `inertiaRatio` our inertia by
// the tightest of its runs, `stability` the share of rows that keep their cluster when the rows are shuffled and other numbers drawn.
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
    const stability = Math.min(large.stability, small.stability)
    const passed =
      stability >= LEAST_STABILITY && [large, small].every((one) => one.ratio <= MOST.ratio && one.inertiaRatio <= MOST.inertiaRatio)
    console.log(JSON.stringify({ ratio, inertiaRatio, stability, clusters: k, starts: STARTS, large, small, passed }))
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
