import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Something about a file that its owner should know or decide. */
export interface FileQuestion {
  readonly code: string
  /**
   * notice: our choice where the file is ambiguous. question: something looks wrong, but the import continues. blocking: nothing is written
   * until it is answered by a correction or accepted.
   */
  readonly weight: 'notice' | 'question' | 'blocking'
  readonly text: BilingualText
  /** The field it is about, and the columns that could hold it. */
  readonly field?: string
  readonly columns?: readonly string[]
  /** A suggested other name for an attribute. */
  readonly freeName?: string
  /** Unknown words of a status column, with their row counts. */
  readonly words?: readonly { readonly word: string; readonly rows: number }[]
}
