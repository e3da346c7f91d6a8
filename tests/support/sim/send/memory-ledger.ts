import { LONGEST_LEASE_MS, REPEAT_MARGIN_MS } from '#act/send-ledger.ts'
import type { SendEvent } from '#act/send-ledger.ts'
import type { Broadcast } from '#act/broadcasts/broadcast.ts'
import type { ClaimOptions, HandOver, Settlement } from '#act/send-store.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import { applied } from './ledger-row.ts'
import type { EarlyReceipt, LedgerRow } from './ledger-row.ts'

/** Shown to whoever watches the ledger: every change of a row, as it is committed. */
export type LedgerWatch = (row: LedgerRow, before: LedgerRow | undefined) => void

/** What of the ledger a careless change could get wrong. */
export interface LedgerFlaws {
  /** A worker that lost its claim may still write. */
  readonly isUnfenced?: boolean
  /** A customer may have several messages on their way. */
  readonly takesSeveralOfOne?: boolean
  /** What is to be repeated may be taken by any account. */
  readonly repeatsAnywhere?: boolean
  /** The promise of a provider has no end. */
  readonly repeatsForEver?: boolean
  /** What is claimed is not suppressed with what is planned. */
  readonly suppressesPlannedOnly?: boolean
  /** What was handed over and left alone is planned again. */
  readonly sendsLostAgain?: boolean
  /** Each node counts the messages of the day for itself. */
  readonly countsDaysByNode?: boolean
}

interface Tables {
  readonly rows: Map<string, LedgerRow>
  readonly days: Map<string, number>
  readonly beats: Map<Channel, Date>
  readonly early: Map<string, EarlyReceipt>
  readonly broadcasts: Map<string, Broadcast>
}

/**
 * The send ledger in memory, with the rules of the product's own store (tests/contract/send-ledger.case.ts runs on both). Every function is one transaction:
 * it happens as a whole.
 */
export class MemoryLedger {
  readonly flaws: LedgerFlaws
  readonly #watch: LedgerWatch
  readonly #clock: (() => Date) | null
  #tables: Tables = { rows: new Map(), days: new Map(), beats: new Map(), early: new Map(), broadcasts: new Map() }
  #kept: Tables = this.#tables
  #receipts = 0
  /** Grows with every change of a row. */
  changes = 0

  /** @param clock of the store itself; null: the caller's, as in tests */
  constructor(watch: LedgerWatch = () => undefined, flaws: LedgerFlaws = {}, clock: (() => Date) | null = null) {
    this.#watch = watch
    this.#clock = clock
    this.flaws = flaws
  }

  get rows(): ReadonlyMap<string, LedgerRow> {
    return this.#tables.rows
  }

  get early(): Map<string, EarlyReceipt> {
    return this.#tables.early
  }

  get broadcasts(): Map<string, Broadcast> {
    return this.#tables.broadcasts
  }

  /** What a crash of the engine leaves, where commits are in memory only. */
  flush(): void {
    const { rows, days, beats, early, broadcasts } = this.#tables
    this.#kept = { rows: new Map(rows), days: new Map(days), beats: new Map(beats), early: new Map(early), broadcasts: new Map(broadcasts) }
  }

  loseTail(): void {
    this.#tables = this.#kept
    this.flush()
  }

  put(row: LedgerRow): void {
    const before = this.#tables.rows.get(row.sendKey)
    this.#tables.rows.set(row.sendKey, row)
    this.changes += 1
    this.#watch(row, before)
  }

  /** False: it is there already. */
  add(row: LedgerRow): boolean {
    if (this.rows.has(row.sendKey)) return false
    this.put(row)
    return true
  }

  list(keep: (row: LedgerRow) => boolean): LedgerRow[] {
    return [...this.rows.values()].filter(keep)
  }

  /** False: the event does not apply. */
  apply(row: LedgerRow, event: SendEvent, now: Date): boolean {
    const next = applied(row, event, now)
    if (next === null) return false
    this.put(next)
    return true
  }

  claim(owner: string, { channel, account, dueBy, now, leaseMs, limit }: ClaimOptions, node = ''): LedgerRow[] {
    const day =
      account === undefined || account.limit === null
        ? null
        : `${this.flaws.countsDaysByNode === true ? node : ''}${account.id}/${account.day}`
    const room = day === null ? limit : Math.min(limit, (account?.limit ?? 0) - (this.#tables.days.get(day) ?? 0))
    if (room <= 0) return []
    const onTheWay = new Set(this.list(({ state }) => state === 'claimed' || state === 'handed').map(({ customerId }) => customerId))
    const isFree = (row: LedgerRow): boolean =>
      row.state === 'planned' &&
      row.heldAt === null &&
      row.notBefore <= dueBy &&
      (channel === undefined || row.channel === channel) &&
      (row.repeatUntil === null || row.accountId === (account?.id ?? null) || this.flaws.repeatsAnywhere === true) &&
      (row.boundAccount === null || row.boundAccount === (account?.id ?? null)) &&
      (this.flaws.takesSeveralOfOne === true || !onTheWay.has(row.customerId))
    const due = this.list(isFree)
      .toSorted((a, b) => b.priority - a.priority || a.notBefore.getTime() - b.notBefore.getTime() || (a.sendKey < b.sendKey ? -1 : 1))
      .slice(0, room)
    const seen = new Set<string>()
    const taken: LedgerRow[] = []
    for (const row of due) {
      if (seen.has(row.customerId) && this.flaws.takesSeveralOfOne !== true) continue
      seen.add(row.customerId)
      const claimed: LedgerRow = {
        ...row,
        state: 'claimed',
        leaseOwner: owner,
        leaseUntil: new Date(now.getTime() + leaseMs),
        claimedDay: account?.day ?? '',
      }
      this.put(claimed)
      taken.push(claimed)
    }
    if (day !== null && taken.length > 0) this.addTaken(day, taken.length)
    return taken
  }

  addTaken(day: string, messages: number): void {
    this.#tables.days.set(day, Math.max(0, (this.#tables.days.get(day) ?? 0) + messages))
  }

  settleHeldBy({ sendKey, owner, event }: Settlement, now: Date): boolean {
    const row = this.rows.get(sendKey)
    if (row === undefined || (row.leaseOwner !== owner && this.flaws.isUnfenced !== true)) return false
    return this.apply(row, event, now)
  }

  hand({ sendKey, owner, accountId, addressHash, repeatMs, hasCoupon }: HandOver, callers: Date, leaseMs: number): boolean {
    const now = this.#clock?.() ?? callers
    const row = this.rows.get(sendKey)
    if (row === undefined) return false
    const isHeld = row.state === 'claimed' && row.leaseOwner === owner && row.leaseUntil !== null && row.leaseUntil > now
    const isOpen = this.flaws.isUnfenced === true && (row.state === 'claimed' || row.state === 'handed' || row.state === 'planned')
    if (!(isHeld || isOpen) || (row.expiresAt !== null && row.expiresAt <= now)) return false
    if (row.repeatUntil !== null && row.repeatUntil <= now && this.flaws.repeatsForEver !== true) return false
    this.put({
      ...row,
      state: 'handed',
      handedAt: now,
      leaseUntil: new Date(now.getTime() + leaseMs),
      attempts: row.attempts + 1,
      accountId,
      addressHash,
      repeatUntil: row.repeatUntil ?? (repeatMs === null ? null : new Date(now.getTime() + repeatMs)),
      hasCoupon,
    })
    return true
  }

  recover(now: Date): { readonly planned: number; readonly uncertain: number } {
    let [planned, uncertain] = [0, 0]
    const lost = this.list(
      ({ state, leaseUntil }) =>
        (state === 'claimed' || state === 'handed') &&
        leaseUntil !== null &&
        (leaseUntil < now || leaseUntil.getTime() > now.getTime() + LONGEST_LEASE_MS),
    )
    for (const row of lost) {
      if (this.flaws.sendsLostAgain === true) this.put({ ...row, state: 'planned', leaseOwner: null, leaseUntil: null, notBefore: now })
      else this.apply(row, { kind: 'lease_expired' }, now)
      const state = this.rows.get(row.sendKey)?.state
      if (state === 'planned') planned += 1
      if (state === 'uncertain') uncertain += 1
    }
    if (this.flaws.repeatsForEver === true) return { planned, uncertain }
    const latest = now.getTime() + REPEAT_MARGIN_MS
    const lapsed = this.list(
      ({ state, repeatUntil, handedAt }) =>
        state === 'planned' &&
        repeatUntil !== null &&
        (repeatUntil.getTime() < latest || (handedAt !== null && handedAt.getTime() > latest)),
    )
    for (const row of lapsed) if (this.apply(row, { kind: 'repeat_lapsed' }, now)) uncertain += 1
    return { planned, uncertain }
  }

  suppress(rows: readonly LedgerRow[], reason: string, now: Date): number {
    const open = rows.filter(({ state }) => state === 'planned' || (state === 'claimed' && this.flaws.suppressesPlannedOnly !== true))
    // Its worker has no say any more, also of what is uncertain now.
    for (const row of open) this.put({ ...(applied(row, { kind: 'suppress', reason }, now) ?? row), leaseOwner: null })
    return open.length
  }

  beat(channels: readonly Channel[], now: Date): number {
    const { beats } = this.#tables
    const before = new Date(now.getTime() - DAY_MS)
    const silent = channels.filter((channel) => (beats.get(channel) ?? new Date(0)) < before)
    const stale = channels.filter((channel) => (beats.get(channel) ?? new Date(0)).getTime() < now.getTime() - MINUTE_MS)
    if (stale.length === 0) return 0
    const held = this.list(
      (row) => row.state === 'planned' && row.heldAt === null && silent.includes(row.channel) && row.notBefore < before,
    )
    for (const row of held) this.put({ ...row, heldAt: now, heldReason: 'overdue' })
    for (const channel of stale) beats.set(channel, new Date(Math.max(now.getTime(), beats.get(channel)?.getTime() ?? 0)))
    return held.length
  }

  keepEarly(receipt: Omit<EarlyReceipt, 'id'>): void {
    const { accountId, sendKey, providerId, addressHash, at, event } = receipt
    const same = JSON.stringify([accountId, sendKey, providerId, addressHash?.toString('hex'), at, event])
    const known = [...this.early.values()].some(
      (one) => JSON.stringify([one.accountId, one.sendKey, one.providerId, one.addressHash?.toString('hex'), one.at, one.event]) === same,
    )
    if (known) return
    this.#receipts += 1
    this.early.set(String(this.#receipts), { ...receipt, id: String(this.#receipts) })
  }

  counts(runId: string | null): Map<SendState, number> {
    const counts = new Map<SendState, number>()
    for (const row of this.rows.values()) if (runId === null || row.runId === runId) counts.set(row.state, (counts.get(row.state) ?? 0) + 1)
    return counts
  }
}
