import type { MailCounts } from './mailbox-reader.ts'

/** How the mailbox of an account is read, as people see it. */
export interface MailboxState {
  /** The end of the last round, whatever came of it. */
  readonly triedAt: Date | null
  /** When something was read last, or nothing was there to read. */
  readonly readAt: Date | null
  /** Code; empty when it could be read. */
  readonly problem: string
  /** Code; empty when mails that were read were marked or moved as the account says. */
  readonly markProblem: string
  /** Since the mailbox is read. */
  readonly counts: MailCounts
  /** The newest mails that could not be read or applied. */
  readonly aside: readonly {
    /** Of the message in its folder. */
    readonly number: number
    readonly reason: string
    readonly tries: number
    readonly willTryAgain: boolean
    readonly firstAt: Date
    readonly lastAt: Date
  }[]
}
