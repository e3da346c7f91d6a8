import type { ImportKind } from '../import/import-fields.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { AttributeColumn } from './attribute.ts'
import type { DecimalFormat } from './decimal-format.ts'
import type { FileQuestion } from './file-question.ts'
import type { KnownLayout } from './known-layout.ts'
import type { LineRole } from './line-roles.ts'
import type { MoneyPlan } from './money-plan.ts'
import type { StatusClass } from './status-class.ts'

/** Why a column was taken for a field: said in both languages. */
export interface ColumnReading {
  readonly position: number
  /** Its own name in the file, see `Table.columns`. */
  readonly heading: string
  /** Undefined: the column is not read (it may still be kept as an attribute). */
  readonly field: string | undefined
  /** 0 to 1: 1 for a known layout, a preset or what its owner said. */
  readonly confidence: number
  readonly why: { readonly zh: string; readonly en: string }
  /** Other fields that it could be, most likely first. */
  readonly others: readonly string[]
}

/** One status word of the file. */
export interface StatusReading {
  /** The column it stands in. */
  readonly field: 'status' | 'refundStatus'
  readonly word: string
  readonly rows: number
  readonly counts: StatusClass | undefined
}

/** How a file is understood: the same for preview, dry run, import, analysis and every door. Pure data, nothing of it is personal but samples of status words. */
export interface Interpretation {
  readonly kind: ImportKind
  readonly layout: KnownLayout | undefined
  readonly columns: readonly ColumnReading[]
  /** Field -> position of its column. */
  readonly positions: ReadonlyMap<string, number>
  /** Of a known layout: where the first of these columns is blank, the next that is not says it. */
  readonly fallbacks: readonly (readonly number[])[]
  /** Undefined for kinds other than orders. */
  readonly money: MoneyPlan | undefined
  readonly timeZone: string
  readonly currency: string
  readonly dateOrder: DateOrder
  /** False where no value of the file decides. */
  readonly dateOrderSure: boolean
  /** Field -> how its numbers are written. */
  readonly decimals: ReadonlyMap<string, DecimalFormat>
  readonly statuses: readonly StatusReading[]
  /** See `OrderPlan`. */
  readonly lineRoles: ReadonlyMap<string, LineRole>
  /** Whether blank cells of an order take the value of the row above where it is of the same order. */
  readonly carriesDown: boolean
  /** Of customers: the columns that are kept as attributes and hold a value. */
  readonly attributes: readonly AttributeColumn[]
  readonly questions: readonly FileQuestion[]
}
