// npm run -s bench -- tables [--sets a,b] [--seed N] [--seconds N] [--no-peers] [--json]: `liuke model train` on tables of many kinds against XGBoost, LightGBM and
// CatBoost tuned for as long. Each side learns from the same file and is judged on the same unseen rows.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { runModelScore } from '../../src/model-report/run-model-score.ts'
import { runModelTrain } from '../../src/model-report/run-model-train.ts'
import { openTableFile, tableRows } from '../../src/model-report/table-file.ts'
import { areaUnderCurve } from '../../src/numerics/metrics/area-under-curve.ts'
import { logLoss } from '../../src/numerics/metrics/probability-scores.ts'
import { peerProgram } from '../compare.ts'
import { GENERATED, generateTable } from './generated-tables.ts'

interface PeerFigures {
  readonly auc: number
  readonly logLoss: number
  readonly tried: number
  readonly seconds: number
}

interface Split {
  readonly names: readonly string[]
  readonly train: readonly (readonly string[])[]
  readonly test: readonly (readonly string[])[]
  readonly target: string
}

const reference = process.env['LIUKE_REFERENCE_DATA'] ?? '../shared/data'
const REAL: Readonly<Record<string, { readonly file: string; readonly target: string }>> = {
  telco: { file: `${reference}/telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv`, target: 'Churn' },
  ecommerce: { file: `${reference}/ecommerce_churn/ecommerce_churn.xlsx`, target: 'Churn' },
}

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '15' },
    'no-peers': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const known = [...GENERATED, ...Object.keys(REAL)]
const wanted = values.sets?.split(',') ?? known
const unknown = wanted.find((name) => !known.includes(name))
if (unknown !== undefined) throw new Error(`There is no set ${unknown}; there are ${known.join(', ')}.`)
const quiet = { output: { note: () => undefined, progress: () => undefined }, env: {} }
const folder = mkdtempSync(join(tmpdir(), 'liuke-tables-'))
const sets: Record<string, unknown> = {}
let worst: { set: string; auc: number } | null = null

try {
  for (const name of wanted) {
    const real = REAL[name]
    if (real !== undefined && !existsSync(real.file)) {
      console.error(`${name}: left out, ${real.file} is not there`)
      continue
    }
    const split =
      real === undefined ? { ...generateTable(name, Number(values.seed)), target: 'left' } : await realSplit(real.file, real.target)
    const [train, test] = [join(folder, `${name}.csv`), join(folder, `${name}-test.csv`)]
    writeFileSync(train, csv([split.names, ...split.train]))
    writeFileSync(test, csv([split.names, ...split.test]))
    const ours = await judgeOurs(name, train, test, split)
    const peers = values['no-peers'] ? null : await judgePeers(train, test, split.target)
    const xgboost = peers?.['xgboost']
    sets[name] = {
      auc: ours.auc,
      peer: xgboost?.auc ?? null,
      logLossRatio: xgboost === undefined ? null : Number((ours.logLoss / xgboost.logLoss).toFixed(4)),
      seconds: ours.seconds,
      validated: ours.validated,
      logLoss: ours.logLoss,
      model: ours.model,
      peers,
    }
    if (xgboost !== undefined && (worst === null || ours.auc - xgboost.auc < worst.auc)) {
      worst = { set: name, auc: Number((ours.auc - xgboost.auc).toFixed(5)) }
    }
    console.error(
      `${name}: AUC ${ours.auc} (validated ${ours.validated}), log loss ${ours.logLoss}, ${ours.model}, ${ours.seconds} s; ${JSON.stringify(peers)}`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(values.json ? JSON.stringify({ sets, worst }) : JSON.stringify({ sets, worst }, null, 1))

async function judgeOurs(name: string, train: string, test: string, { target, names, test: rows }: Split) {
  const out = join(folder, name)
  const summary = await runModelTrain({ file: train, target, out, seconds: values.seconds }, quiet)
  const scores = join(folder, `${name}-scores.csv`)
  await runModelScore({ file: test, model: join(out, 'model.json'), out: scores }, quiet)
  const [heading = '', ...lines] = readFileSync(scores, 'utf8').trimEnd().split('\r\n')
  const at = heading.split(',').indexOf('probability')
  const p = Float64Array.from(lines, (line) => Number(line.split(',')[at]))
  const place = names.indexOf(target)
  const labels = Float64Array.from(rows, (cells) => (cells[place] === summary.positive ? 1 : 0))
  return {
    auc: Number(areaUnderCurve(p, labels).toFixed(5)),
    logLoss: Number(logLoss(p, labels).toFixed(5)),
    seconds: summary.seconds,
    validated: summary.auc,
    model: summary.model,
  }
}

async function judgePeers(train: string, test: string, target: string): Promise<Readonly<Record<string, PeerFigures>>> {
  const [program, ...args] = peerProgram('tables_peers.py', train, test, target, values.seconds)
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 1 << 26 })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, PeerFigures>
}

/** Three quarters to learn from, drawn by a multiplicative hash of the row number. */
async function realSplit(file: string, target: string): Promise<Split> {
  const table = await openTableFile(file)
  const split = { names: table.columns, train: [] as (readonly string[])[], test: [] as (readonly string[])[], target }
  let row = 0
  for await (const block of tableRows(table)) {
    for (const cells of block) {
      row += 1
      ;(Math.imul(row, 0x9e37_79b1) >>> 30 === 0 ? split.test : split.train).push(cells)
    }
  }
  return split
}

function csv(rows: readonly (readonly string[])[]): string {
  return `${rows.map((cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n')}\n`
}
