import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ImportKind } from '../import/import-fields.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { StatusClass } from './status-class.ts'

/** A platform export recognised by its headings. Anything not given comes from the file's values and the project's settings. */
export interface KnownLayout {
  /** Lower case with hyphens: `shopify-orders`. */
  readonly name: string
  /** The common name of the file. */
  readonly label: BilingualText
  readonly kind: ImportKind
  /** Headings that must all be present for a file to match. */
  readonly marks: readonly string[]
  /** Headings that this layout never has; they distinguish it from similar layouts. */
  readonly never?: readonly string[]
  /** Field -> its headings in any version of the export; the first one present and not empty is used. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  /** Status word as the export writes it -> its meaning; takes precedence over the general words. */
  readonly statuses?: Readonly<Record<string, StatusClass>>
  /** Whether `unitPrice` is the price of one piece or of the whole line; if not given, the figures decide. */
  readonly price?: 'piece' | 'line'
  /** Whether money fields appear on every row of an order or only on its first; if not given, the rows decide. */
  readonly rows?: 'order' | 'line'
  readonly timeZone?: string
  readonly currency?: string
  readonly dateOrder?: DateOrder
  /** Orders whose number has this prefix are accounting corrections. */
  readonly adjustmentPrefix?: string
  /** Refunds on rows of their own: where this heading holds one of the words, `amount` is the heading of the refunded amount. */
  readonly refundRows?: { readonly heading: string; readonly words: readonly string[]; readonly amount: string }
  /** Only rows with one of the words under this heading are imported; others are skipped without a notice. */
  readonly onlyRows?: { readonly heading: string; readonly words: readonly string[] }
  /** Further columns that classify a row: heading -> word -> meaning. They apply to rows that count as a sale by their status. */
  readonly flags?: Readonly<Record<string, Readonly<Record<string, StatusClass>>>>
  /** Parts of the order total that never belong to the shop, such as tax kept by the platform; only in rows with that word under `where`. */
  readonly notOurs?: {
    readonly headings: readonly string[]
    readonly where: { readonly heading: string; readonly words: readonly string[] }
  }
  /** The order total after refunds and changes; blank or 0 if unchanged. The difference was refunded. */
  readonly keptTotal?: string
  /** Blank in an order's summary row above its items: that row's figures are order totals, and it is not an item. */
  readonly blankInSummary?: string
  /** For known files that are not lists of orders or customers: the reason, and which export to use instead. */
  readonly refused?: BilingualText
  /** For exports without identifiable customers: which other export or tool has them. */
  readonly withoutCustomer?: BilingualText
}
