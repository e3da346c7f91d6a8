import type { LedgerReceipt } from '#act/inbound/receipt-service.ts'
import type { SendEvent } from '#act/send-ledger.ts'
import { forgetsAttempt, nextSendState } from '#act/send-ledger.ts'
import type { ClaimedSend, PlannedContact, SendSubject, SettledSend } from '#act/send-store.ts'
import type { PlannedSend, SendState } from '#decide/decision.ts'

/** A row of the ledger in memory, never changed in place. */
export interface LedgerRow extends ClaimedSend {
  readonly state: SendState
  readonly reason: string
  readonly notBefore: Date
  readonly costMinor: number | null
  readonly leaseOwner: string | null
  readonly leaseUntil: Date | null
  readonly finishedAt: Date | null
  readonly recorded: boolean
  readonly handedAt: Date | null
  readonly providerId: string | null
  readonly askAt: Date | null
  readonly asks: number
  readonly accountId: string | null
  readonly boundAccount: string | null
  readonly addressHash: Buffer | null
  readonly heldAt: Date | null
  readonly heldReason: 'overdue' | 'paused' | null
  readonly softFailed: boolean
  readonly hasCoupon: boolean
  /** Of its last claim: the project's day that it takes a place of. */
  readonly claimedDay: string
}

export interface EarlyReceipt extends LedgerReceipt {
  readonly id: string
  readonly accountId: string
  readonly receivedAt: Date
}

const NEW = {
  attempts: 0,
  repeatUntil: null,
  leaseOwner: null,
  leaseUntil: null,
  recorded: false,
  handedAt: null,
  providerId: null,
  askAt: null,
  asks: 0,
  accountId: null,
  boundAccount: null,
  addressHash: null,
  heldAt: null,
  heldReason: null,
  softFailed: false,
  hasCoupon: false,
  claimedDay: '',
} as const

export function rowOfContact({ suppressed, ...contact }: PlannedContact): LedgerRow {
  return {
    ...NEW,
    ...contact,
    decisionId: null,
    draw: null,
    variables: { daysSinceLastOrder: null, favouriteCategory: '' },
    state: suppressed === null ? 'planned' : 'suppressed',
    reason: suppressed ?? '',
    finishedAt: suppressed === null ? null : contact.plannedAt,
  }
}

export function rowOfSend({ strategyId, strategyVersion, ...send }: PlannedSend): LedgerRow {
  return {
    ...NEW,
    ...send,
    source: { kind: 'strategy', id: strategyId },
    sourceVersion: strategyVersion,
    step: 1,
    content: null,
    purpose: 'marketing',
    priority: 0,
    nextChannels: [],
    expiresAt: null,
    state: 'planned',
    reason: '',
    finishedAt: null,
  }
}

export function subjectOf({ sendKey, decisionId, customerId, source, channel }: LedgerRow): SendSubject {
  return { sendKey, decisionId, customerId, source, channel }
}

export function claimedOf(row: LedgerRow): ClaimedSend {
  const { runId, sourceVersion, step, content, purpose, priority, nextChannels, expiresAt, attempts, repeatUntil, plannedAt, draw } = row
  const own = { runId, sourceVersion, step, content, purpose, priority, nextChannels, expiresAt, attempts, repeatUntil, plannedAt, draw }
  return { ...subjectOf(row), ...own, variables: row.variables }
}

export function settledOf(row: LedgerRow): SettledSend {
  const { sourceVersion, state, reason, hasCoupon, handedAt, finishedAt, plannedAt } = row
  return { ...subjectOf(row), sourceVersion, state, reason, hasCoupon, handedAt, finishedAt: finishedAt ?? plannedAt }
}

const FIRST_ASK_MS = 60_000

/** The row after what happened, by the product's rules and with what its store writes beside them; null: nothing changes. */
export function applied(row: LedgerRow, event: SendEvent, now: Date): LedgerRow | null {
  const change = nextSendState(row, event, now)
  if (change === null) return null
  const isOpen = change.state === 'planned'
  return {
    ...row,
    state: change.state,
    attempts: change.attempts,
    reason: change.reason,
    leaseUntil: null,
    leaseOwner: isOpen ? null : row.leaseOwner,
    finishedAt: isOpen ? null : now,
    recorded: false,
    notBefore: isOpen ? new Date(now.getTime() + change.delayMs) : row.notBefore,
    providerId: ('providerId' in event ? event.providerId : null) ?? row.providerId,
    askAt: change.state === 'uncertain' && row.accountId !== null ? new Date(now.getTime() + FIRST_ASK_MS) : null,
    repeatUntil: forgetsAttempt(event) ? null : row.repeatUntil,
    boundAccount: event.kind === 'reroute' ? null : ((event.kind === 'wait' ? event.accountId : undefined) ?? row.boundAccount),
    ...(event.kind === 'reroute' ? { channel: event.channel, nextChannels: event.nextChannels } : {}),
  }
}
