import { type Examined, OrderExamination } from '#collect/import/order-examination.ts'
import { type ImportPlan, type ImportSource, planImport } from '#collect/import/import-plan.ts'
import { tableRows } from '#collect/table/table-rows.ts'
import { isBlockedValue } from '#identity/merge-rules.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'

export interface ExaminedFile extends Examined {
  readonly plan: ImportPlan
  /** Codes of everything that is said or asked before anything is written. */
  readonly asked: readonly string[]
}

/** Reads a file of orders as an import would, in a shop of Shanghai, without any store. */
export async function examineFile(file: string, more: Partial<ImportSource> = {}): Promise<ExaminedFile> {
  const settings = {
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    normaliseIdentifier: (kind: Parameters<typeof normaliseIdentifier>[0], value: string) => {
      const normalised = normaliseIdentifier(kind, value, 'CN')
      return normalised === undefined || isBlockedValue(normalised) ? undefined : normalised
    },
  }
  const plan = await planImport({ file, kind: 'orders', ...more }, settings, 'salt', new Date('2026-11-28T00:00:00Z'))
  const examination = new OrderExamination(plan)
  for await (const block of tableRows(plan.table)) examination.add(block)
  const examined = examination.end()
  const said = [...plan.table.notes, ...plan.interpretation.questions, ...examined.questions]
  return { ...examined, plan, asked: said.map(({ code }) => code) }
}
