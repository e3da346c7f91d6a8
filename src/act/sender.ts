import type { Channel, Strategy } from '#decide/strategy.ts'
import type { StrategyStore } from '#decide/strategy-service.ts'
import type { Clock } from '#kernel/clock.ts'
import type { SendingAccounts } from './accounts/sending-account.ts'
import type { ChannelPort } from './channels/channel.ts'
import { NO_POLICY } from './contact-policy.ts'
import type { ContactPolicy } from './contact-policy.ts'
import type { ContactReader, ContactStopper } from './contact-reader.ts'
import type { CouponStore, IssuedCoupon } from './coupon-use.ts'
import { strategyOf } from './send-source.ts'
import type { ClaimedSend, SendStore } from './send-store.ts'
import { accountCarrier, channelCarrier } from './sending/carrier.ts'
import type { Carrier, Makers, SubscriptionUse } from './sending/carrier.ts'
import { GroupCommit } from './sending/group-commit.ts'
import { realTimer } from './sending/pace.ts'
import type { Timer } from './sending/pace.ts'
import { SendLane } from './sending/send-lane.ts'
import type { LanePorts } from './sending/send-lane.ts'
import type { MessageSealer } from './sent-message.ts'
import { settledTouches } from './settled-touches.ts'
import type { Touch, TouchWriter } from './touch.ts'

export interface SenderPorts {
  readonly sends: SendStore
  readonly messages: MessageSealer
  readonly strategies: Pick<StrategyStore, 'version'>
  readonly contacts: ContactReader
  readonly stopper: ContactStopper
  /** Channels whose effect is a row of our own: tasks and webhooks. */
  readonly channels: ReadonlyMap<Channel, ChannelPort>
  /** What all other channels leave by; absent: by none. */
  readonly accounts?: SendingAccounts
  readonly makers?: Makers
  /** Absent: nobody counts consents to one message each. */
  readonly subscriptionUsed?: SubscriptionUse
  /** Absent: everything may leave. */
  readonly policy?: ContactPolicy
  /** Whether this installation may send at all; absent: it may. */
  readonly maySend?: () => Promise<boolean>
  readonly touches: TouchWriter
  readonly coupons: Pick<CouponStore, 'issue'>
  /** The coupon code of a send, as its message shows it. */
  readonly couponCodeOf: (sendKey: string) => string
  /** Blind index of an address; absent: none is kept, and receipts are found by their ids alone. */
  readonly addressHash?: (channel: Channel, address: string) => Buffer
  /** The calendar day of the project, YYYY-MM-DD; absent: of UTC. */
  readonly dayOf?: (now: Date) => string
  readonly clock: Clock
  /** Looks at the clock that all nodes share; absent: there is no other node. */
  readonly readClock?: (() => Promise<void>) | undefined
  readonly timer?: Timer
  /** A lane that nobody waits for failed. */
  readonly onFailure?: (carrier: string, error: unknown) => void
}

const RECORD_BLOCK = 1_000

interface RunningLane {
  readonly taken: Promise<number>
  dueBy: Date | null
}

/**
 * Takes due sends from the ledger and carries them out, each at most once. Every account has its own lanes, claims and pace, so that one that is slow or
 * halted holds up no other. Several may run at the same time, also in other processes.
 */
export class Sender {
  readonly #ports: SenderPorts
  readonly #lanePorts: LanePorts
  readonly #strategies = new Map<string, Strategy | null>()
  readonly #running = new Map<string, RunningLane>()
  readonly #stop = new AbortController()
  #unrecorded = 0
  #recording: Promise<void> | null = null

  constructor(ports: SenderPorts) {
    this.#ports = ports
    this.#lanePorts = {
      ...ports,
      policy: ports.policy ?? NO_POLICY,
      strategy: (send) => this.#strategy(send),
      commits: new GroupCommit(ports.sends, ports.clock),
      addressHash: ports.addressHash ?? (() => null),
      dayOf: ports.dayOf ?? ((now) => now.toISOString().slice(0, 10)),
      timer: ports.timer ?? realTimer,
      onSettled: () => this.#noteSettled(),
    }
  }

  /** Sends everything due at `until` (default: now), then writes the touches. Returns how many sends it took up. */
  async drain(until?: Date, signal?: AbortSignal): Promise<number> {
    let taken = 0
    while (signal?.aborted !== true) {
      const lanes = await this.#start(until ?? null, signal)
      const ended = await Promise.allSettled(lanes)
      const failed = ended.find((lane) => lane.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      const some = ended.reduce((sum, lane) => sum + (lane.status === 'fulfilled' ? lane.value : 0), 0)
      taken += some
      // What waited for another message of the same customer is due now.
      if (some === 0) break
    }
    await this.recordTouches()
    return taken
  }

  /** Sets everything that is due going, and waits for nothing: a slow account goes on while the others take up what becomes due meanwhile. */
  async pump(): Promise<void> {
    for (const lane of await this.#start(null, this.#stop.signal)) void lane.catch(() => undefined)
    await this.recordTouches()
  }

  /** Takes up nothing more, and waits for the messages that are on their way. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.allSettled([...this.#running.values()].map(({ taken }) => taken))
    await this.#recording
  }

  /** Writes the touches of settled sends that are not yet in the analytical store. A crash in between repeats it, to the same rows. */
  async recordTouches(): Promise<void> {
    // Whatever was settled before this call is written when it returns: the round on its way may have looked earlier.
    await this.#recording
    this.#recording ??= this.#record().finally(() => {
      this.#recording = null
    })
    await this.#recording
  }

  async #record(): Promise<void> {
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
      if (settled.length < RECORD_BLOCK) return
    }
  }

  #noteSettled(): void {
    this.#unrecorded += 1
    if (this.#unrecorded < RECORD_BLOCK || this.#recording !== null) return
    this.#unrecorded = 0
    void this.recordTouches().catch((error: unknown) => this.#ports.onFailure?.('touches', error))
  }

  /** Starts a lane for every carrier that has something to do and none yet. Answers with all lanes that run. */
  async #start(until: Date | null, signal: AbortSignal | undefined): Promise<readonly Promise<number>[]> {
    const { sends, clock, readClock, maySend, onFailure } = this.#ports
    await readClock?.()
    if (maySend !== undefined && !(await maySend())) return []
    const now = clock.now()
    await sends.recover(now)
    const carriers = await this.#carriers()
    await sends.beat([...new Set(carriers.map(({ channel }) => channel))], now)
    const due = new Set(await sends.dueChannels(until !== null && until < now ? until : now))
    for (const carrier of carriers) {
      if (!due.has(carrier.channel) || this.#running.has(carrier.key)) continue
      const dueBy = (): Date => {
        const present = clock.now()
        return until !== null && until < present ? until : present
      }
      const lane = new SendLane(carrier, this.#lanePorts, dueBy, signal)
      const taken = lane.run().finally(() => this.#running.delete(carrier.key))
      taken.catch((error: unknown) => onFailure?.(carrier.key, error))
      this.#running.set(carrier.key, { taken, dueBy: until })
    }
    return [...this.#running.values()].map(({ taken }) => taken)
  }

  async #carriers(): Promise<readonly Carrier[]> {
    const { channels, accounts, makers, subscriptionUsed } = this.#ports
    const carriers = [...channels].map(([channel, port]) => channelCarrier(channel, port, makers?.own ?? null))
    if (accounts === undefined || makers === undefined) return carriers
    for (const channel of ['email', 'sms', 'wechat', 'push'] as const) {
      if (channels.has(channel)) continue
      for (const account of await accounts.ready(channel)) carriers.push(accountCarrier(account, makers, accounts, subscriptionUsed))
    }
    return carriers
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
}
