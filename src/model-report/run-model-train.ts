import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '#kernel/app-error.ts'
import { systemClock, type Clock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import type { Leak } from '#predict/tabular/leak-check.ts'
import { TableSampler, type SampleLimits, type TableSample } from '#predict/tabular/table-sample.ts'
import { explainableRows } from '#predict/tabular/tabular-explanation.ts'
import { writeTabularModel } from '#predict/tabular/tabular-model.ts'
import { trainTabular, type TabularTraining } from '#predict/tabular/train-tabular.ts'
import { prepareOutput } from '#report/prepare-output.ts'
import type { ReportLanguage } from '#report/pen.ts'
import { readLanguage } from '#report/read-language.ts'
import { modelFindings } from './model-findings.ts'
import { reportJson, type ModelReport } from './model-report.ts'
import { rowScorer } from './row-scorer.ts'
import { openTableFile, tableRows, type TableFile } from './table-file.ts'
import { writeScores } from './write-scores.ts'

/** The options of `liuke model train FILE`, as they come from the command line. */
export interface ModelTrainArguments {
  readonly file: string
  readonly target: string
  readonly positive?: string
  /** Folder of the results; default `model-report`. */
  readonly out?: string
  readonly lang?: string
  /** 2 to 20. */
  readonly folds?: string
  readonly keep?: readonly string[]
  readonly drop?: readonly string[]
  readonly group?: string
  readonly id?: string
  /** Sheet of a spreadsheet: name or position; default the first one with the target. */
  readonly sheet?: string
  readonly scatterRepeats?: boolean
  /** Seconds of the search, on two cores: 1 to 3,600. */
  readonly seconds?: string
}

/** The JSON printed as the last line. Null numbers: too little data to train or evaluate. */
export interface ModelTrainSummary {
  readonly auc: number | null
  readonly aucSd: number | null
  readonly ece: number | null
  readonly baseRate: number
  readonly accuracy: number | null
  readonly baseAccuracy: number
  readonly logLoss: number | null
  readonly brier: number | null
  readonly lift10: number | null
  readonly leaks: readonly Leak[]
  readonly topFeatures: readonly { readonly column: string; readonly importance: number }[]
  readonly rung: string
  /** The winner, such as `logistic+trees`. */
  readonly model: string
  readonly target: string
  readonly positive: string
  /** What determined that this value means "left": `asked`, its own word (`value`), or the heading (`column`). */
  readonly positiveBy: string
  /** Values of the target that differ only in case, width and blanks, and count as one. */
  readonly joined: readonly (readonly string[])[]
  readonly idColumn: string | null
  readonly rows: number
  readonly learntFrom: number
  readonly folds: number
  /** Rows equal to an earlier one apart from ids, and whether they were kept in one fold. */
  readonly repeats: number
  readonly repeatsTogether: boolean
  /** Settings that the search tried. */
  readonly tried: number
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[]
  readonly findings: readonly string[]
  readonly report: string
  readonly files: readonly string[]
  readonly seconds: number
}

export interface ModelSurroundings {
  readonly output: { note(text: string): void; progress(text: string): void }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  readonly clock?: Clock
  readonly limits?: SampleLimits
}

/** Findings also printed while the command runs. */
const NOTED = new Set(['positive', 'merged-values', 'repeated-rows', 'scattered-rows', 'too-good', 'sampled'])
/** Number of the riskiest rows that get reasons, fewer for a large model. */
const REASONED_ROWS = 1_000

const SAY = {
  read: { zh: '读取文件', en: 'Reading the file' },
  train: { zh: '训练并交叉验证', en: 'Training and cross-validating' },
  score: { zh: '逐行打分', en: 'Scoring rows' },
  write: { zh: '写出报告', en: 'Writing the report' },
} as const

const SHEET_READ = {
  zh: (sheet: string, sheets: readonly string[]) =>
    `读取工作表“${sheet}”（共 ${sheets.length} 张：${sheets.join('、')}）；可用 --sheet 指定。`,
  en: (sheet: string, sheets: readonly string[]) => `Sheet "${sheet}" is read (of ${sheets.join(', ')}); choose another with --sheet.`,
} as const

/**
 * `liuke model train FILE --target COLUMN`: trains a classifier, and writes report.html, report.json, scores.csv and model.json.
 *
 * Throws an AppError of one sentence for anything the person can correct.
 */
export async function runModelTrain(args: ModelTrainArguments, surroundings: ModelSurroundings): Promise<ModelTrainSummary> {
  const { output, env, signal } = surroundings
  const clock = surroundings.clock ?? systemClock
  const language = readLanguage(args.lang, env)
  const folds = readFolds(args.folds)
  const seconds = readSeconds(args.seconds)
  const say = (stage: keyof typeof SAY, share?: number): void =>
    output.progress(`${SAY[stage][language]}${share === undefined ? ' …' : ` ${Math.floor(100 * Math.min(1, share))}%`}`)
  const started = clock.now()
  const table = await openTableFile(args.file, signal, {
    holding: [args.target],
    ...(args.sheet === undefined ? {} : { sheet: args.sheet }),
  })
  if (table.sheets.length > 1) output.note(SHEET_READ[language](table.sheet ?? '', table.sheets))
  if (!table.columns.includes(args.target)) throw noTarget(args.target, table)
  const rng = new Rng(`model/${table.file.sha256}`)
  const sample = await readSample(table, rng, surroundings, (share) => say('read', share))
  say('train')
  const training = await trainTabular(sample, {
    target: args.target,
    ...(args.positive === undefined ? {} : { positive: args.positive }),
    ...(args.keep === undefined ? {} : { keep: args.keep }),
    ...(args.drop === undefined ? {} : { drop: args.drop }),
    folds,
    random: () => rng.next(),
    trainedAt: started,
    ...(args.group === undefined ? {} : { group: args.group }),
    ...(args.id === undefined ? {} : { id: args.id }),
    scatterRepeats: args.scatterRepeats ?? false,
    ...(seconds === undefined ? {} : { seconds }),
    onShare: async (share) => {
      say('train', share)
      // Interruptions are handled between two fits.
      await nextTurn()
      if (signal?.aborted === true) throw new AppError('unavailable', 'interrupted', 'Training was interrupted: nothing was written.')
    },
  })
  const folder = await prepareOutput(args.out ?? 'model-report')
  try {
    const scoresPath = join(folder.path, 'scores.csv')
    const scores = await scoreTable(table, scoresPath, training, sample, signal, (share) => say('score', share))
    say('write')
    const findings = modelFindings(training, sample)
    for (const finding of findings) if (finding.code.startsWith('leak') || NOTED.has(finding.code)) output.note(finding.text[language])
    const took = (clock.now().getTime() - started.getTime()) / 1000
    const report: ModelReport = {
      fileName: table.file.name,
      generatedAt: started,
      rows: sample.rowsSeen,
      training,
      findings,
      scores,
      seconds: took,
    }
    // Charts take half a second to load, so they are loaded after the options are checked.
    const { renderModelReport } = await import('./rendering/render-model-report.ts')
    const files = await folder.write([
      { name: 'report.html', text: renderModelReport(report, language) },
      { name: 'report.json', text: reportJson(report) },
      { name: 'model.json', text: writeTabularModel(training.model) },
    ])
    return summaryOf(report, [...files, scoresPath], language)
  } finally {
    await folder.abandon()
  }
}

async function readSample(
  table: TableFile,
  rng: Rng,
  { signal, limits }: ModelSurroundings,
  onShare: (share: number) => void,
): Promise<TableSample> {
  const draw = rng.fork('sample')
  const sampler = new TableSampler(table.columns, () => draw.next(), limits)
  for await (const rows of tableRows(table, { onShare, ...(signal === undefined ? {} : { signal }) })) {
    if (sampler.rowsSeen === 0) sampler.observe(rows)
    for (const cells of rows) sampler.add(cells)
  }
  return sampler.finish()
}

function scoreTable(
  table: TableFile,
  path: string,
  training: TabularTraining,
  sample: TableSample,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
) {
  const { model, outOfFold } = training
  const known = Float64Array.from(outOfFold.values()).sort().reverse()
  const reasoned = explainableRows(model, REASONED_ROWS)
  const wanted = Math.ceil((reasoned * Math.max(1, known.length)) / Math.max(reasoned, sample.rowsSeen))
  const score = rowScorer(model, table.columns, table.file.name, {
    reasonsFrom: training.rung === 'base-rate' ? 1 : (known[Math.min(wanted, known.length) - 1] ?? 1),
    mostReasons: 2 * reasoned,
  })
  return writeScores(table, path, {
    score: (cells, row) => score(cells, outOfFold.get(row)),
    idColumn: model.idColumn,
    threshold: model.threshold,
    onShare,
    ...(signal === undefined ? {} : { signal }),
  })
}

function summaryOf(
  { training, rows, findings, seconds }: ModelReport,
  files: readonly string[],
  language: ReportLanguage,
): ModelTrainSummary {
  const { quality, candidates, columns, model } = training
  const chosen = candidates.find((each) => each.chosen)
  const round = (value: number | undefined): number | null => (value === undefined ? null : Number(value.toFixed(4)))
  const baseRate = quality?.baseRate ?? model.baseRate
  return {
    auc: round(quality?.auc),
    aucSd: round(quality?.aucSd),
    ece: round(quality?.ece),
    baseRate: Number(baseRate.toFixed(4)),
    accuracy: round(quality?.accuracy),
    baseAccuracy: Number(Math.max(baseRate, 1 - baseRate).toFixed(4)),
    logLoss: round(quality?.logLoss),
    brier: round(quality?.brier),
    lift10: round(quality?.lift10),
    leaks: training.leaks,
    topFeatures: training.importance.slice(0, 10).map(({ column, importance }) => ({ column, importance: Number(importance.toFixed(4)) })),
    rung: training.rung,
    model: chosen?.parts.map(({ family }) => family).join('+') ?? 'base-rate',
    target: model.target,
    positive: model.positive,
    positiveBy: training.target.reason,
    joined: training.target.merged,
    idColumn: model.idColumn,
    rows,
    learntFrom: training.learntFrom,
    folds: training.folds,
    repeats: training.repeatedRows,
    repeatsTogether: training.repeatsTogether,
    tried: training.tried,
    leftOut: columns.flatMap(({ name, leftOut }) => (leftOut === null || leftOut === 'target' ? [] : [{ column: name, reason: leftOut }])),
    findings: findings.map(({ text }) => text[language]),
    report: files[0] ?? '',
    files: files.slice(1),
    seconds: Number(seconds.toFixed(1)),
  }
}

function readFolds(text: string | undefined): number {
  if (text === undefined) return 5
  const folds = Number(text)
  if (/^\d{1,2}$/.test(text) && folds >= 2 && folds <= 20) return folds
  throw new AppError('invalid-input', 'folds', `"--folds ${text}" is not possible: write a whole number from 2 to 20.`)
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (/^\d{1,4}$/.test(text) && seconds >= 1 && seconds <= 3_600) return seconds
  throw new AppError('invalid-input', 'seconds', `"--seconds ${text}" is not possible: write a whole number from 1 to 3600.`)
}

function noTarget(target: string, { columns, file, sheet, sheets }: TableFile): AppError {
  const near = columns.find((name) => name.toLowerCase() === target.toLowerCase())
  const shown = `${columns.slice(0, 30).join(', ')}${sheets.length > 1 ? ` (sheet "${sheet}" of ${sheets.join(', ')})` : ''}`
  return new AppError(
    'invalid-input',
    'unknown-target',
    near === undefined
      ? `${file.name} has no column "${target}": say which one tells who left with --target; the columns are ${shown}${columns.length > 30 ? ` and ${columns.length - 30} more` : ''}.`
      : `${file.name} has no column "${target}", but "${near}": write --target ${near}.`,
  )
}
