import { BROADCAST_ASKS } from '#act/broadcasts/broadcast-asks.ts'
import type { BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import type { Receipt } from '#act/providers/provider.ts'
import type { Touch } from '#act/touch.ts'
import { everyone } from '#access/scope.ts'
import { assignArm } from '#decide/assign-arm.ts'
import { sendKeyOf } from '#decide/decision.ts'
import type { Channel, Strategy } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { Rng } from '#kernel/rng.ts'
import { SimProcess, SimSchedule } from '../sim-schedule.ts'
import { NO_FAULTS, SimWire } from '../sim-wire.ts'
import type { WireFaults } from '../sim-wire.ts'
import type { LedgerRow } from './ledger-row.ts'
import { MemoryLedger } from './memory-ledger.ts'
import type { LedgerFlaws } from './memory-ledger.ts'
import { SendBooks } from './send-books.ts'
import { draftOf } from './sim-broadcasts.ts'
import { SimPeople } from './sim-people.ts'
import { NO_PROVIDER_FAULTS, SimProviders } from './sim-provider.ts'
import type { AccountPlan, ProviderFaults } from './sim-provider.ts'
import type { SendBug } from './sim-send-bugs.ts'
import { startSendNode } from './sim-send-node.ts'
import type { SendGround, SendNode } from './sim-send-node.ts'

export interface SendFaults extends WireFaults, ProviderFaults {
  /** Clocks of nodes that jump by an hour. */
  readonly clockJumps: number
  /** The clock of the store too. */
  readonly storeClockJumps: number
  /** A worker hears of its claim when it has run out. */
  readonly leaseLost: number
}

export const NO_SEND_FAULTS: SendFaults = { ...NO_FAULTS, ...NO_PROVIDER_FAULTS, clockJumps: 0, storeClockJumps: 0, leaseLost: 0 }

/** All that can go wrong, each about as often as lets the work go on. */
export const ALL_SEND_FAULTS: SendFaults = {
  refused: 0.01,
  replyLost: 0.01,
  late: 0.02,
  slow: 0.05,
  processDies: 0.002,
  engineDies: 0.002,
  answerLost: 0.05,
  requestLost: 0.03,
  mute: 0.3,
  busy: 0.08,
  broken: 0.04,
  drags: 0.1,
  halts: 0.005,
  refuses: 0.02,
  receiptsWander: 0.3,
  receiptsDouble: 0.2,
  receiptsLost: 0.2,
  bounces: 0.05,
  complaints: 0.02,
  clockJumps: 1,
  leaseLost: 0.06,
  storeClockJumps: 1,
}

export interface SendWorldOptions {
  readonly faults?: SendFaults
  readonly bug?: SendBug
  readonly people?: number
}

export interface SendReport {
  readonly faults: readonly string[]
  readonly traceHash: string
  readonly steps: number
  readonly planned: number
  readonly sent: number
  readonly states: Readonly<Record<string, number>>
  readonly struck: ReadonlyMap<string, number>
  readonly restarts: number
}

const START = Date.parse('2026-03-02T01:00:00Z')
/** One that takes longer stands still. */
const MOST_STEPS = 80_000
const MOST_CRASHES = 14
const HEALS_MS = 14 * HOUR_MS
const ENDS_MS = 8 * DAY_MS
const ACCOUNTS: readonly AccountPlan[] = [
  { id: 'mail', channel: 'email', atOnce: 2, dailyLimit: null, promiseMs: null, canBeAsked: false },
  { id: 'mail-api', channel: 'email', atOnce: 3, dailyLimit: 20, promiseMs: 10 * MINUTE_MS, canBeAsked: false },
  { id: 'sms', channel: 'sms', atOnce: 2, dailyLimit: null, promiseMs: null, canBeAsked: true },
  { id: 'push', channel: 'push', atOnce: 4, dailyLimit: null, promiseMs: 30 * MINUTE_MS, canBeAsked: false },
]
const CONTENT = { id: '0198f3a0-0000-7000-8000-000000000001', version: 1 }
const RECEIPT_CONTENT = { id: '0198f3a0-0000-7000-8000-000000000002', version: 1 }
const SCOPE = everyone('a simulation')
const LEDGER_FLAWS: Readonly<Partial<Record<SendBug, LedgerFlaws>>> = {
  'lost-is-planned': { sendsLostAgain: true },
  'no-fencing': { isUnfenced: true },
  'repeat-anywhere': { repeatsAnywhere: true },
  'promise-without-end': { repeatsForEver: true },
  'claimed-goes-on': { suppressesPlannedOnly: true },
  'day-of-each-node': { countsDaysByNode: true },
}

/** Two nodes, a ledger, providers and the people of a shop in one process, run by one generator: the product's own sending, and everything that goes wrong around it. */
export async function runSendWorld(seed: string, options: SendWorldOptions = {}): Promise<SendReport> {
  return await new SendWorld(seed, options).run()
}

class SendWorld {
  readonly #rng: Rng
  readonly #faults: SendFaults
  readonly #schedule: SimSchedule
  readonly #wire: SimWire
  readonly #people: SimPeople
  readonly #books: SendBooks
  readonly #ledger: MemoryLedger
  readonly #providers: SimProviders
  readonly #ground: SendGround
  readonly #nodes: SendNode[] = []
  readonly #outside = new SimProcess('outside')
  readonly #lists = new Map<string, readonly string[]>()
  readonly #touches = new Map<string, Touch>()
  readonly #halts = new Map<string, Date | null>()
  readonly #clocks = new Map<string, number>()
  readonly #bug: SendBug | null
  #started = 0
  #crashes = 0
  #leaked = 0
  #busy = 0

  constructor(seed: string, { faults, bug, people = 200 }: SendWorldOptions) {
    this.#rng = new Rng(`send/${seed}`)
    this.#bug = bug ?? null
    this.#faults = faults ?? someFaults(this.#rng.fork('faults'))
    this.#schedule = new SimSchedule(this.#rng.fork('schedule'), START)
    this.#people = new SimPeople(this.#rng.fork('people'), people)
    this.#books = new SendBooks(() => this.#schedule.now, this.#people)
    const storeNow = (): Date => new Date(this.#schedule.now + (this.#clocks.get('store') ?? 0))
    const watch = (row: LedgerRow, before: LedgerRow | undefined): void => this.#books.changed(row, before)
    this.#ledger = new MemoryLedger(watch, (bug && LEDGER_FLAWS[bug]) ?? {}, bug === 'clock-of-the-node' ? null : storeNow)
    this.#books.ledger = this.#ledger
    this.#wire = new SimWire(this.#schedule, this.#rng.fork('wire'), this.#faults, null, {
      processDied: (process) => this.#nodeDied(process),
      engineDied: (engine) => {
        this.#schedule.note(`${engine} dies`)
        if (engine === 'relational' && this.#bug === 'commit-without-fsync') this.#ledger.loseTail()
        this.#countCrash()
      },
    })
    this.#providers = new SimProviders(this.#schedule, this.#rng.fork('provider'), this.#faults, {
      taken: (one) => this.#books.taken(one, this.#providers.log),
      tell: (account, receipt) => this.#act(() => this.#receipt(account, receipt)),
    })
    this.#ground = {
      schedule: this.#schedule,
      wire: this.#wire,
      ledger: this.#ledger,
      people: this.#people,
      providers: this.#providers,
      accounts: ACCOUNTS,
      halts: this.#halts,
      lists: this.#lists,
      strategies: new Map(['mail', 'call'].map((id) => [id, strategyOf(id)])),
      tasks: new Set(),
      touches: this.#touches,
      bug: this.#bug,
      storeNow,
      clockErrorMs: (node) => this.#clocks.get(node) ?? 0,
      complain: (what) => this.#books.faults.push(what),
      leaked: (messages) => (this.#leaked += messages),
      losesLease: () => this.#providers.faults !== NO_PROVIDER_FAULTS && this.#rng.chance(this.#faults.leaseLost),
    }
  }

  async run(): Promise<SendReport> {
    this.#start('node-a')
    this.#start('node-b')
    for (const [n, plan] of this.#plans().entries()) this.#act(() => this.#broadcast(n, plan))
    this.#act(() => this.#strategy('mail', 'email', 0.4))
    this.#act(() => this.#strategy('call', 'agent_task', 0.15))
    this.#act(() => this.#withdrawals())
    this.#act(() => this.#stops())
    this.#act(() => this.#merges())
    if (this.#faults.clockJumps > 0) for (const node of ['node-a', 'node-b']) this.#act(() => this.#clock(node))
    if (this.#faults.storeClockJumps > 0) this.#act(() => this.#clock('store'))
    if (this.#bug === 'commit-without-fsync') this.#act(() => this.#flushes())
    this.#act(() => this.#looks())
    await this.#schedule.run(() => this.#busy === 0 && this.#schedule.now >= START + HEALS_MS, MOST_STEPS)
    await this.#heal()
    await this.#schedule.run(() => this.#isQuiet() || this.#schedule.now > START + ENDS_MS, MOST_STEPS)
    this.#books.close(this.#providers, this.#touches, this.#lists)
    return {
      faults: this.#books.faults,
      traceHash: this.#schedule.traceHash(),
      steps: this.#schedule.steps,
      planned: this.#ledger.rows.size,
      sent: this.#providers.log.length,
      states: Object.fromEntries(this.#ledger.counts(null)),
      struck: new Map([...this.#wire.struck, ...this.#providers.struck]),
      restarts: this.#crashes,
    }
  }

  /** From here on nothing goes wrong any more: what there is must come to an end by itself. */
  async #heal(): Promise<void> {
    this.#wire.faults = NO_FAULTS
    this.#providers.faults = NO_PROVIDER_FAULTS
    for (const clock of this.#clocks.keys()) this.#set(clock, 0)
    this.#halts.clear()
    this.#act(async () => {
      for (const { id, pausedAt } of this.#ledger.broadcasts.values()) if (pausedAt !== null) await this.#pause(id, false)
      await this.#schedule.turn(this.#outside, 'an hour', HOUR_MS)
      await this.#insist(async ({ ports }) => void (await ports.sends.settleHeld('send', new Date(this.#schedule.now))))
    })
    await this.#schedule.run(() => this.#busy === 0, MOST_STEPS)
  }

  /** Nothing is open, nobody is to be asked, and all is written down. */
  #isQuiet(): boolean {
    for (const { state, askAt, recorded, accountId } of this.#ledger.rows.values()) {
      if (state === 'planned' || state === 'claimed' || state === 'handed' || !recorded) return false
      if (state === 'uncertain' && askAt !== null && accountId === 'sms') return false
    }
    for (const { state } of this.#ledger.broadcasts.values()) if (state !== 'done' && state !== 'stopped' && state !== 'draft') return false
    if (this.#busy > 0) return false
    // Of those that came too early, none whose message is known by now waits to be taken up.
    const known = new Set([...this.#ledger.rows.values()].map(({ providerId }) => providerId))
    return [...this.#ledger.early.values()].every(({ providerId }) => providerId === null || !known.has(providerId))
  }

  #plans(): readonly Partial<BroadcastDefinition>[] {
    const tomorrow = '2026-03-03'
    return [
      { channels: ['email', 'sms'], priority: 5, holdout: 0.1 },
      { channels: ['push', 'email'], priority: this.#rng.pick([3, 7]), holdout: 0.2 },
      { channels: ['sms'], content: RECEIPT_CONTENT, priority: 50, holdout: 0 },
      { channels: ['email'], when: { kind: 'local', day: tomorrow, time: '09:00' }, priority: 5, holdout: 0.1 },
    ]
  }

  async #broadcast(n: number, plan: Partial<BroadcastDefinition>): Promise<void> {
    await this.#pauseFor(n === 0 ? 1_000 : 10 * MINUTE_MS)
    const id = stableId('broadcast', String(n))
    const share = [1, 0.6, 0.2, 0.8][n] ?? 1
    const chosen = [...this.#people.all.keys()].filter(() => this.#rng.chance(share)).toSorted()
    this.#lists.set(id, chosen)
    this.#ledger.broadcasts.set(id, draftOf(id, { ...DEFINITION, ...plan }, new Date(this.#schedule.now)))
    await this.#insist(async ({ broadcasts }) => {
      if (this.#ledger.broadcasts.get(id)?.state === 'draft') await broadcasts.start(id, 1, BROADCAST_ASKS, 'user:1')
    })
    for (let turn = this.#rng.int(3); turn > 0; turn -= 1) {
      await this.#pauseFor(20 * MINUTE_MS)
      await this.#pause(id, true)
      await this.#pauseFor(this.#rng.chance(0.3) ? 2_000 : HOUR_MS)
      await this.#pause(id, false)
    }
    if (!this.#rng.chance(0.15)) return
    await this.#pauseFor(5 * MINUTE_MS)
    if (this.#rng.chance(0.5)) await this.#pause(id, true)
    await this.#insist(async ({ broadcasts }) => {
      if (this.#isAtWork(id)) await broadcasts.stop(id, 'a mistake', 'user:1')
    })
    if (this.#ledger.broadcasts.get(id)?.state === 'stopped') this.#books.stopped(id)
  }

  #isAtWork(id: string): boolean {
    const state = this.#ledger.broadcasts.get(id)?.state
    return state === 'scheduled' || state === 'planning' || state === 'sending' || state === 'stopped'
  }

  async #pause(id: string, isPaused: boolean): Promise<void> {
    if (!isPaused) this.#books.paused(id, false)
    await this.#insist(async ({ broadcasts }) => {
      const state = this.#ledger.broadcasts.get(id)?.state
      if (state === 'planning' || state === 'sending' || state === 'scheduled') await broadcasts.pause(id, isPaused, 'user:1')
    })
    if (isPaused && this.#ledger.broadcasts.get(id)?.pausedAt !== null) this.#books.paused(id, true)
  }

  /** As a run of decisions plans it: those who are treated, a block at a time. */
  async #strategy(strategyId: string, channel: Channel, share: number): Promise<void> {
    await this.#pauseFor(10 * MINUTE_MS)
    const runId = stableId('run', strategyId)
    const chosen = [...this.#people.all.keys()].filter(() => this.#rng.chance(share))
    const treated = chosen.filter(
      (id) => assignArm(runId, strategyId, id, 0.2) === 'treated' && this.#people.all.get(id)?.isHeldOut === false,
    )
    const notBefore = new Date(this.#schedule.now)
    for (let start = 0; start < treated.length; start += 25) {
      await this.#pauseFor(2_000)
      const sends = treated.slice(start, start + 25).map((customerId) => {
        const decisionId = stableId(runId, customerId)
        const about = {
          sendKey: sendKeyOf(decisionId),
          decisionId,
          runId,
          customerId: this.#people.survivor(customerId),
          strategyId,
          strategyVersion: 1,
        }
        const variables = { daysSinceLastOrder: null, favouriteCategory: '' }
        return { ...about, channel, costMinor: 0, notBefore, plannedAt: notBefore, draw: null, variables }
      })
      await this.#insist(async ({ ports }) => await ports.sends.plan(sends))
    }
  }

  async #withdrawals(): Promise<void> {
    const ids = [...this.#people.all.keys()].slice(20)
    for (let n = 0; n < 30; n += 1) {
      await this.#pauseFor(MINUTE_MS)
      // Rather somebody whose message is just about to leave.
      for (let turn = 0; turn < 40 && this.#claimed().length === 0; turn += 1) await this.#pauseFor(1_000)
      const id = this.#rng.pick(this.#rng.chance(0.7) && this.#claimed().length > 0 ? this.#claimed() : ids)
      const channel = this.#rng.pick(['email', 'sms', 'push', 'all'] as const)
      const word = { purpose: 'marketing', channel, granted: false, evidence: '', noticeVersion: '' } as const
      await this.#insist(async ({ care }) => void (await care.setConsent(SCOPE, id, word, { source: 'staff', actor: 'user:1' })))
      this.#books.say(id, channel)
    }
  }

  #claimed(): readonly string[] {
    return this.#ledger
      .list(({ state }) => state === 'claimed')
      .flatMap(({ customerId }) => (this.#mayMerge(customerId) ? [] : [customerId]))
  }

  #mayMerge(customerId: string): boolean {
    return [...this.#people.all.keys()].indexOf(customerId) < 20
  }

  async #stops(): Promise<void> {
    const ids = [...this.#people.all.keys()].slice(20)
    for (let n = 0; n < 6; n += 1) {
      await this.#pauseFor(5 * MINUTE_MS)
      const id = this.#rng.pick(ids)
      await this.#insist(async ({ care }) => void (await care.stop(SCOPE, [id], 'asked', 'user:1')))
      this.#books.say(id, null)
    }
  }

  /** Of the first twenty, two become one now and then. */
  async #merges(): Promise<void> {
    const ids = [...this.#people.all.keys()].slice(0, 20)
    for (let n = 0; n + 1 < ids.length; n += 4) {
      await this.#pauseFor(8 * MINUTE_MS)
      const [kept = '', gone = ''] = ids.slice(n, n + 2)
      await this.#schedule.turn(this.#outside, 'merge')
      this.#books.merged(kept, gone)
      const person = this.#people.all.get(gone)
      if (person !== undefined) person.mergedInto = kept
      for (const row of this.#ledger.list(({ customerId }) => customerId === gone || customerId === kept)) {
        const freed = row.state === 'claimed' ? ({ state: 'planned', leaseOwner: null, leaseUntil: null } as const) : {}
        this.#ledger.put({ ...row, ...freed, customerId: kept })
      }
    }
  }

  async #receipt(account: AccountPlan, receipt: Receipt): Promise<void> {
    // Whoever is not answered tells it again, for some hours.
    await this.#insist(async ({ receipts }) => await receipts.take(account.id, [receipt]), 30_000)
    if (receipt.event.kind === 'delivered') this.#books.toldArrived(receipt.sendKey ?? receipt.providerId ?? '')
  }

  async #clock(node: string): Promise<void> {
    for (let n = 0; n < 5; n += 1) {
      await this.#pauseFor(40 * MINUTE_MS)
      this.#set(node, (this.#rng.int(3) - 1) * HOUR_MS)
      this.#schedule.note(`${node} shows ${this.#clocks.get(node)}`)
    }
    this.#set(node, 0)
  }

  #set(clock: string, errorMs: number): void {
    if (clock === 'store' && (this.#clocks.get(clock) ?? 0) !== errorMs) this.#books.clockSet()
    this.#clocks.set(clock, errorMs)
  }

  async #flushes(): Promise<void> {
    for (let n = 0; n < 200; n += 1) {
      await this.#pauseFor(20_000)
      this.#ledger.flush()
    }
  }

  async #looks(): Promise<void> {
    for (let n = 0; n < 300; n += 1) {
      await this.#pauseFor(n < 200 ? 20_000 : 5 * MINUTE_MS)
      this.#books.look(ACCOUNTS, this.#providers, this.#started, this.#leaked)
    }
  }

  #start(name: string): void {
    this.#started += 1
    this.#nodes.push(startSendNode(name, this.#ground))
  }

  #nodeDied(process: SimProcess): void {
    this.#schedule.note(`${process.name} dies`)
    this.#schedule.kill(process)
    this.#countCrash()
    this.#act(async () => {
      await this.#pauseFor(this.#rng.chance(0.3) ? 3 * MINUTE_MS : 5_000)
      this.#start(process.name)
    })
  }

  #countCrash(): void {
    this.#crashes += 1
    if (this.#crashes >= MOST_CRASHES) this.#wire.faults = { ...this.#wire.faults, processDies: 0, engineDies: 0 }
  }

  /** Asks nodes again until one has done it. */
  async #insist(work: (node: SendNode) => Promise<void>, mostMs = 5_000): Promise<void> {
    for (;;) {
      const alive = this.#nodes.filter(({ process }) => process.isAlive)
      const node = alive.length === 0 ? undefined : this.#rng.pick(alive)
      const isDone =
        node !== undefined &&
        (await Promise.race([
          work(node).then(
            () => true,
            (error: unknown) => {
              // It has come to its end meanwhile.
              if (error instanceof AppError && error.kind === 'conflict') return true
              if (!(error instanceof AppError) || error.kind !== 'unavailable') throw error
              return false
            },
          ),
          this.#schedule.turn(this.#outside, 'nobody answers', 30_000).then(() => false),
        ]))
      if (isDone) return
      await this.#pauseFor(mostMs)
    }
  }

  #act(work: () => Promise<void>): void {
    this.#busy += 1
    work().then(
      () => (this.#busy -= 1),
      (error: unknown) => {
        this.#busy -= 1
        this.#books.faults.push(`outside: ${error instanceof Error ? error.stack : String(error)}`)
      },
    )
  }

  async #pauseFor(mostMs: number): Promise<void> {
    await this.#schedule.turn(this.#outside, 'pause', 1 + this.#rng.int(mostMs))
  }
}

const DEFINITION: BroadcastDefinition = {
  name: 'spring',
  audience: {} as never,
  content: CONTENT,
  channels: ['email'],
  when: { kind: 'now' },
  holdout: 0.1,
  holdoutWaiver: 'a receipt',
  expiresHours: 60,
  priority: 5,
  windowDays: 7,
  unitCosts: {},
}

function strategyOf(id: string): Strategy {
  return {
    id,
    version: 1,
    state: 'active',
    definition: { holdout: 0.2, offer: { kind: 'none' } } as never,
    createdAt: new Date(START),
    createdBy: 'user:1',
  }
}

/** A random half of it: a fault that always comes with another may hide behind it. */
function someFaults(rng: Rng): SendFaults {
  return Object.fromEntries(
    Object.entries(ALL_SEND_FAULTS).map(([name, rate]) => [name, rng.chance(0.5) ? rate : 0]),
  ) as unknown as SendFaults
}
