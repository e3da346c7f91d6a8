import type { BilingualText } from '#kernel/bilingual-text.ts'
import { IMPORT_FIELDS } from '#collect/import/import-fields.ts'
import type { ImportPlan } from '#collect/import/import-plan.ts'
import type { ImportResult } from '#collect/import/import-service.ts'
import type { AskedQuestion, FileReading } from './analysis.ts'

const LABELS = new Map(IMPORT_FIELDS.orders.map(({ name, label }) => [name, label]))

/** How a file was read: the import plan and its result. */
export function fileReading(
  { table, interpretation }: ImportPlan,
  imported: ImportResult,
  { refusals, accepted, otherwise }: { refusals: FileReading['refusals']; accepted: readonly string[]; otherwise: Date },
): FileReading {
  const { columns, layout, dateOrder, dateOrderSure, decimals } = interpretation
  const { orders, anonymousOrders, customers, sales, refunds, returns, firstAt, lastAt, unanswered, tests, months } = imported
  return {
    rows: imported.rows,
    stored: imported.stored,
    duplicates: imported.duplicates,
    quarantined: imported.quarantined,
    refusals,
    layout: layout?.label ?? null,
    columns: columns.flatMap(({ field, heading, confidence, why }) =>
      field === undefined ? [] : [{ name: field, field: labelOf(field), column: heading, confidence, why }],
    ),
    unusedColumns: columns.flatMap(({ field, heading }) => (field === undefined && heading !== '' ? [heading] : [])),
    encoding: table.file.format === 'csv' ? table.file.encoding : table.file.format,
    sheet: table.sheet,
    headingLine: table.headingLine,
    notes: imported.notes.map(({ text }) => text),
    truth: { orders, anonymousOrders, customers, sales, refunds, returns, firstAt, lastAt, unanswered, tests, months },
    statuses: imported.statuses,
    dates: leavesOrderOpen(table, interpretation) ? { order: dateOrder, sure: dateOrderSure } : null,
    decimals: [...decimals].map(([field, { mark, sure }]) => ({ name: field, field: labelOf(field), mark, sure })),
    firstAt: firstAt === null ? otherwise : new Date(firstAt),
    lastAt: lastAt === null ? otherwise : new Date(lastAt),
    questions: askedQuestions(imported, accepted),
  }
}

/** The most pressing first. */
function askedQuestions({ questions }: ImportResult, accepted: readonly string[]): AskedQuestion[] {
  const order: readonly AskedQuestion['weight'][] = ['blocking', 'question', 'notice']
  return questions
    .map(({ code, weight, text }) => ({ code, weight, text, accepted: accepted.includes(code) }))
    .toSorted((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight))
}

function labelOf(field: string): BilingualText {
  return LABELS.get(field) ?? { zh: field, en: field }
}

/** Whether some date of the first rows is written 03/04/2026, and not 2026-04-03. */
function leavesOrderOpen({ sample }: ImportPlan['table'], { positions }: ImportPlan['interpretation']): boolean {
  const places = ['orderedAt', 'paidAt'].flatMap((field) => positions.get(field) ?? [])
  return places.some((place) => sample.some((cells) => /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/.test(cells[place] ?? '')))
}
