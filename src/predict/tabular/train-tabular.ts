import { AppError } from '#kernel/app-error.ts'
import { shuffle } from '#kernel/rng.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { planEncoding } from './column-encoding.ts'
import { crossValidate, type CrossValidation } from './cross-validation.ts'
import { seededRandom } from './fit-task.ts'
import { assignFolds } from './fold-assignment.ts'
import type { Leak } from './leak-check.ts'
import { forRows, validateNested } from './nested-validation.ts'
import { findIdColumn, planColumns, type ColumnPlan } from './plan-columns.ts'
import { groupRows } from './row-groups.ts'
import { encodedFeatures, encodeSample, featureViews } from './table-encoding.ts'
import type { TableSample } from './table-sample.ts'
import { columnImportance, partialDependence, type ColumnImportance, type PartialDependence } from './tabular-explanation.ts'
import { fitCandidate, rowsOf, type Candidate } from './tabular-learner.ts'
import type { TabularModel } from './tabular-model.ts'
import { beatsBaseRate, tabularQuality, type TabularQuality } from './tabular-quality.ts'
import { readTarget, type Target } from './target-column.ts'

export interface TrainTabularOptions {
  readonly target: string
  readonly positive?: string
  /** Default 5. */
  readonly folds?: number
  readonly keep?: readonly string[]
  readonly drop?: readonly string[]
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly trainedAt: Date
  /** Maximum rows on which candidates are compared and evaluated. Default 50,000. */
  readonly compareRows?: number
  /** The column that groups rows by customer; default an id column that repeats. */
  readonly group?: string
  /** The column that identifies the rows; default the id column with the best-matching heading. */
  readonly id?: string
  /** Lets equal rows fall into different folds. */
  readonly scatterRepeats?: boolean
  /** Approximate budget of the search in seconds on two cores, counted in operations so that the result does not depend on the machine. Default 15, plus one for every 1,000 rows above 6,000. */
  readonly seconds?: number
  /** Called with the share of the comparison that is done; a returned promise is awaited, and stops the training when it rejects. */
  readonly onShare?: (share: number) => Promise<void> | void
}

export interface ComparedCandidate {
  /** Several candidates when they are blended. */
  readonly parts: readonly Candidate[]
  readonly auc: number
  readonly aucSd: number
  readonly logLoss: number
  readonly chosen: boolean
}

export interface TabularTraining {
  readonly model: TabularModel
  /** `base-rate`: too little training data, or no signal found; every row gets the share of positives. */
  readonly rung: 'model' | 'base-rate'
  readonly target: Target
  readonly columns: readonly ColumnPlan[]
  readonly leaks: readonly Leak[]
  /** Null when there was too little data to evaluate. On the `base-rate` rung, that of the best model, which was not good enough. */
  readonly quality: TabularQuality | null
  readonly candidates: readonly ComparedCandidate[]
  readonly importance: readonly ColumnImportance[]
  readonly dependence: readonly PartialDependence[]
  /** AUC with shuffled labels: about .5 unless the procedure leaks. Null when not measured. */
  readonly shuffledAuc: number | null
  /** Rows with an outcome; those used for training (without copies); those used for the comparison. */
  readonly labelled: number
  readonly learntFrom: number
  readonly comparedOn: number
  readonly folds: number
  readonly repeats: number
  /** Exact copies of other rows that were left out. */
  readonly copies: number
  /** Customers that have several rows, which were kept together in the folds. */
  readonly repeatedIds: boolean
  /** Rows equal to an earlier one apart from ids, and whether they were kept together in the folds. */
  readonly repeatedRows: number
  readonly repeatsTogether: boolean
  /** Number of settings tried. */
  readonly tried: number
  /** By row number of the table: the out-of-fold probability. */
  readonly outOfFold: ReadonlyMap<number, number>
}

/** With fewer rows of either class than this, only the base rate is given. */
const FEWEST_OF_EACH = 10
/** Tables with fewer training rows are cross-validated three times, unless the budget was reduced. */
const FEW_ROWS = 2_000
const FEW_SECONDS = 5
/** Maximum encoded numbers in memory; rows beyond that are not used for training. */
const MOST_NUMBERS = 60_000_000
const DEPENDENCES = 6
/** Threads of the last fit; small tables use one. */
const THREADS = 2
/** Default search seconds, and the number of rows that add one more. */
const SECONDS = 15
const ROWS_A_SECOND = 1_000
const FEW_SECONDS_UP_TO = 6_000

/**
 * Trains a classifier on any table. Types the columns, leaves out those that identify rows, are empty or leak the outcome, searches for the best
 * settings and weights by nested cross-validation, and fits the result on all rows.
 *
 * Throws an AppError when the target is missing or does not have two classes, or when no column is left to train on.
 */
export async function trainTabular(sample: TableSample, options: TrainTabularOptions): Promise<TabularTraining> {
  const { random } = options
  const names = sample.columns.map(({ name }) => name)
  const targetColumn = sample.columns.find(({ name }) => name === options.target)
  if (targetColumn === undefined) throw missingColumn('--target', options.target, names)
  for (const [flag, asked] of [
    ['--keep', options.keep ?? []],
    ['--drop', options.drop ?? []],
    ['--group', options.group === undefined ? [] : [options.group]],
    ['--id', options.id === undefined ? [] : [options.id]],
  ] as const) {
    const unknown = asked.find((name) => !names.includes(name))
    if (unknown !== undefined) throw missingColumn(flag, unknown, names)
  }
  const target = readTarget(targetColumn, options.positive)
  const labelled = indices(sample.rowCount, (i) => (target.labels[i] as number) >= 0)
  const idsGiven = sample.columns.some(({ name }) => name !== options.target && /id|编号|no\b|key/i.test(name))
  const learnable = idsGiven ? labelled.filter((i) => sample.copies[i] === 0) : labelled
  const compared = drawRows(learnable, options.compareRows ?? 50_000, random)
  const labels = Float64Array.from(compared, (i) => target.labels[i] as number)
  const rarer = rarerOf(labels)
  const folds = Math.max(2, Math.min(options.folds ?? 5, rarer))
  const columns = planColumns(sample.columns, {
    target: options.target,
    rows: compared,
    labels,
    folds: assignFolds(labels, folds, random),
    keep: new Set(options.keep),
    drop: new Set([...(options.drop ?? []), ...(options.group === undefined ? [] : [options.group])]),
    id: options.id,
    mayLeak: rarer >= FEWEST_OF_EACH,
  })
  const idColumn = findIdColumn(columns, options.id)
  const grouping = groupRows(columns, sample.columns, compared, {
    groupColumn: options.group ?? null,
    scatterRepeats: options.scatterRepeats ?? false,
  })
  const { groups } = grouping
  const used = columns.filter(({ leftOut }) => leftOut === null)
  const encodings = used.map((facts) => planEncoding(sample.columns[names.indexOf(facts.name)] as TableSample['columns'][number], facts))
  const baseRate = (labels.reduce((sum, label) => sum + label, 0) + 1) / (labels.length + 2)
  const shared = {
    target,
    columns,
    leaks: columns.flatMap(({ leak }) => (leak === null ? [] : [leak])),
    labelled: labelled.length,
    comparedOn: compared.length,
    folds,
    copies: labelled.length - learnable.length,
    repeatedIds: grouping.repeatedIds,
    repeatedRows: grouping.repeatedRows,
    repeatsTogether: grouping.repeatsTogether,
  }
  const model = {
    kind: 'liuke-tabular-model',
    version: 1,
    target: target.name,
    positive: target.positive,
    trainedAt: options.trainedAt.toISOString(),
    baseRate,
    idColumn,
  } as const
  if (rarer < FEWEST_OF_EACH) return baseRateTraining(model, shared, labels.length)
  if (encodings.length === 0) throw nothingToLearn(columns)

  const features = encodedFeatures(encodings)
  const views = featureViews(encodings)
  const table = encodeSample(sample.columns, encodings, features, compared)
  const groupOf = groups === undefined ? undefined : Int32Array.from(compared, (i) => groups[i] as number)
  const seconds = options.seconds ?? SECONDS + Math.max(0, compared.length - FEW_SECONDS_UP_TO) / ROWS_A_SECOND
  const repeats = compared.length < FEW_ROWS && seconds >= FEW_SECONDS ? 3 : 1
  const assignments = Array.from({ length: repeats }, () => assignFolds(labels, folds, random, groupOf))
  const setting = { table, labels, repeats: assignments, folds, features: views, random }
  const { blend, families, chosen, tried } = await validateNested({
    ...setting,
    groups: groupOf,
    seconds,
    ...(options.onShare === undefined ? {} : { onShare: options.onShare }),
  })
  const quality = tabularQuality(blend.probabilities, labels, blend.foldAucs)
  const sound = beatsBaseRate(blend.probabilities, labels)
  const others = families.filter(({ parts: [part] }) => blend.parts.length > 1 || part?.family !== blend.parts[0]?.family)
  const compare = [...others, blend].map((each) => ({
    parts: each.parts,
    ...meanAndSpread(each.foldAucs),
    logLoss: each.logLoss,
    chosen: each === blend && sound,
  }))
  if (!sound) {
    return {
      ...baseRateTraining(model, shared, labels.length),
      quality,
      candidates: compare,
      tried,
      shuffledAuc: await shuffledAuc(setting),
      repeats,
    }
  }

  const learnRows = drawRows(learnable, Math.floor(MOST_NUMBERS / features.length), random)
  const learnTable = learnRows.length === compared.length ? table : encodeSample(sample.columns, encodings, features, learnRows)
  const learnLabels = learnRows.length === compared.length ? labels : Float64Array.from(learnRows, (i) => target.labels[i] as number)
  const fitted: TabularModel = {
    ...model,
    trainedRows: learnRows.length,
    threshold: quality.atBest.threshold,
    columns: encodings,
    learners: chosen.parts.map((part) =>
      fitCandidate(forRows(part, learnRows.length / compared.length), learnTable, learnLabels, views, seededRandom(random() * 2 ** 32), {
        threads: THREADS,
      }),
    ),
    weights: chosen.stack.weights,
    calibration: { kind: 'platt', slope: 1, intercept: chosen.stack.intercept },
  }
  const importance = columnImportance(fitted, table)
  return {
    ...shared,
    model: fitted,
    rung: 'model',
    quality,
    candidates: compare,
    importance,
    dependence: importance.slice(0, DEPENDENCES).map(({ column }) => partialDependence(fitted, table, column)),
    shuffledAuc: await shuffledAuc(setting),
    learntFrom: learnRows.length,
    tried,
    repeats,
    outOfFold: new Map(Array.from(compared, (row, k) => [sample.rowNumbers[row] as number, blend.probabilities[k] as number])),
  }
}

/** The same training with labels in random order: any signal it then finds comes from a leak in the procedure. */
async function shuffledAuc(setting: CrossValidation): Promise<number> {
  const { table, labels, repeats, folds, features, random } = setting
  const rows = drawRows(
    indices(labels.length, () => true),
    20_000,
    random,
  )
  const mixed = Array.from(rows, (i) => labels[i] as number)
  shuffle(mixed, random)
  const [scores] = await crossValidate([{ family: 'logistic', bends: false, l2: 1 }], {
    table: rows.length === labels.length ? table : rowsOf(table, rows),
    labels: Float64Array.from(mixed),
    repeats: [Uint8Array.from(rows, (i) => (repeats[0] as Uint8Array)[i] as number)],
    folds,
    features,
    random,
  })
  return areaUnderCurve(scores?.margins ?? [], mixed)
}

function baseRateTraining(
  model: Pick<TabularModel, 'kind' | 'version' | 'target' | 'positive' | 'trainedAt' | 'baseRate' | 'idColumn'>,
  shared: Pick<
    TabularTraining,
    'target' | 'columns' | 'leaks' | 'labelled' | 'comparedOn' | 'folds' | 'copies' | 'repeatedIds' | 'repeatedRows' | 'repeatsTogether'
  >,
  rows: number,
): TabularTraining {
  return {
    ...shared,
    model: {
      ...model,
      trainedRows: rows,
      threshold: 0.5,
      columns: [],
      learners: [],
      calibration: { kind: 'platt', slope: 1, intercept: 0 },
    },
    rung: 'base-rate',
    quality: null,
    candidates: [],
    importance: [],
    dependence: [],
    shuffledAuc: null,
    learntFrom: rows,
    tried: 0,
    repeats: 0,
    outOfFold: new Map(),
  }
}

function meanAndSpread(values: readonly number[]): { readonly auc: number; readonly aucSd: number } {
  const auc = values.reduce((sum, each) => sum + each, 0) / values.length
  return { auc, aucSd: Math.sqrt(values.reduce((sum, each) => sum + (each - auc) ** 2, 0) / Math.max(1, values.length - 1)) }
}

function rarerOf(labels: Float64Array): number {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  return Math.min(positives, labels.length - positives)
}

/** At most `most` of the rows, drawn at random, in original order. */
function drawRows(rows: Int32Array, most: number, random: () => number): Int32Array {
  if (rows.length <= most) return rows
  const pool = rows.slice()
  for (let k = 0; k < most; k += 1) {
    const j = k + Math.floor(random() * (pool.length - k))
    const held = pool[k] as number
    pool[k] = pool[j] as number
    pool[j] = held
  }
  return pool.subarray(0, most).sort()
}

function indices(length: number, test: (i: number) => boolean): Int32Array {
  return Int32Array.from({ length }, (_, i) => i).filter(test)
}

function missingColumn(flag: string, name: string, names: readonly string[]): AppError {
  const shown = names.slice(0, 30).join(', ')
  return new AppError(
    'invalid-input',
    'unknown-column',
    `There is no column "${name}" (${flag}): the columns are ${shown}${names.length > 30 ? ` and ${names.length - 30} more` : ''}.`,
  )
}

function nothingToLearn(columns: readonly ColumnPlan[]): AppError {
  const left = columns
    .filter(({ leftOut }) => leftOut !== 'target')
    .slice(0, 8)
    .map(({ name, leftOut }) => `${name} (${leftOut})`)
    .join(', ')
  return new AppError(
    'invalid-input',
    'no-columns',
    `No column is left to train on: ${left === '' ? 'the file has only the target' : left}; use one all the same with --keep COLUMN.`,
  )
}
