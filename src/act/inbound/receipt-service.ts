import type { Clock } from '#kernel/clock.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { ContactStopper } from '../contact-reader.ts'
import type { Receipt, ReceiptEvent } from '../providers/provider.ts'
import type { SendStore, SendSubject } from '../send-store.ts'
import { newTouch } from '../touch.ts'
import type { Touch, TouchWriter } from '../touch.ts'

/** A receipt as the ledger takes it: the address only as its blind index. */
export interface LedgerReceipt {
  readonly sendKey: string | null
  readonly providerId: string | null
  readonly addressHash: Buffer | null
  readonly at: Date
  readonly event: ReceiptEvent
}

/** What a receipt was about. */
export interface MatchedReceipt {
  readonly send: SendSubject
  readonly at: Date
  readonly event: ReceiptEvent
  /** Blind index of the address that the message went to. */
  readonly addressHash: Buffer | null
  /** It says that a message failed that is known to have arrived. */
  readonly isContradicted: boolean
  /** The last messages to this address all failed in a way that counts. */
  readonly isDead: boolean
}

export interface ReceiptStore {
  /** Applies receipts of one account to the ledger; those of messages that are not known are kept. The same again changes nothing. */
  take(accountId: string, receipts: readonly LedgerReceipt[], now: Date): Promise<readonly MatchedReceipt[]>
  /** The sends of these Message-IDs (their local part) that left by e-mail since then. */
  keysOfMessages(messageIds: readonly string[], since: Date): Promise<ReadonlyMap<string, string>>
  /** Receipts that were kept and whose message is known by now, by account. They stay until `forget`. */
  early(): Promise<ReadonlyMap<string, readonly (LedgerReceipt & { readonly id: string })[]>>
  forget(ids: readonly string[], olderThan: Date): Promise<void>
}

/** How long a receipt waits for its message. No provider is faster than our commit by more than seconds; the rest is for an outage. */
const KEPT_MS = 3 * DAY_MS

/** How far back a message is looked for by its Message-ID: servers give up within a week. */
const NAMED_MS = 14 * DAY_MS

/** What providers say of messages after they took them. Each receipt may be told again, in any order. */
export class ReceiptService {
  readonly #ports: {
    readonly store: ReceiptStore
    readonly sends: Pick<SendStore, 'suppressOpen'>
    readonly stopper: ContactStopper
    readonly touches: TouchWriter
    readonly addressHash: (accountId: string, address: string) => Promise<Buffer | null>
    readonly clock: Clock
  }

  constructor(ports: {
    readonly store: ReceiptStore
    readonly sends: Pick<SendStore, 'suppressOpen'>
    readonly stopper: ContactStopper
    readonly touches: TouchWriter
    /** Blind index of an address of the account's channel; null: there is no such account. */
    readonly addressHash: (accountId: string, address: string) => Promise<Buffer | null>
    readonly clock: Clock
  }) {
    this.#ports = ports
  }

  async take(accountId: string, receipts: readonly Receipt[]): Promise<void> {
    const { store, addressHash, clock } = this.#ports
    const read: LedgerReceipt[] = []
    for (const { sendKey, providerId, address, at, event } of await this.named(receipts)) {
      if (sendKey === null && providerId === null) continue
      read.push({ sendKey, providerId, addressHash: address === null ? null : await addressHash(accountId, address), at, event })
    }
    if (read.length > 0) await this.#follow(await store.take(accountId, read, clock.now()))
  }

  /** Receipts with the send that their Message-ID names; those of no message of ours are left out. */
  async named(receipts: readonly Receipt[]): Promise<readonly Receipt[]> {
    const { store, clock } = this.#ports
    const ids = receipts.flatMap(({ sendKey, messageId }) => (sendKey === null && messageId !== undefined ? [messageId] : []))
    if (ids.length === 0) return receipts
    const keys = await store.keysOfMessages([...new Set(ids)], new Date(clock.now().getTime() - NAMED_MS))
    return receipts.flatMap(({ messageId, ...receipt }) => {
      if (receipt.sendKey !== null || messageId === undefined) return [receipt]
      const sendKey = keys.get(messageId)
      return sendKey === undefined ? [] : [{ ...receipt, sendKey }]
    })
  }

  /** Applies receipts that came before their message was known. Returns how many. */
  async adopt(): Promise<number> {
    const { store, clock } = this.#ports
    const early = await store.early()
    let adopted = 0
    for (const [accountId, receipts] of early) {
      await this.#follow(await store.take(accountId, receipts, clock.now()))
      await store.forget(
        receipts.map(({ id }) => id),
        new Date(clock.now().getTime() - KEPT_MS),
      )
      adopted += receipts.length
    }
    return adopted
  }

  /** Receipts whose message never came. */
  async forget(now: Date): Promise<void> {
    await this.#ports.store.forget([], new Date(now.getTime() - KEPT_MS))
  }

  /** Whoever must not be contacted again is stopped first: what is written down after that may be repeated. */
  async #follow(matched: readonly MatchedReceipt[]): Promise<void> {
    const { touches, clock } = this.#ports
    const made: Touch[] = []
    for (const one of matched) {
      await this.#stop(one)
      const touch = touchOf(one)
      if (touch !== null) made.push(touch)
    }
    if (made.length > 0) await touches.write(made, clock.now())
  }

  async #stop({ send, event, addressHash, isDead }: MatchedReceipt): Promise<void> {
    const { stopper, sends, clock } = this.#ports
    const { customerId, channel, sendKey } = send
    const now = clock.now()
    if (event.kind === 'complained') {
      await stopper.stop(customerId, channel, 'complaint', sendKey, now)
      await sends.suppressOpen(customerId, channel, 'complained', now)
    }
    if (event.kind !== 'failed') return
    if (event.suppress === 'person') {
      await stopper.stop(customerId, channel, 'unsubscribe', sendKey, now)
      await sends.suppressOpen(customerId, channel, 'unsubscribed', now)
    } else if (event.suppress === 'address' || isDead) {
      await stopper.stop(customerId, channel, 'hard_bounce', sendKey, now, addressHash ?? undefined)
    }
  }
}

/** Delivered and failed are written from the ledger; the others, and a failure after it arrived, only stand here. */
function touchOf({ send, event, at, isContradicted }: MatchedReceipt): Touch | null {
  switch (event.kind) {
    case 'opened':
    case 'clicked':
      return newTouch(send, event.kind, at, { repeatable: true })
    case 'complained':
      return newTouch(send, 'complained', at)
    case 'failed':
      return isContradicted ? newTouch(send, 'failed', at, { detail: { reason: event.reason, afterDelivered: true } }) : null
    default:
      return null
  }
}
