// npm run bench -- gbdt [--rows N] [--runs N] [--trees N] [--json]: gradient boosting against XGBoost (hist) and LightGBM on 60 features,
// 200 trees of depth 6, two threads each; from the columns in memory to the fitted model. Without --rows both 1,000,000 and 200,000 rows.
// Also the lag of the event loop of a main thread while 1,000,000 rows (or --rows) train in a worker thread.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { giveWay } from '#jobs/ask-thread.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { boostingMargins } from '#numerics/trees/batch-scoring.ts'
import { fitGradientBoosting } from '#numerics/trees/gradient-boosting.ts'
import { compare, ourProgram, peakMb, peerProgram, type Comparison } from '../compare.ts'
import { featureTableOf, readTable, writeTable } from '../tabular-data.ts'

const HELD_OUT = 50_000
const here = fileURLToPath(import.meta.url)

const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    runs: { type: 'string', default: '3' },
    trees: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
    train: { type: 'string' },
    lag: { type: 'string' },
  },
})
const say = (line: string): void => {
  if (!values.json) console.log(line)
}

if (!isMainThread) {
  const { folder, rows, trees } = workerData as { folder: string; rows: number; trees: number }
  giveWay()
  train(folder, rows, trees)
  parentPort?.postMessage('done')
} else if (values.train !== undefined) {
  const { seconds, quality } = train(values.train, Number(values.rows), Number(values.trees))
  console.log(JSON.stringify({ seconds, rssMb: peakMb(), quality }))
} else if (values.lag !== undefined) {
  console.log(JSON.stringify(await lagWhileTraining(values.lag, Number(values.rows), Number(values.trees))))
} else await main()

async function main(): Promise<void> {
  const trees = Number(values.trees)
  const runs = Number(values.runs)
  if (values.rows !== undefined) {
    const result = await benchmark(Number(values.rows), trees, runs)
    console.log(JSON.stringify(result))
    return
  }
  const small = await benchmark(200_000, trees, runs)
  const large = await benchmark(1_000_000, trees, runs)
  console.log(JSON.stringify({ ...large, rows200k: small }))
}

async function benchmark(rows: number, trees: number, runs: number): Promise<Comparison & { rows: number; lagMs: number }> {
  say(`${rows} rows: writing the data`)
  const { folder, remove } = writeTable(rows + HELD_OUT)
  try {
    const result = await compare(
      { name: 'liuke', command: ourProgram(here, '--train', folder, '--rows', String(rows), '--trees', String(trees)) },
      [
        { name: 'xgboost', command: peerProgram('gbdt_xgboost.py', folder, String(rows), String(trees)) },
        { name: 'lightgbm', command: peerProgram('gbdt_lightgbm.py', folder, String(rows), String(trees)) },
      ],
      {
        runs,
        onRun: (name, { seconds, rssMb, quality }) =>
          say(`  ${name} ${seconds.toFixed(2)} s ${rssMb.toFixed(0)} MB ${JSON.stringify(quality)}`),
      },
    )
    const lag = await compare(
      { name: 'liuke in a worker', command: ourProgram(here, '--lag', folder, '--rows', String(rows), '--trees', String(trees)) },
      [{ name: 'the same', command: ourProgram(here, '--lag', folder, '--rows', String(rows), '--trees', '1') }],
      { runs: 1 },
    )
    const lagMs = lag.ours.quality['lagMs'] as number
    say(
      `  ratio to xgboost ${result.ratio.toFixed(3)}, memory ${(result.ours.rssMb / result.peer.rssMb).toFixed(2)}, event-loop lag ${lagMs.toFixed(1)} ms`,
    )
    return { ...result, rows, lagMs }
  } finally {
    remove()
  }
}

function train(folder: string, rows: number, trees: number): { seconds: number; quality: { auc: number } } {
  const data = readTable(folder, rows + HELD_OUT, 0, rows)
  const started = performance.now()
  const model = fitGradientBoosting(featureTableOf(data), data.labels, { rounds: trees, maxDepth: 6, learningRate: 0.1, threads: 2 })
  const seconds = (performance.now() - started) / 1000
  const held = readTable(folder, rows + HELD_OUT, rows, rows + HELD_OUT)
  return { seconds, quality: { auc: areaUnderCurve(boostingMargins(model, featureTableOf(held)), held.labels) } }
}

/** The longest time that a timer of the main thread comes late while a worker trains, at the priority that the product gives to such threads. */
async function lagWhileTraining(folder: string, rows: number, trees: number) {
  let lagMs = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    lagMs = Math.max(lagMs, now - last - 5)
    last = now
  }, 5)
  const started = performance.now()
  await new Promise<void>((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { folder, rows, trees }, argv: [] })
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  clearInterval(timer)
  return { seconds: (performance.now() - started) / 1000, rssMb: peakMb(), quality: { lagMs } }
}
