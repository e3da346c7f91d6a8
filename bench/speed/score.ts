// npm run bench -- score [--rows N] [--runs N] [--trees N] [--json]: margins of 1,000,000 rows by 200 trees of depth 6 against XGBoost, two
// threads each; from the columns in memory to the margins. Each side scores with the model that it trained on 50,000 other rows.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { boostingMargins } from '#numerics/trees/batch-scoring.ts'
import { fitGradientBoosting } from '#numerics/trees/gradient-boosting.ts'
import { compare, ourProgram, peakMb, peerProgram } from '../compare.ts'
import { featureTableOf, readTable, writeTable } from '../tabular-data.ts'

const TRAINING = 50_000
const here = fileURLToPath(import.meta.url)

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    trees: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
    score: { type: 'string' },
  },
})
const [rows, trees] = [Number(values.rows), Number(values.trees)]

if (values.score !== undefined) {
  const data = readTable(values.score, rows + TRAINING, 0, TRAINING)
  const model = fitGradientBoosting(featureTableOf(data), data.labels, { rounds: trees, maxDepth: 6, learningRate: 0.1, threads: 2 })
  const others = readTable(values.score, rows + TRAINING, TRAINING, rows + TRAINING)
  const table = featureTableOf(others)
  const started = performance.now()
  const margins = boostingMargins(model, table, { threads: 2 })
  const seconds = (performance.now() - started) / 1000
  console.log(JSON.stringify({ seconds, rssMb: peakMb(), quality: { auc: areaUnderCurve(margins, others.labels) } }))
} else {
  const { folder, remove } = writeTable(rows + TRAINING)
  try {
    const result = await compare(
      { name: 'liuke', command: ourProgram(here, '--score', folder, '--rows', String(rows), '--trees', String(trees)) },
      [{ name: 'xgboost', command: peerProgram('score_xgboost.py', folder, String(rows), String(trees)) }],
      {
        runs: Number(values.runs),
        onRun: (name, run) =>
          values.json || console.log(`  ${name} ${run.seconds.toFixed(2)} s ${run.rssMb.toFixed(0)} MB AUC ${run.quality['auc']}`),
      },
    )
    console.log(JSON.stringify({ ...result, rows, trees }))
  } finally {
    remove()
  }
}
