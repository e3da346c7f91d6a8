import { AppError } from '#kernel/app-error.ts'
import { planImport, refuseOpenQuestions, type ImportPlan, type ImportSource } from '#collect/import/import-plan.ts'

export type OrderFileOptions = Omit<ImportSource, 'kind'> & {
  /** Of times without a zone, and of amounts without a currency, where the file does not say. */
  readonly timeZone: string
  readonly currency: string
  readonly now: Date
  readonly signal?: AbortSignal
}

/**
 * Reads an order file once and decides how it is understood, exactly as an import of it would: nothing is started and nothing is stored.
 *
 * @throws AppError for a file that is missing, unreadable or lacks a needed column, and `questions-open` for a question that only its owner can answer.
 */
export async function readOrderFile(options: OrderFileOptions): Promise<ImportPlan> {
  const { timeZone, currency, now, signal, ...source } = options
  // Identifiers are normalised and numbers are salted by the house that takes the plan over.
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
