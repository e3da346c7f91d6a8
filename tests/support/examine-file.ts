import { FileExamination } from '#collect/import/file-examination.ts'
import { type Examined, OrderExamination } from '#collect/import/order-examination.ts'
import { type ImportPlan, type ImportSettings, type ImportSource, openSource, planTable } from '#collect/import/import-plan.ts'
import { isEmptyWord } from '#identity/blocked-values.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'

export interface ExaminedFile extends Examined {
  readonly plan: ImportPlan
  /** Codes of everything that is said or asked before anything is written. */
  readonly asked: readonly string[]
}

/** A shop of Shanghai. */
export const SHANGHAI: ImportSettings = {
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  normaliseIdentifier: (kind, value) => {
    const normalised = normaliseIdentifier(kind, value, 'CN')
    return normalised === undefined || isEmptyWord(normalised) ? undefined : normalised
  },
}

/** Reads a file of orders as an import would, in a shop of Shanghai, without any store. */
export async function examineFile(file: string, more: Partial<ImportSource> = {}): Promise<ExaminedFile> {
  const source: ImportSource = { file, kind: 'orders', ...more }
  const table = await openSource(source, 'whole')
  const examination = new FileExamination()
  const plan = await planTable(table, source, SHANGHAI, 'salt', new Date('2026-11-28T00:00:00Z'), undefined, examination.alongside)
  const ofOrders = await examination.of(plan)
  if (!(ofOrders instanceof OrderExamination)) throw new Error('A file of orders is examined as one.')
  const examined = ofOrders.end()
  const said = [...plan.table.notes, ...plan.interpretation.questions, ...examined.questions]
  return { ...examined, plan, asked: said.map(({ code }) => code) }
}
