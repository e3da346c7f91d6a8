import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { fileSize } from '#collect/import/file-size.ts'
import { explainableRows } from '#predict/tabular/tabular-explanation.ts'
import { readTabularModel } from '#predict/tabular/tabular-model.ts'
import { prepareOutput } from '#report/prepare-output.ts'
import { rowScorer } from './row-scorer.ts'
import type { ModelSurroundings } from './run-model-train.ts'
import { openTableFile } from './table-file.ts'
import { writeScores } from './write-scores.ts'

/** The options of `liuke model score FILE`. */
export interface ModelScoreArguments {
  readonly file: string
  readonly model: string
  /** The list to write; default `scores.csv`. */
  readonly out?: string
  /** Sheet of a spreadsheet: name or position; default the first one with the model's columns. */
  readonly sheet?: string
}

export interface ModelScoreSummary {
  readonly rows: number
  /** Rows at and above the model's threshold. */
  readonly positives: number
  readonly meanProbability: number
  readonly threshold: number
  readonly target: string
  readonly positive: string
  readonly trainedAt: string
  readonly file: string
}

/** Maximum rows above the threshold with reasons, fewer for a large model. */
const MOST_REASONS = 5_000

/**
 * `liuke model score FILE --model model.json`: applies a trained model to another file with the same headings.
 *
 * Throws an AppError for a model that is truncated, altered or of another version, and for a file that lacks a column the model needs.
 */
export async function runModelScore(args: ModelScoreArguments, surroundings: ModelSurroundings): Promise<ModelScoreSummary> {
  const { output, signal } = surroundings
  await fileSize(args.model)
  const model = readTabularModel(await readFile(args.model, 'utf8'), basename(args.model))
  const table = await openTableFile(args.file, signal, {
    holding: model.columns.map(({ name }) => name),
    ...(args.sheet === undefined ? {} : { sheet: args.sheet }),
  })
  const mostReasons = explainableRows(model, MOST_REASONS)
  const scorer = rowScorer(model, table.columns, table.file.name, { reasonsFrom: model.threshold, mostReasons })
  const path = resolve(args.out ?? 'scores.csv')
  await prepareOutput(dirname(path))
  const written = await writeScores(table, path, {
    score: (cells) => scorer(cells),
    idColumn: model.idColumn,
    threshold: model.threshold,
    onShare: (share) => output.progress(`Scoring rows ${Math.floor(100 * Math.min(1, share))}%`),
    ...(signal === undefined ? {} : { signal }),
  })
  const { rows, positives, meanProbability } = written
  if (positives > mostReasons) output.note(`Reasons were written for the first ${mostReasons} of ${positives} rows above the threshold.`)
  return {
    rows,
    positives,
    meanProbability: Number(meanProbability.toFixed(4)),
    threshold: Number(model.threshold.toFixed(4)),
    target: model.target,
    positive: model.positive,
    trainedAt: model.trainedAt,
    file: path,
  }
}
