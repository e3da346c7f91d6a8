import type { PersonKind } from '#collect/identity-claim.ts'
import type { Answers, Questionnaire, QuestionnaireContent, QuestionnaireCounts } from './questionnaire.ts'

export interface StoredAnswers {
  readonly questionnaire: string
  readonly version: number
  /** The record that said it. */
  readonly customerId: string
  readonly answers: Answers
  readonly saidAt: Date
  readonly by: 'link' | 'public' | 'api'
}

export interface QuestionnaireStore {
  /** Archived ones too, by id. */
  all(): Promise<readonly Questionnaire[]>
  /** False: there is one already. */
  add(questionnaire: Questionnaire): Promise<boolean>
  /** False: the version is no longer `base`. */
  save(id: string, base: number, content: QuestionnaireContent, saved: { readonly at: Date; readonly by: string }): Promise<boolean>
  archive(id: string, at: Date | null): Promise<void>
  counts(): Promise<ReadonlyMap<string, QuestionnaireCounts>>
  /** Customers by question and value, of the answers that hold. */
  results(id: string): Promise<readonly { readonly question: string; readonly value: string; readonly customers: number }[]>
  noteSent(id: string, customerId: string, at: Date): Promise<void>
  noteOpened(id: string, customerId: string, at: Date): Promise<void>
  /** Keeps answers in place of earlier ones of the same record. */
  keep(answers: StoredAnswers): Promise<void>
  /** Of all records of a customer, the newest of each questionnaire. */
  of(customerId: string): Promise<readonly StoredAnswers[]>
  /** The customer that a record belongs to now; null: there is none, or it was erased. */
  personOf(customerId: string): Promise<string | null>
  /** What the customer is called by, the strongest first; opened to say something of them and nothing else. */
  identifiersOf(customerId: string): Promise<readonly { readonly kind: PersonKind; readonly value: string }[]>
  /** The source whose word answers are; made when it is asked for first. */
  sourceId(now: Date): Promise<string>
}
