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

/** `liuke model train` and `liuke model score`: a model of any table, from files to files. */
export function addModelCommands(program: Command): void {
  const model = new Command('model').description('train a model on any table and score others with it')
  model
    .command('train')
    .description('learn from a table who leaves: cross-validated, calibrated, explained, with a report')
    .argument('<file>', 'a table as CSV (also .gz), .xlsx, NDJSON or Parquet, one row a customer')
    .requiredOption('--target <column>', 'the column that says who left')
    .option('--positive <value>', 'its value that means "left" (default: what the values or the heading say)')
    .option('--out <folder>', 'folder of the results', 'model-report')
    .option('--folds <number>', 'parts of the cross-validation', '5')
    .option('--keep <column...>', 'use these columns although they look like leaks, ids or text')
    .option('--drop <column...>', 'do not use these columns')
    .option('--sheet <name>', 'the sheet of a spreadsheet, by name or place (default: the first that has the target)')
    .option('--id <column>', 'the column that names the rows in scores.csv (default: guessed by shape and heading)')
    .option('--group <column>', 'keep rows with the same value of this column in one fold')
    .option('--scatter-repeats', 'let rows that say the same fall into different folds (looks better than it is)')
    .option('--seconds <number>', 'about how long to search, on two cores (default: 15, more above 6,000 rows)')
    .option('--lang <zh|en>', 'language in which the report opens (it holds both)')
    .option('--json', 'print the summary as one JSON object on the last line')
    .action(train)
  model
    .command('score')
    .description('apply a trained model to another table with the same headings')
    .argument('<file>', 'a table as CSV (also .gz), .xlsx, NDJSON or Parquet')
    .requiredOption('--model <file>', 'the model.json that train wrote')
    .option('--out <file>', 'the list to write', 'scores.csv')
    .option('--sheet <name>', 'the sheet of a spreadsheet, by name or place (default: the first that has the columns of the model)')
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
        ? `Too little to learn from: everyone gets the base rate of ${summary.baseRate}. Open ${report}`
        : `AUC ${auc} (± ${aucSd}), accuracy ${accuracy} (always the larger class: ${baseAccuracy}). Open ${report}`,
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
