import type { Scope } from '#access/scope.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { UnitDraw } from '#decide/assign-arm.ts'
import type { Channel } from '#decide/strategy.ts'
import type { SendCounts, SendState } from '#decide/decision.ts'
import type { MessagePurpose } from './outgoing-message.ts'
import type { SendEvent } from './send-ledger.ts'
import type { ChosenHour, HourKind } from './send-time/choose-hour.ts'
import type { SendSource } from './send-source.ts'
import type { TryNow, WaitingSends } from './sending/waiting.ts'
import type { MessageText, SealedMessage } from './sent-message.ts'

/** A send that this worker holds. */
export interface ClaimedSend {
  readonly sendKey: string
  /** Null: no decision of a run is behind it. */
  readonly decisionId: string | null
  readonly runId: string
  readonly customerId: string
  readonly source: SendSource
  readonly sourceVersion: number
  /** Of the run, from 1. */
  readonly step: number
  /** Null: the text stands in the source, as that of a strategy does. */
  readonly content: ContentVersion | null
  readonly purpose: MessagePurpose
  readonly priority: number
  /** Channels to try when this one cannot reach the customer, in their order. */
  readonly nextChannels: readonly Channel[]
  /** After this it is not sent any more. */
  readonly expiresAt: Date | null
  readonly channel: Channel
  readonly attempts: number
  /** Not null: an earlier attempt may have been accepted; until then the account it was handed to sends it once all the same. */
  readonly repeatUntil: Date | null
  readonly plannedAt: Date
  /** Null: drawn alone. */
  readonly draw: UnitDraw | null
  readonly variables: { readonly daysSinceLastOrder: number | null; readonly favouriteCategory: string }
}

/** A version of a content of `content/message-content.ts`. */
export interface ContentVersion {
  readonly id: string
  readonly version: number
}

/** A contact that did not come of a decision on a strategy, as it is planned. Its key is made by `contactKey`, so planning it again changes nothing. */
export interface PlannedContact {
  readonly sendKey: string
  readonly runId: string
  readonly customerId: string
  readonly source: SendSource
  readonly sourceVersion: number
  readonly step: number
  readonly content: ContentVersion | null
  readonly purpose: MessagePurpose
  /** Higher ones leave first. */
  readonly priority: number
  readonly channel: Channel
  readonly nextChannels: readonly Channel[]
  readonly notBefore: Date
  readonly expiresAt: Date | null
  readonly plannedAt: Date
  /** Minor units of the project's currency; null: not known. */
  readonly costMinor: number | null
  /** The only account that may send it; null or absent: any of the channel. */
  readonly accountId?: string | null
  /** The hour that was chosen for it; null or absent: none was. */
  readonly hour?: ChosenHour | null
  /** Why nobody is contacted: the send is kept as suppressed, so that people see why this customer got nothing. Null: it is to be sent. */
  readonly suppressed: string | null
}

/** Who and what a send is about. */
export interface SendSubject {
  readonly sendKey: string
  readonly decisionId: string | null
  readonly customerId: string
  readonly source: SendSource
  readonly channel: Channel
  /** Of the last attempt; absent: not asked for. */
  readonly handedAt?: Date | null
}

/** A send whose outcome is not yet among the touches. */
export interface SettledSend extends SendSubject {
  readonly sourceVersion: number
  readonly state: SendState
  readonly reason: string
  /** A coupon code was in its message, beside those of strategies. */
  readonly hasCoupon: boolean
  /** Where the hour at which it was to leave came from; absent: no hour was chosen for it. */
  readonly hourKind?: HourKind
  readonly handedAt: Date | null
  readonly finishedAt: Date
}

export interface NamedSource extends SendSource {
  readonly name: BilingualText
}

/** A row of the list that people see. */
export interface SendView {
  readonly sendKey: string
  readonly runId: string
  readonly customerId: string
  readonly maskedName: string
  readonly source: SendSource & { readonly version: number; readonly name: BilingualText }
  readonly content: ContentVersion | null
  /** What it was made of, of a content with variants: null until it was made, and where there are none. */
  readonly variant: SentVariant | null
  readonly purpose: MessagePurpose
  readonly channel: Channel
  readonly state: SendState
  readonly reason: string
  readonly attempts: number
  readonly plannedAt: Date
  readonly finishedAt: Date | null
}

/** The variant of a content that a message was made of. */
export interface SentVariant {
  /** `base`: the content itself. */
  readonly id: string
  /** As it was called then; empty: the content itself. */
  readonly name: string
}

/** Which sends somebody looks at; what is left out does not narrow. */
export interface SendFilter extends Partial<PageRequest> {
  readonly runId?: string
  /** Of this kind, or of exactly one source. */
  readonly source?: Pick<SendSource, 'kind'> & Partial<SendSource>
  readonly channel?: Channel
  /** The account that it was handed to. */
  readonly accountId?: string
  readonly reason?: string
  /** Id of the variant of the content, `base` for the content itself where it has variants. */
  readonly variant?: string
  /** Planned at or after this. */
  readonly from?: Date
  /** Planned before this. */
  readonly until?: Date
  /** In one of these states. */
  readonly states?: readonly SendState[]
  /** Only these. */
  readonly sendKeys?: readonly string[]
  readonly customerId?: string
}

export interface ClaimOptions {
  /** Absent: of any channel. */
  readonly channel?: Channel
  /** That they will be handed to, with the project's day and how many it may take on it in all (null: no limit). */
  readonly account?: { readonly id: string; readonly day: string; readonly limit: number | null }
  readonly dueBy: Date
  readonly now: Date
  readonly leaseMs: number
  readonly limit: number
}

/** What became of a send that a worker holds. */
export interface Settlement {
  readonly sendKey: string
  readonly owner: string
  readonly event: SendEvent
}

/** A message that is about to leave. */
export interface HandOver {
  readonly sendKey: string
  readonly owner: string
  readonly message: SealedMessage | null
  /** Null: it leaves by no account, but is a row of our own. */
  readonly accountId: string | null
  /** Blind index of the address. */
  readonly addressHash: Buffer | null
  /** So long after this hand-over the account sends it once however often it is handed over; null: it does not promise that. */
  readonly repeatMs: number | null
  readonly hasCoupon: boolean
}

export interface SendStore {
  /** Adds contacts that are not in the ledger yet; those that are stay as they are. Returns how many are new. */
  planContacts(contacts: readonly PlannedContact[]): Promise<number>
  /**
   * Takes up to `limit` planned sends that are due by `dueBy`, at most one of each customer and none of one who has another on its way. `owner` must be new
   * for each claim: it fences off workers that lost theirs.
   */
  claim(owner: string, options: ClaimOptions): Promise<ClaimedSend[]>
  /**
   * Notes that these channels can send, and holds back what was due long before a channel could again: a person says whether it still leaves. Returns how
   * many sends that is new for.
   */
  beat(channels: readonly Channel[], now: Date): Promise<number>
  /** Messages that wait for the word of a person because they are overdue. */
  countHeld(): Promise<number>
  /** They are due now (`send`), or suppressed (`drop`). Returns how many. */
  settleHeld(action: 'send' | 'drop', now: Date): Promise<number>
  /** What waits for the reason is due now. Returns how many that is new for. */
  tryNow(which: TryNow, now: Date): Promise<number>
  /** Channels that have something due. */
  dueChannels(dueBy: Date): Promise<readonly Channel[]>
  /** Claims that did not leave give their places in the day of the account back. */
  giveBack(accountId: string, day: string, messages: number): Promise<void>
  /** Settles and hands over in one commit, in this order. A hand-over is stamped by the clock of the ledger, and nothing is repeated after the end of its promise. Both answer with the keys that it was true for: of the others the claim was lost. */
  commit(
    block: { readonly settle: readonly Settlement[]; readonly hand: readonly HandOver[] },
    now: Date,
    leaseMs: number,
  ): Promise<{ readonly settled: ReadonlySet<string>; readonly handed: ReadonlySet<string> }>
  /** Commits that the message is about to leave, and keeps its text with it. False: the claim was lost, and nothing may be sent. */
  hand(sendKey: string, owner: string, now: Date, leaseMs: number, message?: SealedMessage | null): Promise<boolean>
  /** Applies an outcome by the rules of send-ledger.ts. False: the worker no longer holds the lease. */
  settle(sendKey: string, owner: string, event: SendEvent, now: Date): Promise<boolean>
  /** Ends the claims that ran out. Returns how many sends went back to planned and how many became uncertain. */
  recover(now: Date): Promise<{ readonly planned: number; readonly uncertain: number }>
  /**
   * Planned and claimed sends of a customer on a channel (null: every channel) become suppressed: marketing only, unless the reason is `do_not_contact`, since
   * what a transactional message needs is looked at again before it leaves.
   */
  suppressOpen(customerId: string, channel: Channel | null, reason: string, now: Date): Promise<number>
  /** An operator's word on an uncertain send. False: it is not uncertain. */
  resolveUncertain(sendKey: string, event: Extract<SendEvent, { kind: 'delivered' | 'rejected' }>, now: Date): Promise<boolean>
  find(sendKey: string): Promise<SendSubject | null>
  unrecorded(limit: number): Promise<SettledSend[]>
  /** Those that changed since they were read stay unrecorded. */
  markRecorded(settled: readonly SettledSend[]): Promise<void>
  counts(runId: string | null): Promise<SendCounts>
}

/** How many sends have a state for a reason. */
export interface SendTally {
  readonly state: SendState
  /** Empty: none. */
  readonly reason: string
  readonly sends: number
}

/** All that is known of one send. */
export interface SendDetail extends SendView {
  /** What happened to it in the order of time: those steps that have a time. */
  readonly steps: readonly { readonly kind: SendStepKind; readonly at: Date }[]
  readonly priority: number
  readonly step: number
  readonly nextChannels: readonly Channel[]
  readonly account: { readonly id: string; readonly name: string; readonly provider: string } | null
  /** What the provider calls it. */
  readonly providerId: string | null
  /** Not before then; of one that is settled, when it was due. */
  readonly dueAt: Date
  readonly expiresAt: Date | null
  /** How often the provider was asked, and when it is asked again (null: not). */
  readonly asks: number
  readonly askAt: Date | null
}

/** `held`: it is overdue and waits for a person; `paused`: its broadcast is. `finished`: its state is what became of it. */
export type SendStepKind = 'planned' | 'held' | 'paused' | 'handed' | 'accepted' | 'finished'

/** The ledger as people read it. */
export interface SendLog {
  /** By state and reason, of all that the filter holds for; its page counts for nothing. */
  tally(scope: Scope, filter: SendFilter): Promise<readonly SendTally[]>
  /** What is planned or claimed, by what it waits for, the most first; its page counts for nothing. */
  waiting(scope: Scope, filter: SendFilter, now: Date): Promise<readonly WaitingSends[]>
  /** What has sends at all, with its name: strategies, broadcasts, questionnaires. */
  sources(): Promise<readonly NamedSource[]>
  /** Null: there is no such send in the scope. */
  detail(scope: Scope, sendKey: string): Promise<SendDetail | null>
  /** Newest first; `total` with the first page. */
  list(scope: Scope, filter: SendFilter): Promise<Page<SendView>>
  /** Null: there is no such send in the scope. `message` is null when no text was kept or its key is gone. */
  message(
    scope: Scope,
    sendKey: string,
  ): Promise<{
    readonly customerId: string
    readonly channel: Channel
    readonly handedAt: Date | null
    readonly message: MessageText | null
  } | null>
}
