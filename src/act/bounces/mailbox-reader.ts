import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { InboundSink } from '../inbound/inbound-sink.ts'
import type { Receipt } from '../providers/provider.ts'
import { MailboxFailure } from './mailbox.ts'
import type { OpenMailbox } from './mailbox.ts'
import { readMailReport } from './read-mail-report.ts'

/** How many mails were read, by what they were. */
export interface MailCounts {
  /** A report or complaint about a message of ours. */
  readonly understood: number
  /** A report about a message that cannot be told. */
  readonly unknown: number
  readonly automatic: number
  /** A person, or anything else. */
  readonly other: number
  readonly unreadable: number
}

/** A mailbox that is this node's to read until `heldUntil`. */
export interface HeldMailbox {
  readonly accountId: string
  readonly owner: string
  /** Null: never read. */
  readonly place: string | null
  readonly uidValidity: string | null
  readonly lastUid: number
}

export interface MailboxPosition {
  readonly place: string
  readonly uidValidity: string
  readonly lastUid: number
}

export interface MailboxStore {
  /** Mailboxes that are due, each of one node. */
  claim(now: Date, heldUntil: Date): Promise<readonly HeldMailbox[]>
  /** Everything up to here was applied. False: another node has the mailbox meanwhile. */
  advance(held: HeldMailbox, position: MailboxPosition, read: MailCounts, heldUntil: Date, now: Date): Promise<boolean>
  /** `problem` empty: all was read. */
  release(
    held: HeldMailbox,
    end: { readonly nextAt: Date; readonly problem: string; readonly markProblem: string; readonly now: Date },
  ): Promise<void>
  /** Remembers a mail that could not be read or applied; `isFinal`: it is not tried again. */
  setAside(held: HeldMailbox, uidValidity: string, uid: number, reason: string, isFinal: boolean, now: Date): Promise<void>
  /** Those that wait for another try, oldest first. */
  toTryAgain(accountId: string, uidValidity: string, limit: number, now: Date): Promise<readonly number[]>
  settled(accountId: string, uidValidity: string, uid: number): Promise<void>
}

export interface MailboxReaderPorts {
  readonly store: MailboxStore
  /** Null: the account is gone, cannot be opened or has no mailbox. @throws MailboxFailure */
  readonly open: (accountId: string) => Promise<OpenMailbox | null>
  /** Of receipts that name their message by its Message-ID, the send; those of no message of ours are left out. */
  readonly named: (receipts: readonly Receipt[]) => Promise<readonly Receipt[]>
  /** The accounts that took these sends: several may share one mailbox. */
  readonly takers: (sendKeys: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly sink: InboundSink
  readonly clock: Clock
  readonly onFailure: (accountId: string, error: unknown) => void
}

/** Longer than one batch takes; each batch holds the mailbox anew. */
const HELD_MS = 5 * MINUTE_MS
const EVERY_MS = 2 * MINUTE_MS
const AFTER_FAILURE_MS = 5 * MINUTE_MS
const BATCH = 20
const MOST_A_ROUND = 1_000
/** Of a mailbox that was never read, and of one whose numbers are new: bounces come within days. */
const FIRST_MS = 14 * DAY_MS

const NONE: MailCounts = { understood: 0, unknown: 0, automatic: 0, other: 0, unreadable: 0 }

type Kind = keyof MailCounts | 'gone' | 'again'

/**
 * Reads the mailboxes that bounces come to. A mail is applied before it is marked, and marked before the place is kept: whatever is cut off in between is read
 * again, and applying it twice changes nothing. One mail that cannot be read never stops the others.
 */
export class MailboxReader {
  readonly #ports: MailboxReaderPorts
  readonly #busy = new Map<string, Promise<void>>()

  constructor(ports: MailboxReaderPorts) {
    this.#ports = ports
  }

  /** Begins to read every mailbox that is due. Returns how many; `settled` waits for them. */
  async work(): Promise<number> {
    const { store, clock } = this.#ports
    const now = clock.now()
    const due = await store.claim(now, new Date(now.getTime() + HELD_MS))
    for (const held of due) {
      const { accountId } = held
      const before = this.#busy.get(accountId) ?? Promise.resolve()
      const round = before.then(() => this.#round(held))
      this.#busy.set(accountId, round)
      void round.finally(() => {
        if (this.#busy.get(accountId) === round) this.#busy.delete(accountId)
      })
    }
    return due.length
  }

  /** When all that began is over. */
  async settled(): Promise<void> {
    await Promise.all(this.#busy.values())
  }

  async #round(held: HeldMailbox): Promise<void> {
    const { store, open, clock, onFailure } = this.#ports
    const end = (nextMs: number, problem: string, markProblem = '') =>
      store
        .release(held, { nextAt: new Date(clock.now().getTime() + nextMs), problem, markProblem, now: clock.now() })
        .catch((error: unknown) => onFailure(held.accountId, error))
    let box: OpenMailbox | null = null
    try {
      box = await open(held.accountId)
      if (box === null) return await end(EVERY_MS, '')
      const { hasMore, isMarked } = await this.#read(held, box)
      await end(hasMore ? 0 : EVERY_MS, '', isMarked ? '' : 'not_marked')
    } catch (error) {
      onFailure(held.accountId, error)
      await end(AFTER_FAILURE_MS, error instanceof MailboxFailure ? error.reason : 'failed_here')
    } finally {
      await box?.close().catch(() => undefined)
    }
  }

  async #read(held: HeldMailbox, box: OpenMailbox): Promise<{ readonly hasMore: boolean; readonly isMarked: boolean }> {
    const { store, clock } = this.#ports
    const isSame = held.place === box.place && held.uidValidity === box.uidValidity
    const uids = await box.uidsAfter(isSame ? held.lastUid : 0, isSame ? null : new Date(clock.now().getTime() - FIRST_MS))
    let isMarked = true
    const now = uids.slice(0, MOST_A_ROUND)
    for (let at = 0; at < now.length; at += BATCH) {
      const batch = now.slice(at, at + BATCH)
      const counts = { ...NONE }
      const done: number[] = []
      for (const uid of batch) {
        const kind = await this.#take(held, box, uid)
        if (kind !== 'gone' && kind !== 'again') counts[kind] += 1
        // What a person wrote stays as it is, and so does what nobody could read.
        if (kind === 'understood' || kind === 'unknown' || kind === 'automatic') done.push(uid)
      }
      isMarked = (await finished(box, done)) && isMarked
      const position = { place: box.place, uidValidity: box.uidValidity, lastUid: batch.at(-1) ?? 0 }
      const time = clock.now()
      if (!(await store.advance(held, position, counts, new Date(time.getTime() + HELD_MS), time))) return { hasMore: false, isMarked }
    }
    for (const uid of await store.toTryAgain(held.accountId, box.uidValidity, BATCH, clock.now())) {
      const kind = await this.#take(held, box, uid)
      if (kind === 'again') continue
      const counts = kind === 'gone' ? NONE : { ...NONE, [kind]: 1 }
      const position = { place: box.place, uidValidity: box.uidValidity, lastUid: 0 }
      const time = clock.now()
      await store.advance(held, position, counts, new Date(time.getTime() + HELD_MS), time)
      if (kind !== 'unreadable') await store.settled(held.accountId, box.uidValidity, uid)
    }
    return { hasMore: uids.length > now.length, isMarked }
  }

  /** Reads and applies one mail. Throws only where the others cannot be read or kept either. */
  async #take(held: HeldMailbox, box: OpenMailbox, uid: number): Promise<Kind> {
    const { store, clock } = this.#ports
    const aside = async (reason: string, isFinal: boolean): Promise<void> =>
      store.setAside(held, box.uidValidity, uid, reason, isFinal, clock.now())
    try {
      const raw = await box.read(uid)
      if (raw === null) return 'gone'
      const report = await readMailReport(raw, clock.now())
      if (report.kind === 'unreadable') {
        await aside('unreadable', true)
        return 'unreadable'
      }
      if (report.kind === 'auto_reply') return 'automatic'
      if (report.kind === 'other') return 'other'
      return report.kind === 'report' && (await this.#apply(held.accountId, report.receipts)) ? 'understood' : 'unknown'
    } catch (error) {
      if (error instanceof MailboxFailure ? error.isWhole : error instanceof AppError && error.kind === 'unavailable') throw error
      this.#ports.onFailure(held.accountId, error)
      await aside(error instanceof MailboxFailure ? error.reason : 'not_applied', false)
      return 'again'
    }
  }

  /** False: it is about a message that is none of ours. A report that says nothing final is understood too. */
  async #apply(accountId: string, told: readonly Receipt[]): Promise<boolean> {
    const { named, takers, sink } = this.#ports
    if (told.length === 0) return true
    const receipts = await named(told)
    if (receipts.length === 0) return false
    const takenBy = await takers(receipts.flatMap(({ sendKey }) => sendKey ?? []))
    for (const [id, own] of Map.groupBy(receipts, ({ sendKey }) => takenBy.get(sendKey ?? '') ?? accountId))
      await sink.take(id, { receipts: own, replies: [], changes: [] })
    return true
  }
}

/** What cannot be marked was applied all the same: it is told and holds up nothing. */
async function finished(box: OpenMailbox, uids: readonly number[]): Promise<boolean> {
  try {
    return await box.finish(uids)
  } catch {
    return false
  }
}
