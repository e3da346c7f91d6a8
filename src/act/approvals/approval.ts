import type { BilingualText } from '#kernel/bilingual-text.ts'

/** What may need the word of a second person. Each is known by the id and the version that were looked at: another version needs another word. */
export const APPROVAL_KINDS = ['broadcast', 'series', 'journey', 'strategy'] as const
export type ApprovalKind = (typeof APPROVAL_KINDS)[number]

export interface ApprovalSubject {
  readonly kind: ApprovalKind
  readonly id: string
  readonly version: number
}

/** waiting -> approved or refused by somebody else; withdrawn by whoever takes the subject back, replaced when another version is asked for. */
export const APPROVAL_STATES = ['waiting', 'approved', 'refused', 'withdrawn', 'replaced'] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** What was known when it was asked for; figures of a preview, as far as there was one. */
export interface ApprovalFacts {
  /** Customers who would get it; null: nobody looked. */
  readonly planned: number | null
  readonly byChannel: Readonly<Record<string, number>>
  /** Customers who would not, by reason. */
  readonly reasons: Readonly<Record<string, number>>
  /** Minor units of the project's currency; null: not known. */
  readonly costMinor: number | null
  /** What is agreed to, as sentences; absent: the subject has a page of its own that shows it. */
  readonly words?: readonly BilingualText[]
}

export interface Approval {
  readonly id: string
  readonly subject: ApprovalSubject
  /** What the subject was called. */
  readonly title: string
  /** Customers of its audience then. */
  readonly people: number
  readonly facts: ApprovalFacts
  readonly state: ApprovalState
  readonly askedBy: string
  readonly askedAt: Date
  /** Labels of those whose work it is; with who asked, none of them may decide. */
  readonly authors: readonly string[]
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  /** Why it was refused; also what an approver wants to be known. */
  readonly reason: string
}

export type NewApproval = Pick<Approval, 'id' | 'subject' | 'title' | 'people' | 'facts' | 'askedBy' | 'askedAt' | 'authors'>
