// npm run bench -- forest [--rows N] [--runs N] [--trees N] [--json]: a random forest of 100 trees against scikit-learn's on 200,000 rows of
// 60 features, two threads each; from the columns in memory to the fitted forest.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { forestProbabilities } from '#numerics/trees/batch-scoring.ts'
import { fitRandomForest } from '#numerics/trees/random-forest.ts'
import { compare, ourProgram, peakMb, peerProgram } from '../compare.ts'
import { featureTableOf, readTable, writeTable } from '../tabular-data.ts'

const HELD_OUT = 50_000
const here = fileURLToPath(import.meta.url)

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    trees: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    train: { type: 'string' },
  },
})
const [rows, trees] = [Number(values.rows), Number(values.trees)]

if (values.train !== undefined) {
  const data = readTable(values.train, rows + HELD_OUT, 0, rows)
  const started = performance.now()
  const model = fitRandomForest(featureTableOf(data), data.labels, { trees, threads: 2, random: () => 0.25 })
  const seconds = (performance.now() - started) / 1000
  const rssMb = peakMb()
  const held = readTable(values.train, rows + HELD_OUT, rows, rows + HELD_OUT)
  const auc = areaUnderCurve(forestProbabilities(model, featureTableOf(held)), held.labels)
  console.log(JSON.stringify({ seconds, rssMb, quality: { auc } }))
} else {
  const { folder, remove } = writeTable(rows + HELD_OUT)
  try {
    const result = await compare(
      { name: 'liuke', command: ourProgram(here, '--train', folder, '--rows', String(rows), '--trees', String(trees)) },
      [{ name: 'scikit-learn', command: peerProgram('forest_sklearn.py', folder, String(rows), String(trees)) }],
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
