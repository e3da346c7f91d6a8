import type { Notice, NoticeSettings, NoticeTarget } from './notice.ts'
import type { NoticeKind } from './notice-names.ts'
import type { NoticeLine } from './notice-text.ts'

/** Words that go to one place together. They are marked as handed over before anything leaves. */
export interface HeldWords {
  readonly target: NoticeTarget
  readonly words: readonly (NoticeLine & { readonly id: string; readonly at: Date; readonly tries: number })[]
}

export type WordState = 'waiting' | 'handed' | 'told' | 'failed' | 'uncertain' | 'dropped'

/** One line of what was told. */
export interface ToldWord extends NoticeLine {
  readonly kind: NoticeKind
  readonly id: string
  readonly way: NoticeTarget['way']
  readonly accountId: string | null
  readonly userId: string
  readonly state: WordState
  readonly reason: string
  readonly at: Date
  readonly dueAt: Date
  readonly toldAt: Date | null
}

export interface NoticeStore {
  settings(): Promise<NoticeSettings | null>
  save(settings: NoticeSettings, now: Date): Promise<void>
  /** Keeps a notice with its words, each due at its time. False: it is known already. */
  note(notice: Notice, targets: readonly NoticeTarget[], dueAt: Date): Promise<boolean>
  /** Takes everything that waits for one place where something is due; null: nothing is. */
  take(now: Date): Promise<HeldWords | null>
  settle(ids: readonly string[], state: WordState, reason: string, end: { readonly now: Date; readonly dueAt?: Date }): Promise<void>
  /** Words that were handed over before and never settled: nobody can tell whether they left. */
  endLost(before: Date, now: Date): Promise<number>
  /** Text messages that left for a colleague since then. */
  smsSince(userId: string, since: Date): Promise<number>
  log(limit: number): Promise<readonly ToldWord[]>
  forget(before: Date): Promise<void>
  phones(): Promise<ReadonlyMap<string, { readonly masked: string }>>
  /** In clear, for the moment of sending. */
  phoneOf(userId: string): Promise<string | null>
  setPhone(userId: string, phone: string | null): Promise<void>
  /** Messages that wait for a person, and tasks that are overdue. */
  standing(now: Date): Promise<{ readonly sendsWaiting: number; readonly tasksOverdue: number }>
}
