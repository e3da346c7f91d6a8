/** Something about a file that its owner should know or decide. */
export interface FileQuestion {
  readonly code: string
  /**
   * notice: what we understood where it could be understood otherwise. question: what looks absurd, the import goes on. blocking: nothing is written
   * until it is answered by a correction or accepted.
   */
  readonly weight: 'notice' | 'question' | 'blocking'
  readonly text: { readonly zh: string; readonly en: string }
  /** The field it is about, and the columns that could hold it. */
  readonly field?: string
  readonly columns?: readonly string[]
  /** Another name that an attribute could have. */
  readonly freeName?: string
  /** Words of a status column that are not known, with their rows. */
  readonly words?: readonly { readonly word: string; readonly rows: number }[]
}
