import type { Channel } from '#decide/strategy.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ContactStopper } from '../contact-reader.ts'
import type { Outcome } from '../providers/provider.ts'
import { isIdempotent, LEASE_MS } from '../send-ledger.ts'
import type { SendEvent } from '../send-ledger.ts'
import type { HandOver, SendStore } from '../send-store.ts'
import type { Carrier } from './carrier.ts'
import type { GroupCommit } from './group-commit.ts'
import { CHECK_LASTS_MS, LastChecks } from './last-checks.ts'
import { Pace } from './pace.ts'
import type { Timer } from './pace.ts'
import { Places } from './places.ts'
import { prepareSends } from './prepare-sends.ts'
import type { PreparePorts, ReadySend } from './prepare-sends.ts'

export interface LanePorts extends PreparePorts {
  readonly sends: Pick<SendStore, 'claim' | 'giveBack'>
  readonly stopper: ContactStopper
  readonly commits: GroupCommit
  /** Blind index of an address. */
  readonly addressHash: (channel: Channel, address: string) => Buffer | null
  /** The calendar day of the project. */
  readonly dayOf: (now: Date) => string
  readonly clock: Clock
  /** Looks at the clock that all nodes share; absent: there is no other node. */
  readonly readClock?: (() => Promise<void>) | undefined
  readonly timer: Timer
  /** After so many were settled, somebody may write them down. */
  readonly onSettled: () => void
}

/** Claims are taken for so much work ahead, far less than they last. */
const AHEAD_MS = 10_000
const LARGEST_BLOCK = 500
/** A provider that answers faster than this keeps its connections busy only if others are committed meanwhile. */
const QUICK_MS = 250
/** What a call is taken to last before the first one has ended: slow, so that the first claims are few. */
const FIRST_GUESS_MS = 5_000

/** Messages in flight for each call at once: where calls take about as long as commits, some wait for their commit while others are on their way. */
export const PLACES_PER_CALL = 4

type Claimed = ReadySend & { readonly owner: string; readonly day: string }

/** Everything that leaves by one carrier: its own claims, its own pace and its own places, so that a slow one holds up nobody else. */
export class SendLane {
  readonly #carrier: Carrier
  readonly #ports: LanePorts
  readonly #dueBy: () => Date
  readonly #signal: AbortSignal | undefined
  readonly #pace: Pace
  readonly #queue: Claimed[] = []
  readonly #waiting: (() => void)[] = []
  #filling: Promise<void> | null = null
  #isDry = false
  #taken = 0
  #calls = 0
  #meanMs = FIRST_GUESS_MS
  #failure: Error | null = null
  /** Why the account takes nothing more: what is claimed goes back, and what waits for its place never leaves. */
  #halt: Extract<Outcome, { kind: 'halted' }> | null = null
  readonly #places: Places
  readonly #checks: LastChecks

  constructor(carrier: Carrier, ports: LanePorts, dueBy: () => Date, signal?: AbortSignal) {
    this.#carrier = carrier
    this.#ports = ports
    this.#dueBy = dueBy
    this.#signal = signal
    this.#pace = new Pace(carrier.pace.perSecond, ports.timer)
    this.#places = new Places(carrier.pace.atOnce)
    this.#checks = new LastChecks(ports)
  }

  /** Sends until nothing more is due, or the carrier is halted. Returns how many sends it took up. */
  async run(): Promise<number> {
    await this.#fill()
    const { atOnce } = this.#carrier.pace
    const places = this.#carrier.accountId === null ? atOnce : atOnce * PLACES_PER_CALL
    await Promise.all(Array.from({ length: places }, () => this.#work()))
    if (this.#failure !== null) throw this.#failure
    return this.#taken
  }

  async #work(): Promise<void> {
    // The settlement of a message is committed together with the hand-over of the next one.
    let before: Promise<unknown> = Promise.resolve()
    try {
      for (let next = await this.#take(); next !== null; next = await this.#take()) before = (await this.#carryOut(next, before)).settled
      await before
    } catch (error) {
      this.#fail(error)
    }
  }

  /** One message from its last check to its outcome, whose settlement is on its way when it answers. */
  async #carryOut(next: Claimed, before: Promise<unknown>): Promise<{ readonly settled: Promise<unknown> }> {
    const { commits } = this.#ports
    const { send, owner, day } = next
    await this.#pace.turn(this.#signal)
    // Handed over means that it leaves now: where calls take long, nothing is handed over before there is a place for it.
    const isSlow = this.#meanMs > QUICK_MS
    if (isSlow) await this.#places.enter()
    let isInside = isSlow
    try {
      const event: SendEvent | null =
        this.#halt === null
          ? await this.#checks.of(next, this.#checkedAlong(), () => this.#ports.clock.now())
          : { kind: 'wait', reason: this.#halt.reason, until: this.#ports.clock.now() }
      if (event !== null) {
        await before
        return { settled: this.#noted(Promise.all([commits.settle({ sendKey: send.sendKey, owner, event }), this.#giveBack(day, 1)])) }
      }
      const [handed] = await Promise.all([commits.hand(this.#handOver(next)), before])
      if (!handed) return { settled: this.#noted(this.#giveBack(day, 1)) }
      if (!isSlow) await this.#places.enter()
      isInside = true
      // Halted while it waited for its place: it never left.
      const outcome = this.#halt ?? (await this.#deliver(next))
      if (outcome.kind === 'halted' && outcome.what === 'account') this.#halt = outcome
      // Before its settlement, which must not come later than the hand-over of the next one: then two of this worker would be on their way.
      await this.#stop(next, outcome)
      return { settled: this.#noted(this.#settle(next, outcome)) }
    } finally {
      if (isInside) this.#places.leave()
    }
  }

  #handOver({ send, owner, message, sealed, contact }: Claimed): HandOver {
    const { idempotentMs, hasCoupon, address } = message
    return {
      sendKey: send.sendKey,
      owner,
      message: sealed,
      accountId: this.#carrier.accountId,
      addressHash: address === null ? null : (contact.addressHash ?? this.#ports.addressHash(send.channel, address)),
      repeatMs: idempotentMs,
      hasCoupon,
    }
  }

  async #deliver({ send, message }: Claimed): Promise<Outcome> {
    const { timer } = this.#ports
    const began = timer.nowMs()
    const failed: Outcome = { kind: isIdempotent(send.channel) ? 'deferred' : 'unknown', reason: 'channel_failed' }
    const outcome = await message.deliver().catch(() => failed)
    this.#calls += 1
    // The first call replaces the guess; after that the last twenty count most.
    this.#meanMs += (timer.nowMs() - began - this.#meanMs) / Math.min(this.#calls, 20)
    return outcome
  }

  /** Nobody writes again to an address or a person that the provider refused for good. */
  async #stop({ send, message }: Claimed, outcome: Outcome): Promise<void> {
    const { clock, stopper } = this.#ports
    if (outcome.kind !== 'rejected' || !(outcome.suppress !== undefined || outcome.reason.startsWith('hard_bounce'))) return
    const reason = outcome.suppress === 'person' ? 'unsubscribe' : 'hard_bounce'
    await stopper.stop(send.customerId, send.channel, reason, send.sendKey, clock.now(), message.address ?? undefined)
  }

  async #settle({ send, owner }: Claimed, outcome: Outcome): Promise<void> {
    const { commits, onSettled } = this.#ports
    // A no to the repetition says nothing of the attempt before.
    await commits.settle({ sendKey: send.sendKey, owner, event: send.repeatUntil === null ? outcome : { ...outcome, mayBeOut: true } })
    onSettled()
  }

  /** Nobody may be waiting for it just when it fails. */
  #noted(work: Promise<unknown>): Promise<unknown> {
    work.catch((error: unknown) => this.#fail(error))
    return work
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error))
    this.#isDry = true
    this.#wake()
  }

  /** Of those that leave within the time that a check lasts, half at most: the others would be asked twice. */
  #checkedAlong(): readonly Claimed[] {
    const soon = Math.floor((CHECK_LASTS_MS / 2 / Math.max(this.#meanMs, 1)) * this.#carrier.pace.atOnce)
    return this.#queue.slice(0, Math.min(soon, LARGEST_BLOCK / 2))
  }

  async #take(): Promise<Claimed | null> {
    for (;;) {
      if (this.#signal?.aborted === true) return null
      if (!this.#isDry && this.#halt === null && this.#filling === null && this.#queue.length <= this.#blockSize() / 2) {
        this.#filling = this.#fill().finally(() => {
          this.#filling = null
          this.#wake()
        })
        this.#filling.catch((error: unknown) => this.#fail(error))
      }
      const next = this.#queue.shift()
      if (next !== undefined) return next
      if (this.#filling === null) return null
      await new Promise<void>((go) => this.#waiting.push(go))
    }
  }

  #wake(): void {
    for (const go of this.#waiting.splice(0)) go()
  }

  #blockSize(): number {
    const { atOnce, perSecond } = this.#carrier.pace
    const byTime = Math.ceil((AHEAD_MS / Math.max(this.#meanMs, 1)) * atOnce)
    return Math.max(1, Math.min(byTime, Math.ceil((perSecond * AHEAD_MS) / 1_000), LARGEST_BLOCK))
  }

  async #fill(): Promise<void> {
    const { sends, clock, commits, dayOf, readClock } = this.#ports
    const { accountId, channel, dailyLimit } = this.#carrier
    await readClock?.()
    const now = clock.now()
    const owner = newId(now)
    const day = dayOf(now)
    const claimed = await sends.claim(owner, {
      channel,
      ...(accountId === null ? {} : { account: { id: accountId, day, limit: dailyLimit } }),
      dueBy: this.#dueBy(),
      now,
      leaseMs: LEASE_MS,
      limit: this.#blockSize(),
    })
    this.#isDry ||= claimed.length === 0
    this.#taken += claimed.length
    if (claimed.length === 0) return
    const { ready, settled } = await prepareSends(claimed, this.#carrier, this.#ports, clock.now())
    for (const one of ready) this.#queue.push({ ...one, owner, day })
    this.#wake()
    await Promise.all(settled.map(({ send, event }) => commits.settle({ sendKey: send.sendKey, owner, event })))
    await this.#giveBack(day, settled.length)
  }

  async #giveBack(day: string, messages: number): Promise<void> {
    const { accountId, dailyLimit } = this.#carrier
    if (accountId !== null && dailyLimit !== null && messages > 0) await this.#ports.sends.giveBack(accountId, day, messages)
  }
}
