import type { SendingAccount } from '#act/accounts/sending-account.ts'
import type { AccountChannel, OutgoingMessage } from '#act/outgoing-message.ts'
import type { Outcome, Provider, Receipt } from '#act/providers/provider.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { Rng } from '#kernel/rng.ts'
import { SimProcess } from '../sim-schedule.ts'
import type { SimSchedule } from '../sim-schedule.ts'

/** What may go wrong at a provider, each as a probability. */
export interface ProviderFaults {
  /** It has the message and its answer never comes. */
  readonly answerLost: number
  /** The request never comes to it, and nobody can tell. */
  readonly requestLost: number
  /** Asked, it cannot say. */
  readonly mute: number
  /** 429. */
  readonly busy: number
  /** 5xx: it may have it or not. */
  readonly broken: number
  /** It answers after up to half a minute. */
  readonly drags: number
  /** Nothing goes through for a while. */
  readonly halts: number
  readonly refuses: number
  /** A receipt comes before the answer, or hours later, in any order. */
  readonly receiptsWander: number
  readonly receiptsDouble: number
  readonly receiptsLost: number
  /** It did not arrive after all. */
  readonly bounces: number
  readonly complaints: number
}

export const NO_PROVIDER_FAULTS: ProviderFaults = {
  answerLost: 0,
  requestLost: 0,
  mute: 0,
  busy: 0,
  broken: 0,
  drags: 0,
  halts: 0,
  refuses: 0,
  receiptsWander: 0,
  receiptsDouble: 0,
  receiptsLost: 0,
  bounces: 0,
  complaints: 0,
}

export interface AccountPlan {
  readonly id: string
  readonly channel: AccountChannel
  readonly atOnce: number
  readonly dailyLimit: number | null
  /** One key is sent once within so long; null: every request is a message. */
  readonly promiseMs: number | null
  /** It lists everything that it took. */
  readonly canBeAsked: boolean
}

export interface Taken {
  readonly account: AccountPlan
  readonly sendKey: string
  readonly providerId: string
  readonly at: number
  /** It says later that it did not arrive. */
  bounced: boolean
}

export interface ProviderEvents {
  taken(one: Taken): void
  tell(account: AccountPlan, receipt: Receipt): void
}

const TIMEOUT_MS = 30_000
const HALT_MS = 20 * MINUTE_MS

/** Everybody who carries messages, with one log of what they took. What they have is on their disk, whatever happens here. */
export class SimProviders {
  readonly log: Taken[] = []
  readonly #schedule: SimSchedule
  readonly #rng: Rng
  readonly #events: ProviderEvents
  readonly #self = new SimProcess('provider')
  faults: ProviderFaults
  /** Attempts of an account whose outcome it could not tell. */
  readonly unknown = new Map<string, number>()
  readonly struck = new Map<string, number>()

  constructor(schedule: SimSchedule, rng: Rng, faults: ProviderFaults, events: ProviderEvents) {
    this.#schedule = schedule
    this.#rng = rng
    this.faults = faults
    this.#events = events
  }

  /** An account as a node has it open. */
  open(
    plan: AccountPlan,
    process: SimProcess,
    clockMs: () => number,
    has: { readonly timeoutIsNo: boolean; readonly silenceIsNo: boolean },
  ): SendingAccount {
    const { id, channel, atOnce, dailyLimit, promiseMs, canBeAsked } = plan
    const ask: Provider['ask'] = async ({ sendKey }) => {
      await this.#schedule.turn(process, `${id} is asked`, this.#rng.int(200))
      if (this.#strikes('mute')) return has.silenceIsNo ? { kind: 'notSent' } : null
      const taken = this.log.find((one) => one.account.id === id && one.sendKey === sendKey)
      if (taken === undefined) return { kind: 'notSent' }
      return taken.bounced ? { kind: 'failed', reason: 'bounced' } : { kind: 'delivered' }
    }
    const port: Provider = {
      probe: () => Promise.reject(new Error('Nobody asks for this here.')),
      send: async (message) => {
        const outcome = await this.#send(plan, process, message, clockMs)
        if (outcome.kind !== 'unknown') return outcome
        this.unknown.set(id, (this.unknown.get(id) ?? 0) + 1)
        return has.timeoutIsNo ? { kind: 'deferred', reason: 'timeout' } : outcome
      },
      ...(canBeAsked ? { ask } : {}),
      ...(promiseMs === null ? {} : { idempotentMs: promiseMs }),
      close: () => undefined,
    }
    return { id, channel, provider: 'smtp', port, pace: { perSecond: 20, atOnce }, dailyLimit }
  }

  async #send(plan: AccountPlan, process: SimProcess, { sendKey }: OutgoingMessage, clockMs: () => number): Promise<Outcome> {
    const wait = (ms: number): Promise<void> => this.#schedule.turn(process, `${plan.id} answers`, ms)
    await this.#schedule.turn(this.#self, `${plan.id} request`, this.#strikes('drags') ? this.#rng.int(25_000) : this.#rng.int(150))
    if (this.#strikes('requestLost')) {
      await wait(TIMEOUT_MS - 26_000)
      return { kind: 'unknown', reason: 'timeout' }
    }
    if (this.#strikes('halts')) {
      await wait(5)
      return { kind: 'halted', reason: 'quota', what: 'account', until: new Date(clockMs() + HALT_MS) }
    }
    if (this.#strikes('busy')) {
      await wait(5)
      return { kind: 'deferred', reason: 'busy', retryAfterMs: this.#rng.int(120_000) }
    }
    const before = this.log.find(
      (one) =>
        one.account.id === plan.id && one.sendKey === sendKey && plan.promiseMs !== null && this.#schedule.now < one.at + plan.promiseMs,
    )
    if (before === undefined && this.#strikes('refuses')) {
      await wait(5)
      return { kind: 'rejected', reason: 'hard_bounce', suppress: 'address' }
    }
    const isBroken = this.#strikes('broken')
    if (isBroken && this.#rng.chance(0.5)) {
      await wait(5)
      return { kind: 'unknown', reason: 'server_error' }
    }
    const providerId = before?.providerId ?? this.#take(plan, sendKey)
    if (isBroken || this.#strikes('answerLost')) {
      await wait(isBroken ? 5 : TIMEOUT_MS - 26_000)
      return { kind: 'unknown', reason: 'timeout' }
    }
    await wait(this.#rng.int(20))
    return { kind: 'accepted', providerId }
  }

  #take(account: AccountPlan, sendKey: string): string {
    const providerId = `${account.id}-${this.log.length}`
    const one: Taken = { account, sendKey, providerId, at: this.#schedule.now, bounced: this.#strikes('bounces') }
    this.log.push(one)
    this.#events.taken(one)
    if (!this.#strikes('receiptsLost')) {
      const isByKey = this.#rng.chance(0.5)
      const about = { sendKey: isByKey ? sendKey : null, providerId, address: null, at: new Date(this.#schedule.now) }
      this.#tell(account, { ...about, event: one.bounced ? { kind: 'failed', reason: 'bounced' } : { kind: 'delivered' } })
      if (!one.bounced && this.#strikes('complaints')) this.#tell(account, { ...about, event: { kind: 'complained' } })
    }
    return providerId
  }

  #tell(account: AccountPlan, receipt: Receipt): void {
    const times = this.#strikes('receiptsDouble') ? 2 : 1
    for (let n = 0; n < times; n += 1) {
      const waits = this.#strikes('receiptsWander') ? this.#rng.pick([0, 0, 3_600_000]) : 5_000
      void this.#schedule.turn(this.#self, 'receipt', this.#rng.int(waits + 1)).then(() => this.#events.tell(account, receipt))
    }
  }

  #strikes(kind: keyof ProviderFaults): boolean {
    const rate = this.faults[kind]
    if (rate === 0 || !this.#rng.chance(rate)) return false
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1)
    return true
  }
}
