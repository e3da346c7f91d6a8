import type { TableRow } from './table-row.ts'
import { tableRows } from '../table/table-rows.ts'
import { type ImportPlan, readAlike } from './import-plan.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import { OrderExamination } from './order-examination.ts'
import { RecordExamination } from './record-examination.ts'

interface Examination {
  add(block: readonly TableRow[]): void
  end(): { readonly questions: readonly FileQuestion[] }
}

/** Reads the rows of a file as an import would. */
function examinationOf(plan: ImportPlan): Examination {
  const { kind } = plan.interpretation
  return kind === 'orders' ? new OrderExamination(plan) : new RecordExamination(kind, plan)
}

/**
 * Examines a file while it is read for its plan, using the plan of its head: if the plan of the whole file reads every row the same way, as it nearly always
 * does, the file is not read again.
 */
export class FileExamination {
  #head: { readonly plan: ImportPlan; readonly examination: Examination } | undefined

  /** Give this to `planTable`. */
  readonly alongside = (plan: ImportPlan): ((block: readonly TableRow[]) => void) => {
    const examination = examinationOf(plan)
    this.#head = { plan, examination }
    return (block) => examination.add(block)
  }

  /** The examination by the plan of the whole file. */
  async of(plan: ImportPlan, signal?: AbortSignal): Promise<Examination> {
    if (this.#head !== undefined && readAlike(this.#head.plan, plan)) return this.#head.examination
    const examination = examinationOf(plan)
    for await (const block of tableRows(plan.table, signal === undefined ? {} : { signal })) examination.add(block)
    return examination
  }
}
