import type { Scope } from '#access/scope.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { UnitDraw } from '#decide/assign-arm.ts'
import type { Channel } from '#decide/strategy.ts'
import type { SendCounts, SendState } from '#decide/decision.ts'
import type { SendEvent } from './send-ledger.ts'
import type { MessageText, SealedMessage } from './sent-message.ts'

/** A send that this worker holds. */
export interface ClaimedSend {
  readonly sendKey: string
  readonly decisionId: string
  readonly runId: string
  readonly customerId: string
  readonly strategyId: string
  readonly strategyVersion: number
  readonly channel: Channel
  readonly attempts: number
  readonly plannedAt: Date
  /** Null: drawn alone. */
  readonly draw: UnitDraw | null
  readonly variables: { readonly daysSinceLastOrder: number | null; readonly favouriteCategory: string }
}

/** Who and what a send is about. */
export interface SendSubject {
  readonly sendKey: string
  readonly decisionId: string
  readonly customerId: string
  readonly strategyId: string
  readonly channel: Channel
}

/** A send whose outcome is not yet among the touches. */
export interface SettledSend extends SendSubject {
  readonly strategyVersion: number
  readonly state: SendState
  readonly reason: string
  readonly handedAt: Date | null
  readonly finishedAt: Date
}

/** A row of the list that people see. */
export interface SendView {
  readonly sendKey: string
  readonly runId: string
  readonly customerId: string
  readonly maskedName: string
  readonly strategyId: string
  readonly strategyName: BilingualText
  readonly channel: Channel
  readonly state: SendState
  readonly reason: string
  readonly attempts: number
  readonly plannedAt: Date
  readonly finishedAt: Date | null
}

export interface SendFilter extends Partial<PageRequest> {
  readonly runId?: string
  /** In one of these states. */
  readonly states?: readonly SendState[]
  /** Only these. */
  readonly sendKeys?: readonly string[]
  readonly customerId?: string
}

export interface SendStore {
  /** Takes up to `limit` planned sends that are due by `dueBy`. `owner` must be new for each claim: it fences off workers that lost theirs. */
  claim(
    owner: string,
    options: { readonly dueBy: Date; readonly now: Date; readonly leaseMs: number; readonly limit: number },
  ): Promise<ClaimedSend[]>
  /** Commits that the message is about to leave, and keeps its text with it. False: the claim was lost, and nothing may be sent. */
  hand(sendKey: string, owner: string, now: Date, leaseMs: number, message?: SealedMessage | null): Promise<boolean>
  /** Applies an outcome by the rules of send-ledger.ts. False: the worker no longer holds the lease. */
  settle(sendKey: string, owner: string, event: SendEvent, now: Date): Promise<boolean>
  /** Ends the claims that ran out. Returns how many sends went back to planned and how many became uncertain. */
  recover(now: Date): Promise<{ readonly planned: number; readonly uncertain: number }>
  /** Planned and claimed sends of a customer on a channel (null: every channel) become suppressed. */
  suppressOpen(customerId: string, channel: Channel | null, reason: string, now: Date): Promise<number>
  /** An operator's word on an uncertain send. False: it is not uncertain. */
  resolveUncertain(sendKey: string, event: Extract<SendEvent, { kind: 'delivered' | 'rejected' }>, now: Date): Promise<boolean>
  find(sendKey: string): Promise<SendSubject | null>
  unrecorded(limit: number): Promise<SettledSend[]>
  markRecorded(sendKeys: readonly string[]): Promise<void>
  counts(runId: string | null): Promise<SendCounts>
}

/** The ledger as people read it. */
export interface SendLog {
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
