import { AppError } from '#kernel/app-error.ts'
import { planImport, refuseOpenQuestions, type ImportPlan, type ImportSource } from '#collect/import/import-plan.ts'

export type OrderFileOptions = Omit<ImportSource, 'kind'> & {
  /** Defaults for times without a zone and amounts without a currency. */
  readonly timeZone: string
  readonly currency: string
  readonly now: Date
  readonly signal?: AbortSignal
}

/**
 * Reads an order file once and decides how to interpret it, exactly as an import would. Nothing is started or stored.
 *
 * @throws AppError for a file that is missing, unreadable or lacks a needed column, and `questions-open` for a question that only its owner can answer.
 */
export async function readOrderFile(options: OrderFileOptions): Promise<ImportPlan> {
  const { timeZone, currency, now, signal, ...source } = options
  // The installation that executes the plan normalises identifiers and salts numbers.
  const settings = { timeZone, currency, normaliseIdentifier: (_: string, value: string) => value }
  try {
    const plan = await planImport({ ...source, kind: 'orders' }, settings, '', now, signal)
    refuseOpenQuestions(plan.table.file.name, plan.interpretation.questions, source.corrections?.accept ?? [])
    return plan
  } catch (error) {
    throw withAdvice(error)
  }
}

function withAdvice(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'missing-column') return error
  const advice = error.message.replace(/; say which one it is with a mapping\.$/, '')
  return new AppError(
    error.kind,
    error.code,
    `${advice}; say which column it is with --map field=column, for example --map amount="Total paid".`,
    { details: error.details },
  )
}
