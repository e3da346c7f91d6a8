import type { BilingualText } from '#kernel/bilingual-text.ts'

/** The event that answers are: its properties are the choices by the name of the question, several of them joined by "|". */
export const ANSWERED_EVENT = 'Questionnaire Answered'

/** single, multiple: of the options. number: within its limits. date: YYYY-MM-DD. */
export const QUESTION_KINDS = ['single', 'multiple', 'number', 'date'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** Fixed fields of a customer that an answer may fill; any other name is an attribute. */
export const ANSWER_FIELDS = ['gender', 'region', 'birthYear'] as const
export type AnswerField = (typeof ANSWER_FIELDS)[number]

export interface QuestionOption {
  /** What is stored. */
  readonly value: string
  readonly label: BilingualText
}

export interface Question {
  /** Stable: a to z, digits and _. */
  readonly name: string
  readonly label: BilingualText
  readonly kind: QuestionKind
  readonly isRequired: boolean
  /** Of single and multiple. */
  readonly options: readonly QuestionOption[]
  /** Of numbers, both included. */
  readonly least: number | null
  readonly most: number | null
  /** What an answer becomes: a fixed field, or the attribute of this name; null: nothing but the answer. */
  readonly field: string | null
}

export interface QuestionnaireContent {
  readonly title: BilingualText
  readonly intro: BilingualText
  /** What people agree to before they send it. */
  readonly consent: BilingualText
  /** Anybody may open it by its address, beside those who got a link. */
  readonly isPublic: boolean
  readonly questions: readonly Question[]
}

export interface Questionnaire extends QuestionnaireContent {
  /** Stable: a to z, digits and -. Part of its address. */
  readonly id: string
  readonly version: number
  readonly savedAt: Date
  readonly savedBy: string
  readonly archivedAt: Date | null
}

/** The answer to a question: a value, or several. */
export type AnswerValue = string | readonly string[]
export type Answers = Readonly<Record<string, AnswerValue>>

export interface QuestionnaireCounts {
  /** Customers who were given a link, opened it, and answered by any way. */
  readonly sent: number
  readonly opened: number
  readonly answered: number
}
