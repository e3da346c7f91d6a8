import type { BroadcastLedger } from '#act/broadcasts/broadcast-ports.ts'
import { messageIdOf } from '#act/compose-email.ts'
import type { LedgerReceipt, MatchedReceipt, ReceiptStore } from '#act/inbound/receipt-service.ts'
import type { AskStore } from '#act/send-asker.ts'
import type { SendEvent } from '#act/send-ledger.ts'
import type { SendStore } from '#act/send-store.ts'
import { SEND_STATES } from '#decide/decision.ts'
import type { SendCounts, SendState } from '#decide/decision.ts'
import type { SendPlanner } from '#decide/decision-ports.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { claimedOf, rowOfContact, rowOfSend, settledOf, subjectOf } from './ledger-row.ts'
import type { LedgerRow } from './ledger-row.ts'
import type { MemoryLedger } from './memory-ledger.ts'

/** Runs one transaction in the store. */
export type LedgerCall = <T>(name: string, effect: () => T) => Promise<T>

export interface LedgerPorts {
  readonly sends: SendStore & Pick<SendPlanner, 'plan'>
  readonly receipts: ReceiptStore
  readonly asks: AskStore
  readonly broadcasts: BroadcastLedger
}

const DEAD_AFTER = 3

/** What one node may do with the ledger. */
export function ledgerPorts(ledger: MemoryLedger, call: LedgerCall, node = ''): LedgerPorts {
  const planContacts: SendStore['planContacts'] = (contacts) =>
    call('plan contacts', () => contacts.filter((one) => ledger.add(rowOfContact(one))).length)
  return {
    sends: { ...sendStore(ledger, call, node), planContacts },
    receipts: receiptStore(ledger, call),
    asks: askStore(ledger, call),
    broadcasts: broadcastLedger(ledger, call, planContacts),
  }
}

function sendStore(ledger: MemoryLedger, call: LedgerCall, node: string): Omit<SendStore, 'planContacts'> & Pick<SendPlanner, 'plan'> {
  return {
    plan: (sends) => call('plan', () => sends.forEach((send) => ledger.add(rowOfSend(send)))),
    claim: (owner, options) =>
      call('claim', () =>
        ledger
          .claim(owner, options, node)
          .map(claimedOf)
          .toSorted((a, b) => b.priority - a.priority),
      ),
    beat: (channels, now) => call('beat', () => ledger.beat(channels, now)),
    countHeld: () => call('count held', () => ledger.list(isHeld).length),
    settleHeld: (action, now) =>
      call('settle held', () => {
        const held = ledger.list(isHeld)
        for (const row of held) {
          const pausedAt = ledger.broadcasts.get(row.runId)?.pausedAt ?? null
          if (action === 'send') ledger.put({ ...row, notBefore: now, heldAt: pausedAt, heldReason: pausedAt === null ? null : 'paused' })
          else ledger.apply(row, { kind: 'suppress', reason: 'overdue' }, now)
        }
        return held.length
      }),
    tryNow: ({ reason, runId, channel, accountId }, now) =>
      call('try now', () => {
        const waiting = ledger.list(
          (row) =>
            row.state === 'planned' &&
            row.heldAt === null &&
            row.notBefore > now &&
            row.reason === reason &&
            (runId === undefined || row.runId === runId) &&
            (channel === undefined || row.channel === channel) &&
            (accountId === undefined || row.accountId === accountId),
        )
        return waiting.filter((row) => ledger.apply(row, { kind: 'try_now', reason }, now)).length
      }),
    dueChannels: (dueBy) =>
      call('due channels', () => {
        const due = new Set(
          ledger.list((row) => row.state === 'planned' && row.heldAt === null && row.notBefore <= dueBy).map((row) => row.channel),
        )
        return CHANNELS.filter((channel) => due.has(channel))
      }),
    giveBack: (account, day, messages) =>
      call('give back', () => ledger.addTaken(`${ledger.flaws.countsDaysByNode === true ? node : ''}${account}/${day}`, -messages)),
    commit: ({ settle, hand }, now, leaseMs) =>
      call('commit', () => {
        const settled = new Set(settle.filter((one) => ledger.settleHeldBy(one, now)).map(({ sendKey }) => sendKey))
        return { settled, handed: new Set(hand.filter((one) => ledger.hand(one, now, leaseMs)).map(({ sendKey }) => sendKey)) }
      }),
    hand: (sendKey, owner, now, leaseMs, message = null) =>
      call('hand', () =>
        ledger.hand({ sendKey, owner, message, accountId: null, addressHash: null, repeatMs: null, hasCoupon: false }, now, leaseMs),
      ),
    settle: (sendKey, owner, event, now) => call('settle', () => ledger.settleHeldBy({ sendKey, owner, event }, now)),
    recover: (now) => call('recover', () => ledger.recover(now)),
    suppressOpen: (customerId, channel, reason, now) =>
      call('suppress open', () =>
        ledger.suppress(
          ledger.list(
            (row) =>
              row.customerId === customerId &&
              (channel === null || row.channel === channel) &&
              (reason === 'do_not_contact' || row.purpose === 'marketing'),
          ),
          reason,
          now,
        ),
      ),
    resolveUncertain: (sendKey, event, now) =>
      call('resolve', () => {
        const row = ledger.rows.get(sendKey)
        return row?.state === 'uncertain' && ledger.apply(row, event, now)
      }),
    find: (sendKey) =>
      call('find', () => {
        const row = ledger.rows.get(sendKey)
        return row === undefined ? null : { ...subjectOf(row), handedAt: row.handedAt }
      }),
    unrecorded: (limit) =>
      call('unrecorded', () =>
        ledger
          .list((row) => !row.recorded && row.finishedAt !== null)
          .toSorted((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0))
          .slice(0, limit)
          .map(settledOf),
      ),
    markRecorded: (settled) =>
      call('mark recorded', () => {
        for (const { sendKey, state } of settled) {
          const row = ledger.rows.get(sendKey)
          if (row?.state === state) ledger.put({ ...row, recorded: true })
        }
      }),
    counts: (runId) =>
      call('counts', () => {
        const counts = ledger.counts(runId)
        return Object.fromEntries(SEND_STATES.map((state) => [state, counts.get(state) ?? 0])) as SendCounts
      }),
  }
}

function isHeld(row: LedgerRow): boolean {
  return row.state === 'planned' && row.heldReason === 'overdue'
}

function receiptStore(ledger: MemoryLedger, call: LedgerCall): ReceiptStore {
  const keyOf = (accountId: string, { sendKey, providerId, addressHash }: LedgerReceipt): string | null => {
    if (sendKey !== null) return ledger.rows.get(sendKey)?.accountId === accountId ? sendKey : null
    const found = ledger.list((row) => row.accountId === accountId && row.providerId === providerId)
    if (found.length === 1) return found[0]?.sendKey ?? null
    const own = found.filter((row) => addressHash !== null && row.addressHash?.equals(addressHash) === true)
    return own.length === 1 ? (own[0]?.sendKey ?? null) : null
  }
  return {
    take: (accountId, receipts, now) =>
      call('take receipts', () => {
        const bySend = new Map<string, LedgerReceipt[]>()
        for (const receipt of receipts) {
          const key = keyOf(accountId, receipt)
          if (key === null) {
            const { sendKey, providerId, addressHash, at, event } = receipt
            ledger.keepEarly({ sendKey, providerId, addressHash, at, event, accountId, receivedAt: now })
          } else bySend.set(key, [...(bySend.get(key) ?? []), receipt])
        }
        return [...bySend].flatMap(([key, said]) => matched(ledger, key, said, now))
      }),
    keysOfMessages: (messageIds, since) =>
      call('keys of messages', () => {
        const handed = ledger.list((row) => row.channel === 'email' && row.handedAt !== null && row.handedAt >= since)
        const named = handed.map(({ sendKey }) => [messageIdOf(sendKey, 'shop@example.com').slice(1, 33), sendKey] as const)
        return new Map(named.filter(([id]) => messageIds.includes(id)))
      }),
    early: () =>
      call('early receipts', () => {
        const known = [...ledger.early.values()].filter((one) =>
          ledger
            .list((row) => row.accountId === one.accountId)
            .some((row) => row.sendKey === one.sendKey || (one.providerId !== null && row.providerId === one.providerId)),
        )
        return Map.groupBy(known, ({ accountId }) => accountId)
      }),
    forget: (ids, olderThan) =>
      call('forget receipts', () => {
        for (const [id, { receivedAt }] of ledger.early) if (ids.includes(id) || receivedAt < olderThan) ledger.early.delete(id)
      }),
  }
}

function matched(ledger: MemoryLedger, key: string, said: readonly LedgerReceipt[], now: Date): MatchedReceipt[] {
  const row = ledger.rows.get(key)
  if (row === undefined) return []
  const event = eventOf(said)
  const counts = said.some((one) => one.event.kind === 'failed' && one.event.count === true)
  if (event !== null && ledger.apply(row, event, now) && counts) {
    const after = ledger.rows.get(key)
    if (after?.state === 'failed') ledger.put({ ...after, softFailed: true })
  }
  const isDead = counts && isDeadAddress(ledger, row)
  return said.map(({ at, event: one }) => ({
    send: subjectOf(row),
    at,
    event: one,
    addressHash: row.addressHash,
    isContradicted: one.kind === 'failed' && (row.state === 'delivered' || said.some((other) => hasArrived(other))),
    isDead,
  }))
}

function hasArrived({ event }: LedgerReceipt): boolean {
  return event.kind !== 'failed' && event.kind !== 'delayed'
}

function eventOf(said: readonly LedgerReceipt[]): SendEvent | null {
  if (said.some(hasArrived)) return { kind: 'receipt', arrived: true, reason: '' }
  const failed = said.map(({ event }) => event).findLast((event) => event.kind === 'failed')
  return failed === undefined ? null : { kind: 'receipt', arrived: false, reason: failed.reason }
}

function isDeadAddress(ledger: MemoryLedger, { addressHash }: LedgerRow): boolean {
  if (addressHash === null) return false
  const last = ledger
    .list(
      (row) =>
        row.addressHash?.equals(addressHash) === true && row.finishedAt !== null && (row.state === 'delivered' || row.state === 'failed'),
    )
    .toSorted((a, b) => (b.finishedAt?.getTime() ?? 0) - (a.finishedAt?.getTime() ?? 0) || (a.sendKey < b.sendKey ? -1 : 1))
    .slice(0, DEAD_AFTER)
  return last.filter((row) => row.softFailed && row.state === 'failed').length >= DEAD_AFTER
}

function askStore(ledger: MemoryLedger, call: LedgerCall): AskStore {
  return {
    takeAsked: (now, heldUntil, limit) =>
      call('take asked', () =>
        ledger
          .list((row) => row.state === 'uncertain' && row.askAt !== null && row.askAt <= now)
          .toSorted((a, b) => (a.askAt?.getTime() ?? 0) - (b.askAt?.getTime() ?? 0))
          .slice(0, limit)
          .flatMap((row) => {
            const asks = row.asks + 1
            ledger.put({ ...row, askAt: heldUntil, asks })
            const { sendKey, customerId, channel, accountId, providerId, addressHash, handedAt, plannedAt } = row
            return accountId === null
              ? []
              : [{ sendKey, customerId, channel, accountId, providerId, addressHash, handedAt: handedAt ?? plannedAt, asks }]
          }),
      ),
    askAgain: (sendKey, at) =>
      call('ask again', () => {
        const row = ledger.rows.get(sendKey)
        if (row?.state === 'uncertain') ledger.put({ ...row, askAt: at })
      }),
    notSent: (sendKey, now) =>
      call('not sent', () => {
        const row = ledger.rows.get(sendKey)
        if (row !== undefined) ledger.apply(row, { kind: 'not_sent' }, now)
      }),
  }
}

const MAY_COME_BACK: readonly SendState[] = ['planned', 'claimed', 'handed', 'uncertain']

function release(ledger: MemoryLedger, runId: string): void {
  for (const row of ledger.list((one) => one.runId === runId && one.heldReason === 'paused'))
    ledger.put({ ...row, heldAt: null, heldReason: null })
}

function broadcastLedger(ledger: MemoryLedger, call: LedgerCall, planContacts: SendStore['planContacts']): BroadcastLedger {
  return {
    planContacts,
    suppressRun: (runId, reason, now) =>
      call('suppress run', () =>
        ledger.suppress(
          ledger.list((row) => row.runId === runId),
          reason,
          now,
        ),
      ),
    hold: (runId, since) =>
      call('hold', () => {
        if (since === null) return release(ledger, runId)
        for (const row of ledger.list((one) => one.runId === runId && one.heldAt === null && MAY_COME_BACK.includes(one.state))) {
          const held = { ...row, heldAt: since, heldReason: 'paused' } as const
          ledger.put(row.state === 'claimed' ? { ...held, state: 'planned', leaseUntil: null, leaseOwner: null } : held)
        }
      }),
    releaseLeft: () =>
      call('release left', () => {
        for (const { id, state, pausedAt } of ledger.broadcasts.values())
          if (state !== 'draft' && state !== 'scheduled' && pausedAt === null) release(ledger, id)
      }),
    counts: (runIds) =>
      call('count sends', () => {
        const rows = ledger.list(({ runId }) => runIds.includes(runId))
        return [
          ...Map.groupBy(rows, ({ runId, channel, state, reason }) => JSON.stringify([runId, channel, state, reason])).values(),
        ].flatMap((same) => {
          const [one] = same
          return one === undefined
            ? []
            : [{ runId: one.runId, channel: one.channel, state: one.state, reason: one.reason, sends: same.length }]
        })
      }),
    sentByVariant: () => Promise.resolve(new Map()),
    ofCustomer: (runId, customerId) =>
      call('send of customer', () => {
        const [row] = ledger.list((one) => one.runId === runId && one.customerId === customerId).toSorted((a, b) => b.step - a.step)
        if (row === undefined) return null
        const { sendKey, channel, state, reason, notBefore, finishedAt } = row
        return { sendKey, channel, state, reason, notBefore, finishedAt, variant: null }
      }),
  }
}
