import { assignArm, assignUnitArm } from '#decide/assign-arm.ts'
import { contactBlock } from '#decide/candidate.ts'
import { isDirect } from '#decide/strategy.ts'
import type { Channel, Strategy } from '#decide/strategy.ts'
import type { StrategyStore } from '#decide/strategy-service.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ChannelPort, Outcome, PreparedMessage } from './channels/channel.ts'
import type { ContactReader, ContactStopper } from './contact-reader.ts'
import type { CouponStore, IssuedCoupon } from './coupon-use.ts'
import { LEASE_MS, isIdempotent } from './send-ledger.ts'
import { strategyOf } from './send-source.ts'
import type { ClaimedSend, SendStore } from './send-store.ts'
import type { MessageSealer } from './sent-message.ts'
import { settledTouches } from './settled-touches.ts'
import type { Touch, TouchWriter } from './touch.ts'

export interface SenderPorts {
  readonly sends: SendStore
  readonly messages: MessageSealer
  readonly strategies: Pick<StrategyStore, 'version'>
  readonly contacts: ContactReader
  readonly stopper: ContactStopper
  readonly channels: ReadonlyMap<Channel, ChannelPort>
  readonly touches: TouchWriter
  readonly coupons: Pick<CouponStore, 'issue'>
  /** The coupon code of a send, as its message shows it. */
  readonly couponCodeOf: (sendKey: string) => string
  readonly clock: Clock
  /** Messages on their way at once; no more than this many can ever become uncertain together. */
  readonly concurrency?: number
}

const DEFAULT_CONCURRENCY = 8
const RECORD_BLOCK = 1_000

/** Takes due sends from the ledger and carries them out, each at most once. Several may run at the same time, also in other processes. */
export class Sender {
  readonly #ports: SenderPorts
  readonly #concurrency: number
  readonly #strategies = new Map<string, Strategy | null>()

  constructor(ports: SenderPorts) {
    this.#ports = ports
    this.#concurrency = ports.concurrency ?? DEFAULT_CONCURRENCY
  }

  /** Sends everything due at `until` (default: now), then writes the touches. Returns how many sends it took up. */
  async drain(until?: Date, signal?: AbortSignal): Promise<number> {
    const { sends, clock } = this.#ports
    await sends.recover(clock.now())
    let taken = 0
    let unrecorded = 0
    while (signal?.aborted !== true) {
      const now = clock.now()
      const owner = newId(now)
      const dueBy = until !== undefined && until < now ? until : now
      const claimed = await sends.claim(owner, { dueBy, now, leaseMs: LEASE_MS, limit: this.#concurrency * 4 })
      if (claimed.length === 0) break
      taken += claimed.length
      await this.#each(claimed, (send) => this.#carryOut(send, owner))
      unrecorded += claimed.length
      if (unrecorded >= RECORD_BLOCK) {
        await this.recordTouches()
        unrecorded = 0
      }
    }
    await this.recordTouches()
    return taken
  }

  /** Writes the touches of settled sends that are not yet in the analytical store. A crash in between repeats it, to the same rows. */
  async recordTouches(): Promise<void> {
    const { sends, touches, coupons, couponCodeOf, clock } = this.#ports
    for (;;) {
      const settled = await sends.unrecorded(RECORD_BLOCK)
      if (settled.length === 0) return
      const made: Touch[] = []
      const issued: IssuedCoupon[] = []
      for (const send of settled) {
        const strategy = await this.#strategy(send)
        const own = settledTouches(send, strategy?.definition.offer.kind ?? 'none')
        made.push(...own)
        if (own.some(({ kind }) => kind === 'coupon_issued')) {
          issued.push({ ...send, code: couponCodeOf(send.sendKey), issuedAt: send.finishedAt })
        }
      }
      await coupons.issue(issued)
      await touches.write(made, clock.now())
      await sends.markRecorded(settled)
    }
  }

  async #carryOut(send: ClaimedSend, owner: string): Promise<void> {
    const { sends, messages, contacts, clock, channels } = this.#ports
    const settle = (event: Parameters<SendStore['settle']>[2]): Promise<boolean> => sends.settle(send.sendKey, owner, event, clock.now())
    const strategy = await this.#strategy(send)
    const channel = channels.get(send.channel)
    if (strategy === null || channel === undefined) {
      await settle({ kind: 'rejected', reason: strategy === null ? 'strategy_missing' : 'channel_not_set_up' })
      return
    }
    // The arm is worked out once more from scratch: whatever went wrong before, a held-out customer is not contacted.
    const { runId, draw } = send
    const arm =
      draw === null
        ? assignArm(runId, strategy.id, send.customerId, strategy.definition.holdout)
        : assignUnitArm(runId, draw.unit, draw.holdout)
    if (arm !== 'treated') {
      await settle({ kind: 'suppress', reason: 'held_out' })
      return
    }
    const [contact] = await contacts.addressOf([send.customerId], send.channel)
    const block = contactBlock(
      send.channel,
      contact === undefined ? undefined : { ...contact, hasAddress: !isDirect(send.channel) || contact.address !== null },
    )
    if (block !== null || contact === undefined) {
      await settle({ kind: 'suppress', reason: block ?? 'no_address' })
      return
    }
    let prepared: PreparedMessage
    try {
      prepared = channel.prepare({ send, definition: strategy.definition, contact, now: clock.now() })
    } catch {
      await settle({ kind: 'rejected', reason: 'message_not_made' })
      return
    }
    const sealed = await messages.seal(send, prepared.message)
    if (!(await sends.hand(send.sendKey, owner, clock.now(), LEASE_MS, sealed))) return
    const outcome = await prepared.deliver().catch((): Outcome => ({
      kind: isIdempotent(send.channel) ? 'deferred' : 'unknown',
      reason: 'channel_failed',
    }))
    if (outcome.kind === 'rejected' && outcome.reason.startsWith('hard_bounce')) {
      await this.#ports.stopper.stop(send.customerId, send.channel, 'hard_bounce', send.sendKey, clock.now())
    }
    await settle(outcome)
  }

  /** Null: it is gone, or the send does not come from one. */
  async #strategy({ source, sourceVersion: version }: Pick<ClaimedSend, 'source' | 'sourceVersion'>): Promise<Strategy | null> {
    const id = strategyOf(source)
    if (id === null) return null
    const key = `${id}/${version}`
    const known = this.#strategies.get(key)
    if (known !== undefined) return known
    const strategy = await this.#ports.strategies.version(id, version)
    this.#strategies.set(key, strategy)
    return strategy
  }

  async #each(sends: readonly ClaimedSend[], work: (send: ClaimedSend) => Promise<void>): Promise<void> {
    let next = 0
    const lane = async (): Promise<void> => {
      for (let send = sends[next++]; send !== undefined; send = sends[next++]) await work(send)
    }
    const lanes = await Promise.allSettled(Array.from({ length: this.#concurrency }, lane))
    for (const result of lanes) if (result.status === 'rejected') throw result.reason
  }
}
