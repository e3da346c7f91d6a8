import { Command } from 'commander'
import { createOutput } from './output.ts'

interface TrainOptions {
  readonly target: string
  readonly positive?: string
  readonly out?: string
  readonly lang?: string
  readonly folds?: string
  readonly keep?: string[]
  readonly drop?: string[]
  readonly group?: string
  readonly id?: string
  readonly sheet?: string
  readonly scatterRepeats?: boolean
  readonly seconds?: string
  readonly json?: boolean
}

interface ScoreOptions {
  readonly model: string
  readonly sheet?: string
  readonly out?: string
  readonly json?: boolean
}

/** `liuke model train` and `liuke model score`: a model of any table, files in and files out. */
export function addModelCommands(program: Command): void {
  const model = new Command('model').description('train a churn model on any table and score other tables with it')
  model
    .command('train')
    .description('train a churn model on a table: cross-validated, calibrated and explained in a report')
    .argument('<file>', 'a table as CSV (also .gz), .xlsx, NDJSON or Parquet, one row per customer')
    .requiredOption('--target <column>', 'the column that says who churned')
    .option('--positive <value>', 'its value that means "churned" (default: taken from the values or the heading)')
    .option('--out <folder>', 'folder of the results', 'model-report')
    .option('--folds <number>', 'folds of the cross-validation', '5')
    .option('--keep <column...>', 'use these columns even if they look like leaks, ids or text')
    .option('--drop <column...>', 'do not use these columns')
    .option('--sheet <name>', 'sheet of a spreadsheet, by name or position (default: the first with the target column)')
    .option('--id <column>', 'the column that identifies rows in scores.csv (default: guessed from values and headings)')
    .option('--group <column>', 'keep rows with the same value of this column in one fold')
    .option('--scatter-repeats', 'let identical rows fall into different folds (makes the model look better than it is)')
    .option('--seconds <number>', 'approximate search time on two cores (default: 15, more above 6,000 rows)')
    .option('--lang <zh|en>', 'language the report opens in (it holds both)')
    .option('--json', 'print the summary as one JSON object on the last line')
    .action(train)
  model
    .command('score')
    .description('score another table with the same headings')
    .argument('<file>', 'a table as CSV (also .gz), .xlsx, NDJSON or Parquet')
    .requiredOption('--model <file>', 'the model.json that train wrote')
    .option('--out <file>', 'file to write', 'scores.csv')
    .option('--sheet <name>', "sheet of a spreadsheet, by name or position (default: the first with the model's columns)")
    .option('--json', 'print the summary as one JSON object on the last line')
    .action(score)
  program.addCommand(model)
}

async function train(file: string, options: TrainOptions): Promise<void> {
  const { json, ...rest } = options
  await interruptible(json === true, async (surroundings) => {
    const { runModelTrain } = await import('../model-report/run-model-train.ts')
    const summary = await runModelTrain({ file, ...rest }, surroundings)
    const { auc, aucSd, accuracy, baseAccuracy, report } = summary
    surroundings.output.result(
      summary,
      auc === null
        ? `Not enough data for a model: every customer gets the base rate of ${summary.baseRate}. Open ${report}`
        : `AUC ${auc} (± ${aucSd}), accuracy ${accuracy} (always predicting the more common outcome: ${baseAccuracy}). Open ${report}`,
    )
  })
}

async function score(file: string, options: ScoreOptions): Promise<void> {
  const { json, ...rest } = options
  await interruptible(json === true, async (surroundings) => {
    const { runModelScore } = await import('../model-report/run-model-score.ts')
    const summary = await runModelScore({ file, ...rest }, surroundings)
    surroundings.output.result(summary, `${summary.rows} rows scored, ${summary.positives} above the threshold. See ${summary.file}`)
  })
}

interface Surroundings {
  readonly output: ReturnType<typeof createOutput>
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

async function interruptible(json: boolean, work: (surroundings: Surroundings) => Promise<void>): Promise<void> {
  const output = createOutput(json)
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    await work({ output, env: process.env, signal: stop.signal })
  } finally {
    output.done()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
