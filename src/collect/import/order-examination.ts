import { NO_CUSTOMER } from '#kernel/id.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import type { UnderstoodRow } from '../columns/truth-table.ts'
import type { TableRow } from './table-row.ts'
import { absurdities } from './absurdities.ts'
import { type RowIssue, SHOWN_ISSUES } from './import-pass.ts'
import type { ImportPlan } from './import-plan.ts'
import { truthOf, type TruthFigures } from './import-truth.ts'
import { KeyCounter } from './key-counter.ts'
import type { OrderLine } from './order-line.ts'
import { orderReader } from './order-reader.ts'
import type { ReadRow } from './row-reader.ts'
import { OrderTally } from './order-tally.ts'
import { understoodRow } from './understood-row.ts'

/** The figures of an order file before any store is queried: customers are distinguished by the first identifier of each row. */
export interface Examined {
  readonly rows: number
  readonly refused: number
  readonly customers: number
  readonly figures: TruthFigures
  readonly questions: readonly FileQuestion[]
  readonly understood: readonly UnderstoodRow[]
  /** The first refused rows. */
  readonly issues: readonly RowIssue[]
}

const SHOWN = 10

/** Reads rows of orders as an import would and adds them up. Exact copies of a row count once, as they do in the product. */
export class OrderExamination {
  readonly #plan: ImportPlan
  readonly #onLine: ((line: OrderLine) => void) | undefined
  readonly #reader: ReturnType<typeof orderReader>
  readonly #tally: OrderTally
  readonly #copies = new KeyCounter()
  readonly #people = new KeyCounter()
  readonly #understood: UnderstoodRow[] = []
  readonly #issues: RowIssue[] = []
  #rows = 0
  #refused = 0

  /** `onLine` is given each line that could be read. */
  constructor(plan: ImportPlan, onLine?: (line: OrderLine) => void) {
    this.#onLine = onLine
    this.#plan = plan
    this.#reader = orderReader(plan.rowPlan, plan.orderPlan)
    this.#tally = new OrderTally(plan.interpretation.timeZone)
  }

  add(rows: readonly TableRow[]): void {
    for (const { line, cells } of rows) for (const row of this.#reader.push(line, cells)) this.#take(row)
  }

  end(): Examined {
    for (const row of this.#reader.end()) this.#take(row)
    const facts = this.#tally.facts()
    return {
      rows: this.#rows,
      refused: this.#refused,
      customers: this.#people.size,
      figures: truthOf(facts, this.#plan),
      questions: absurdities({ ...facts, rows: this.#rows, quarantined: this.#refused, mapping: this.#plan.mapping }),
      understood: this.#understood,
      issues: this.#issues,
    }
  }

  /** The first rows of the file; orders that are held back come after the rows below them. */
  #show(row: ReadRow<OrderLine>): void {
    const shown = this.#understood
    const last = shown[shown.length - 1]
    if (shown.length >= SHOWN && last !== undefined && row.line > last.line) return
    shown.push(understoodRow(row, this.#plan))
    shown.sort((a, b) => a.line - b.line)
    if (shown.length > SHOWN) shown.pop()
  }

  #take(row: ReturnType<ReturnType<typeof orderReader>['push']>[number]): void {
    this.#rows += 1
    this.#show(row)
    if (!row.result.ok) {
      this.#refused += 1
      if (this.#issues.length < SHOWN_ISSUES) this.#issues.push({ row: row.line, ...row.result.refusal })
      return
    }
    const { value, content } = row.result
    this.#onLine?.(value)
    if (this.#copies.addText(content) > 0) {
      this.#tally.addCopy(value)
      return
    }
    const customer = firstIdentifier(value)
    if (customer !== NO_CUSTOMER) this.#people.addText(customer)
    this.#tally.add(value, customer)
  }
}

function firstIdentifier({ identifiers }: OrderLine): string {
  const [first] = identifiers
  return first === undefined ? NO_CUSTOMER : `${first.kind}:${first.value}`
}
