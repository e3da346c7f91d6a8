import type { FileQuestion } from '../columns/file-question.ts'
import type { ImportPlan } from './import-plan.ts'
import { type RecordFileKind, withRecordKind } from './record-kinds.ts'
import type { RecordFigures } from './record-tally.ts'
import { type RowIssue, SHOWN_ISSUES } from './import-pass.ts'
import type { TableRow } from './table-row.ts'

/** The rows of a file that is none of orders, read and added up without storing anything. */
export class RecordExamination {
  readonly #read: (row: TableRow) => RowIssue | undefined
  readonly #end: () => { readonly figures: RecordFigures; readonly questions: readonly FileQuestion[] }
  readonly #issues: RowIssue[] = []

  constructor(kind: RecordFileKind, { rowPlan }: Pick<ImportPlan, 'rowPlan'>) {
    ;[this.#read, this.#end] = withRecordKind(kind, rowPlan, ({ step, tally: makeTally }) => {
      const tally = makeTally(true)
      const read = ({ line, cells }: TableRow): RowIssue | undefined => {
        const result = step(cells)
        if (!result.ok) return { row: line, ...result.refusal }
        tally.add(result.value)
        return undefined
      }
      return [read, () => ({ figures: tally.figures(), questions: tally.questions?.() ?? [] })] as const
    })
  }

  add(block: readonly TableRow[]): void {
    for (const row of block) {
      const issue = this.#read(row)
      if (issue !== undefined && this.#issues.length < SHOWN_ISSUES) this.#issues.push(issue)
    }
  }

  end(): { readonly figures: RecordFigures; readonly questions: readonly FileQuestion[]; readonly issues: readonly RowIssue[] } {
    return { ...this.#end(), issues: this.#issues }
  }
}
