import type { Channel } from '#decide/strategy.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ContactStopper } from '../contact-reader.ts'
import type { CustomerReply } from '../providers/provider.ts'
import type { SendStore } from '../send-store.ts'
import { newTouch } from '../touch.ts'
import type { TouchWriter } from '../touch.ts'
import { readReply } from './read-reply.ts'
import type { ReplyMeaning } from './read-reply.ts'

/** Channels whose replies are addressed by a number that customers have as an identifier. */
export type ReplyChannel = Extract<Channel, 'sms'>

/** A reply as it is kept: whose number it was is not in it in clear, and neither are its words. */
export interface KeptReply {
  readonly accountId: string
  readonly key: string
  readonly channel: ReplyChannel
  /** Normalised; kept as its blind index. */
  readonly address: string
  readonly meaning: ReplyMeaning
  readonly repliedAt: Date
  readonly receivedAt: Date
  /** Customers who have the number; 0: nobody does. */
  readonly customers: number
}

/** Replies over one account by what they said. `unknown`: of all of them, those from numbers that no customer had then. */
export interface ReplyCounts {
  readonly stop: number
  readonly start: number
  readonly help: number
  readonly other: number
  readonly unknown: number
}

export interface ReplyStore {
  /** The channel of an account whose replies are taken; null: of none of these, or there is no such account. */
  channelOf(accountId: string): Promise<ReplyChannel | null>
  isKept(accountId: string, key: string): Promise<boolean>
  /** Keeps that a reply was taken. Safe to repeat. */
  keep(reply: KeptReply): Promise<void>
  /** All who have the number, without records that were merged away. */
  customersOf(channel: ReplyChannel, address: string): Promise<readonly string[]>
  /** When the newest stop or start came from the number; null: there was none. */
  lastWordAt(channel: ReplyChannel, address: string): Promise<Date | null>
  /** Closes a number on the channel whoever has it, now or later. */
  close(channel: ReplyChannel, address: string, source: string, now: Date): Promise<void>
  /** Ends what the owner's own no has closed, and writes down their yes. */
  open(channel: ReplyChannel, address: string, customerIds: readonly string[], evidence: string, at: Date): Promise<void>
  /** Keeps the words among the notes about a customer, sealed as those are. Safe to repeat; nothing is kept of a customer who was erased. */
  note(customerId: string, reply: Pick<KeptReply, 'accountId' | 'key' | 'channel'>, text: string, at: Date): Promise<void>
  counts(accountId: string, since: Date): Promise<ReplyCounts>
  /** The send key of the last message that was handed over to the customer since then; null: there was none. */
  lastSent(customerId: string, channel: ReplyChannel, since: Date): Promise<string | null>
}

export interface ReplyPorts {
  readonly store: ReplyStore
  readonly stopper: Pick<ContactStopper, 'stop'>
  readonly sends: Pick<SendStore, 'find' | 'suppressOpen'>
  readonly touches: TouchWriter
  readonly clock: Clock
}

/** A stop this long after a message counts as an answer to it. */
const ANSWERS_MS = 7 * DAY_MS

/**
 * What customers answer. A stop holds at once, for everybody who has the number and for those who will; a start opens the number again; other words are kept
 * with the customer. Everything may be told again, in any order: of stop and start the one that was written last counts.
 */
export class ReplyService {
  readonly #ports: ReplyPorts

  constructor(ports: ReplyPorts) {
    this.#ports = ports
  }

  /** Replies that came in over an account; those over channels that are not taken here are left alone. */
  async take(accountId: string, replies: readonly CustomerReply[]): Promise<void> {
    const channel = await this.#ports.store.channelOf(accountId)
    if (channel === null) return
    // One after the other: a stop and a start of one number may come in one call.
    for (const reply of replies.toSorted((a, b) => a.at.getTime() - b.at.getTime())) await this.#takeOne(accountId, channel, reply)
  }

  /** What came in over an account within the last `days` days. */
  async counts(accountId: string, days: number): Promise<ReplyCounts> {
    const { store, clock } = this.#ports
    return await store.counts(accountId, new Date(clock.now().getTime() - days * DAY_MS))
  }

  async #takeOne(accountId: string, channel: ReplyChannel, reply: CustomerReply): Promise<void> {
    const { store, clock } = this.#ports
    if (await store.isKept(accountId, reply.key)) return
    const now = clock.now()
    // A provider's clock that is ahead must not make a word newer than those that come after it.
    const repliedAt = reply.at < now ? reply.at : now
    const { meaning, word } = readReply(reply)
    const customerIds = await store.customersOf(channel, reply.address)
    if (meaning === 'other') {
      for (const id of customerIds) await store.note(id, { accountId, key: reply.key, channel }, reply.text, repliedAt)
    } else if (meaning !== 'help') {
      const last = await store.lastWordAt(channel, reply.address)
      if (last === null || last <= repliedAt) {
        if (meaning === 'stop') await this.#stop(channel, reply.address, customerIds, `reply:${word}`, repliedAt)
        else await store.open(channel, reply.address, customerIds, `reply:${word}`, repliedAt)
      }
    }
    // Last of all: what was begun and not ended is done again when the provider tells it again.
    await store.keep({
      accountId,
      key: reply.key,
      channel,
      address: reply.address,
      meaning,
      repliedAt,
      receivedAt: now,
      customers: customerIds.length,
    })
  }

  async #stop(channel: ReplyChannel, address: string, customerIds: readonly string[], source: string, at: Date): Promise<void> {
    const { store, stopper, sends, touches, clock } = this.#ports
    await store.close(channel, address, source, at)
    for (const customerId of customerIds) {
      await stopper.stop(customerId, channel, 'unsubscribe', source, at)
      await sends.suppressOpen(customerId, channel, 'unsubscribed', clock.now())
      const sendKey = await store.lastSent(customerId, channel, new Date(at.getTime() - ANSWERS_MS))
      const send = sendKey === null ? null : await sends.find(sendKey)
      if (send !== null) await touches.write([newTouch(send, 'unsubscribed', at)], clock.now())
    }
  }
}
