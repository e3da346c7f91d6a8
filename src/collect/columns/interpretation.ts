import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ImportKind } from '../import/import-fields.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { AttributeColumn } from './attribute.ts'
import type { DecimalFormat } from './decimal-format.ts'
import type { FileQuestion } from './file-question.ts'
import type { KnownLayout } from './known-layout.ts'
import type { LineRole } from './line-roles.ts'
import type { MoneyPlan } from './money-plan.ts'
import type { StatusClass } from './status-class.ts'

/** Why a column was matched to a field, in both languages. */
export interface ColumnReading {
  readonly position: number
  /** Its unique name in the file, see `Table.columns`. */
  readonly heading: string
  /** Undefined: the column is not mapped (it may still be kept as an attribute). */
  readonly field: string | undefined
  /** 0 to 1; 1 for a known layout, a preset or the owner's choice. */
  readonly confidence: number
  readonly why: BilingualText
  /** Other possible fields, most likely first. */
  readonly others: readonly string[]
}

/** One status word of the file. */
export interface StatusReading {
  /** The column it appears in. */
  readonly field: 'status' | 'refundStatus'
  readonly word: string
  readonly rows: number
  readonly counts: StatusClass | undefined
}

/** How a file is understood: the same for preview, dry run, import, analysis and every interface. Pure data without personal values, except samples of status words. */
export interface Interpretation {
  readonly kind: ImportKind
  readonly layout: KnownLayout | undefined
  readonly columns: readonly ColumnReading[]
  /** Field -> column position. */
  readonly positions: ReadonlyMap<string, number>
  /** For known layouts: if the first of these columns is blank, the next one that is not is used. */
  readonly fallbacks: readonly (readonly number[])[]
  /** Undefined for kinds other than orders. */
  readonly money: MoneyPlan | undefined
  readonly timeZone: string
  readonly currency: string
  readonly dateOrder: DateOrder
  /** False if no value of the file is decisive. */
  readonly dateOrderSure: boolean
  /** Field -> how its numbers are written. */
  readonly decimals: ReadonlyMap<string, DecimalFormat>
  readonly statuses: readonly StatusReading[]
  /** See `OrderPlan`. */
  readonly lineRoles: ReadonlyMap<string, LineRole>
  /** Whether blank order cells take the value of the row above within the same order. */
  readonly carriesDown: boolean
  /** For customers: the non-empty columns kept as attributes. */
  readonly attributes: readonly AttributeColumn[]
  readonly questions: readonly FileQuestion[]
}
