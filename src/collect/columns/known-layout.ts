import type { ImportKind } from '../import/import-fields.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { StatusClass } from './status-class.ts'

/** The export of a platform, known by its headings. What is not given comes from the values of the file and the settings of the project. */
export interface KnownLayout {
  /** Lower case with hyphens: `shopify-orders`. */
  readonly name: string
  /** What people call the file. */
  readonly label: { readonly zh: string; readonly en: string }
  readonly kind: ImportKind
  /** Headings that must all be there for the file to be this one. */
  readonly marks: readonly string[]
  /** Headings that a file of this layout never has: they tell it from a layout that looks like it. */
  readonly never?: readonly string[]
  /** Field -> the headings that hold it, in any version of the export; the first that is there and not empty is taken. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  /** Status word, as the export writes it -> what it means; wins over the general words. */
  readonly statuses?: Readonly<Record<string, StatusClass>>
  /** Whether the column of `unitPrice` holds the price of one piece or of the whole line; where not given the figures decide. */
  readonly price?: 'piece' | 'line'
  /** Whether money fields stand on every row of an order or on its first row only; where not given the rows decide. */
  readonly rows?: 'order' | 'line'
  readonly timeZone?: string
  readonly currency?: string
  readonly dateOrder?: DateOrder
  /** Orders whose number begins so are corrections of the books. */
  readonly adjustmentPrefix?: string
  /** Rows that say a refund on a line of their own: where this heading holds one of the words, `amount` is the heading of what was given back. */
  readonly refundRows?: { readonly heading: string; readonly words: readonly string[]; readonly amount: string }
  /** Only rows that hold one of the words under this heading are of this kind; others are left out without a word. */
  readonly onlyRows?: { readonly heading: string; readonly words: readonly string[] }
  /** Further columns that say what a row is: heading -> word -> what it means. A row that its status takes for a sale is then that. */
  readonly flags?: Readonly<Record<string, Readonly<Record<string, StatusClass>>>>
  /** Parts of the order's total that are never the shop's, such as a tax that the platform keeps; only in rows with that word under `where`. */
  readonly notOurs?: {
    readonly headings: readonly string[]
    readonly where: { readonly heading: string; readonly words: readonly string[] }
  }
  /** The order's total after refunds and changes: blank or 0 where nothing was changed. The difference was given back. */
  readonly keptTotal?: string
  /** Blank in the row above the items of an order that sums them up: its figures are of the order, and it is no item. */
  readonly blankInSummary?: string
  /** The file is known and is no list of orders or customers: why, and which export is. */
  readonly refused?: { readonly zh: string; readonly en: string }
  /** Where the export names no customer that could be told apart: which other export or tool brings one. */
  readonly withoutCustomer?: { readonly zh: string; readonly en: string }
}
