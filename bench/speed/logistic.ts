// npm run bench -- logistic [--json] [--rows 200000] [--columns 60] [--runs 3]: logistic regression on simulated, partly correlated columns of very
// different spread against scikit-learn's StandardScaler and LogisticRegression (lbfgs, two threads): the same penalty, the same tolerance
// (1e-4, scikit-learn's default), standardisation timed on both sides, AUC and log loss compared. The last line is one JSON object.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '#kernel/rng.ts'
import { sigmoid } from '#numerics/logistic/logistic-function.ts'
import { fitLogisticRegression, logisticMargin } from '#numerics/logistic/logistic-regression.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { compare, ourProgram, peakMb, peerProgram } from '../compare.ts'

/** The bar: this share of the peer's time, and the same model. */
const BAR = 0.6
const SAME = 1e-5
const TOLERANCE = 1e-4

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '200000' },
    columns: { type: 'string', default: '60' },
    runs: { type: 'string', default: '3' },
    run: { type: 'string' },
  },
})
const rows = Number(flags.rows)
const width = Number(flags.columns)

if (flags.run !== undefined) await contest(flags.run)
else await bench()

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-logistic-'))
  try {
    const file = join(folder, 'table.bin')
    await writeFile(file, simulateTable())
    const self = fileURLToPath(import.meta.url)
    const result = await compare(
      { name: 'Liuke', command: ourProgram(self, '--run', file, '--rows', flags.rows, '--columns', flags.columns) },
      [{ name: 'scikit-learn', command: peerProgram('logistic_sklearn.py', file, flags.rows, flags.columns, String(TOLERANCE)) }],
      {
        runs: Number(flags.runs),
        onRun: (name, { seconds, rssMb, quality }) => {
          if (!flags.json) console.log(`${name}: ${seconds.toFixed(3)} s, ${rssMb.toFixed(0)} MB, ${JSON.stringify(quality)}`)
        },
      },
    )
    const gap = (name: string): number => Math.abs((result.ours.quality[name] ?? 0) - (result.peer.quality[name] ?? 1))
    const same = gap('auc') < SAME && gap('logLoss') < SAME
    const passed = same && result.ratio <= BAR
    console.log(JSON.stringify({ ...result, same, bar: BAR, passed }))
    if (!passed) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Float64 columns one after the other, the labels last. */
function simulateTable(): Uint8Array {
  const rng = new Rng('bench-logistic')
  const values = new Float64Array(rows * (width + 1))
  const margins = new Float64Array(rows).fill(-1)
  for (let j = 0; j < width; j += 1) {
    const [spread, shift, slope] = [Math.exp(1.5 * rng.normal()), 3 * rng.normal(), 0.35 * rng.normal()]
    for (let i = 0; i < rows; i += 1) {
      const own = rng.normal()
      const standard = j % 3 === 1 ? 0.6 * own + 0.8 * Math.tanh(values[i] as number) : own
      values[j * rows + i] = standard * spread + shift
      margins[i] = (margins[i] as number) + slope * standard
    }
  }
  for (let i = 0; i < rows; i += 1) values[width * rows + i] = rng.chance(sigmoid(margins[i] as number)) ? 1 : 0
  return new Uint8Array(values.buffer)
}

async function contest(file: string): Promise<void> {
  const bytes = await readFile(file)
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, rows * (width + 1))
  const columns = Array.from({ length: width }, (_, j) => all.slice(j * rows, (j + 1) * rows))
  const labels = all.slice(width * rows)
  const started = performance.now()
  const model = fitLogisticRegression({ names: columns.map((_, j) => `f${j}`), rowCount: rows, columns }, labels, { tolerance: TOLERANCE })
  const seconds = (performance.now() - started) / 1000
  const row = new Float64Array(width)
  const probabilities = Float64Array.from({ length: rows }, (_, i) => {
    for (let j = 0; j < width; j += 1) row[j] = (columns[j] as Float64Array)[i] as number
    return sigmoid(logisticMargin(model, row))
  })
  const quality = { auc: areaUnderCurve(probabilities, labels), logLoss: logLoss(probabilities, labels) }
  console.log(JSON.stringify({ seconds, rssMb: peakMb(), quality }))
}
