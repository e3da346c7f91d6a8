import type { TabularTraining } from '#predict/tabular/train-tabular.ts'
import type { Finding } from './model-findings.ts'
import type { ScoresWritten } from './write-scores.ts'

/** The content of a model report, as plain data. */
export interface ModelReport {
  readonly fileName: string
  readonly generatedAt: Date
  /** Rows of the file below the header. */
  readonly rows: number
  readonly training: TabularTraining
  readonly findings: readonly Finding[]
  readonly scores: ScoresWritten
  readonly seconds: number
}

/** The report as JSON: the same figures as in the page, without the model itself and without rows. */
export function reportJson({ fileName, generatedAt, rows, training, findings, scores, seconds }: ModelReport): string {
  const { target, quality, candidates, importance, dependence, columns, leaks, rung, shuffledAuc } = training
  const { model, labelled, learntFrom, comparedOn, folds, repeats, copies } = training
  return `${JSON.stringify(
    {
      format: 'liuke-model-report',
      version: 1,
      file: fileName,
      generatedAt: generatedAt.toISOString(),
      seconds,
      target: { name: target.name, positive: target.positive, negatives: target.negatives, guessed: target.guessed, joined: target.merged },
      rows: { file: rows, labelled, learntFrom, comparedOn, copies },
      validation: { folds, repeats, shuffledAuc },
      rung,
      baseRate: model.baseRate,
      threshold: model.threshold,
      calibration: model.calibration.kind,
      quality,
      candidates,
      importance,
      dependence,
      leaks,
      columns,
      findings,
      scores: { rows: scores.rows, positives: scores.positives, meanProbability: scores.meanProbability },
    },
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(8)) : value),
    1,
  )}\n`
}
