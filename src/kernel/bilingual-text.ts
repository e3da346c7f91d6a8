/** The same text in both languages of the product. */
export interface BilingualText {
  readonly zh: string
  readonly en: string
}

export type TextLanguage = keyof BilingualText
