import type { Channel } from '#decide/strategy.ts'
import { POLICY_REASONS } from '../policy/judge-contact.ts'
import type { SendFilter } from '../send-store.ts'

/** What messages wait for that have no reason of their own. */
export type WaitReason = 'in_turn' | 'at_its_time' | 'broadcast_paused' | 'overdue_held' | 'chosen_account_off'

/** Messages of one channel that wait for the same thing. */
export interface WaitingSends {
  readonly channel: Channel
  /** The reason of the messages, or a WaitReason. */
  readonly reason: string
  /** Whether `reason` is one that the messages have: by it they are found in the list. */
  readonly isOwn: boolean
  /** Accounts that have refused some of them, or that alone may send them. The name is empty where it was removed. */
  readonly accounts: readonly { readonly id: string; readonly name: string }[]
  readonly messages: number
  /** When the first of them began to wait for it. */
  readonly since: Date
  /** When one of them was last handed over; null: none was. */
  readonly lastTryAt: Date | null
  /** When the next one is due; null: a person has to let them go on. */
  readonly nextAt: Date | null
  /** How many of them are not due yet: only those can be tried sooner. */
  readonly later: number
}

/** Which waiting messages are to be tried now. */
export interface TryNow extends Pick<SendFilter, 'runId' | 'channel' | 'accountId'> {
  readonly reason: string
}

/** The wish of the customer, the rules of the project and its control groups decide when such a message leaves; nobody mends them by trying. */
const NOT_BY_HAND: ReadonlySet<string> = new Set([...POLICY_REASONS, 'not_judged', 'other_account', 'on_its_way'])

/** Whether somebody may have mended what messages wait for, so that trying now makes sense. */
export function canTryNow({ reason, isOwn, later }: Pick<WaitingSends, 'reason' | 'isOwn' | 'later'>): boolean {
  return isOwn && later > 0 && mayTry(reason)
}

export function mayTry(reason: string): boolean {
  return reason !== '' && !NOT_BY_HAND.has(reason)
}
