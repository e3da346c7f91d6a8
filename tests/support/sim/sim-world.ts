import type { SourceRule } from '#collect/tracking/source-rule.ts'
import { AppError } from '#kernel/app-error.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { parseKeyring } from '#privacy/keyring.ts'
import { intakeFaults } from './sim-accounts.ts'
import { SimAnalytical } from './sim-analytical.ts'
import type { SimBug } from './sim-bugs.ts'
import { identityFaults } from './sim-identity-accounts.ts'
import { SimRelational } from './sim-relational.ts'
import { SimProcess, SimSchedule } from './sim-schedule.ts'
import { type ServerGround, type SimServer, startSimServer } from './sim-server.ts'
import { type MadeMessage, SimShop } from './sim-shop.ts'
import { nowOf } from './sim-tables.ts'
import { type CrashPoint, NO_FAULTS, SimWire, type WireFaults } from './sim-wire.ts'

export interface SimOptions {
  readonly bug?: SimBug | null
  /** By default a random half of all faults, chosen by the seed. */
  readonly faults?: WorldFaults
  /** Where a fixed run breaks. */
  readonly crashPoint?: CrashPoint
  readonly servers?: number
  readonly clients?: number
  readonly requests?: number
}

export interface WorldFaults extends WireFaults {
  /** Of a request or its answer: it gets lost, comes twice, comes late. */
  readonly netLoses: number
  readonly netDoubles: number
  readonly netSlow: number
  /** The clock of the machine jumps by an hour. */
  readonly clockJumps: number
}

export const NO_WORLD_FAULTS: WorldFaults = { ...NO_FAULTS, netLoses: 0, netDoubles: 0, netSlow: 0, clockJumps: 0 }

export interface SimReport {
  readonly seed: string
  readonly faults: readonly string[]
  /** Two runs of one seed have the same, or the simulation is broken. */
  readonly traceHash: string
  readonly steps: number
  /** Calls of ports: the places where a run may be broken. */
  readonly calls: number
  /** Those calls by their name. */
  readonly named: ReadonlyMap<string, number>
  readonly made: number
  readonly acknowledged: number
  readonly stored: number
  readonly restarts: number
  readonly merges: number
  readonly separated: number
  /** Faults that struck, by their kind. */
  readonly struck: ReadonlyMap<string, number>
}

const START = Date.parse('2026-03-02T08:00:00Z')
const KEYRING = parseKeyring(`1 ${Buffer.alloc(32, 7).toString('base64')}`, 'the simulation')
const RULES = new Map<string, SourceRule>([
  ['shop', { userIdKind: 'member_number' }],
  ['app', { userIdKind: 'member_number' }],
  ['asking', { userIdKind: 'member_number', consent: { purpose: 'analytics', required: true, categories: [] } }],
])
/** Of a run of the usual size; one that takes longer stands still. */
const MOST_STEPS = 30_000
const MOST_CRASHES = 12

/** A shop, its programs, some servers and two engines in one process, run by one generator: the product's own intake and identity, and everything that goes wrong around them. */
export async function runSimWorld(seed: string, options: SimOptions = {}): Promise<SimReport> {
  const world = new SimWorld(seed, options)
  // Long work of the product rests by the machine's own clock: here it goes by the time of the simulation, so that a busy machine changes nothing.
  const { now } = performance
  performance.now = () => world.now
  try {
    return await world.run()
  } finally {
    performance.now = now
  }
}

class SimWorld {
  readonly #seed: string
  readonly #rng: Rng
  readonly #faults: WorldFaults
  readonly #schedule: SimSchedule
  readonly #wire: SimWire
  readonly #relational: SimRelational
  readonly #analytical: SimAnalytical
  readonly #ground: ServerGround
  readonly #shop: SimShop
  readonly #servers: SimServer[] = []
  readonly #net = new SimProcess('net')
  readonly #acknowledged = new Set<MadeMessage>()
  readonly #separated = new Set<string>()
  readonly #complaints: string[] = []
  readonly #options: Required<Pick<SimOptions, 'servers' | 'clients' | 'requests'>>
  #clockErrorMs = 0
  #isStrict = true
  #crashes = 0
  #restarts = 0
  /** Actors of the outside that are not done yet. */
  #busy = 0

  constructor(seed: string, { bug = null, faults, crashPoint, servers, clients = 3, requests = 8 }: SimOptions) {
    this.#seed = seed
    this.#rng = new Rng(`sim/${seed}`)
    this.#faults = faults ?? someFaults(this.#rng.fork('faults'))
    this.#options = { servers: servers ?? 1 + this.#rng.int(2), clients, requests }
    this.#schedule = new SimSchedule(this.#rng.fork('schedule'), START)
    this.#wire = new SimWire(this.#schedule, this.#rng.fork('wire'), this.#faults, crashPoint ?? null, {
      processDied: (process) => this.#processDied(process),
      engineDied: (engine) => {
        this.#schedule.note(`${engine} dies`)
        if (engine === 'relational') this.#relational.die()
        else this.#analytical.die()
        this.#countCrash()
      },
    })
    this.#relational = new SimRelational(this.#wire, bug)
    this.#analytical = new SimAnalytical(this.#wire, bug)
    this.#shop = new SimShop(this.#rng.fork('shop'), 7)
    this.#ground = {
      schedule: this.#schedule,
      relational: this.#relational,
      analytical: this.#analytical,
      keyring: KEYRING,
      bug,
      rules: RULES,
      maxMessages: 10 + this.#rng.int(40),
      clockErrorMs: () => this.#clockErrorMs,
      isStrict: () => this.#isStrict,
      complain: (what) => this.#complaints.push(what),
    }
  }

  get now(): number {
    return this.#schedule.now
  }

  async run(): Promise<SimReport> {
    for (let i = 0; i < this.#options.servers; i += 1) this.#start()
    for (let i = 0; i < this.#options.clients; i += 1) this.#act(() => this.#client())
    this.#act(() => this.#people())
    this.#act(() => this.#user())
    this.#act(() => this.#flushes())
    if (this.#faults.clockJumps > 0) this.#act(() => this.#clockOfTheMachine())
    await this.#schedule.run(() => this.#busy === 0, MOST_STEPS)
    // From here on nothing goes wrong any more: what there is must come to an end by itself.
    this.#wire.faults = NO_FAULTS
    this.#isStrict = false
    await this.#untilLoaded()
    this.#act(() => this.#replayAll())
    await this.#untilLoaded()
    // The last load has told the analytical store what it merged, too.
    this.#act(() => this.#schedule.turn(this.#net, 'a quiet while', 70_000))
    await this.#schedule.run(() => this.#busy === 0, MOST_STEPS)
    return this.#report()
  }

  #untilLoaded(): Promise<void> {
    return this.#schedule.run(() => this.#busy === 0 && this.#relational.tables.inbox.size === 0, MOST_STEPS)
  }

  #report(): SimReport {
    const { tables } = this.#relational
    const books = { shop: this.#shop, acknowledged: this.#acknowledged, tables, analytical: this.#analytical }
    return {
      seed: this.#seed,
      faults: [...this.#complaints, ...intakeFaults(books), ...identityFaults(books, KEYRING, this.#separated)],
      traceHash: this.#schedule.traceHash(),
      steps: this.#schedule.steps,
      calls: this.#wire.calls,
      named: this.#wire.named,
      made: this.#shop.made.length,
      acknowledged: this.#acknowledged.size,
      stored: this.#analytical.events().length,
      restarts: this.#restarts,
      merges: tables.people.edges.filter(({ rule }) => rule === 'merged').length,
      separated: this.#separated.size,
      struck: this.#wire.struck,
    }
  }

  /** Something outside that the run waits for. */
  #act(work: () => Promise<void>): void {
    this.#busy += 1
    work().then(
      () => (this.#busy -= 1),
      (error: unknown) => {
        this.#busy -= 1
        this.#complaints.push(`outside: ${String(error)}`)
      },
    )
  }

  #start(): void {
    this.#servers.push(startSimServer(`server ${this.#servers.length}`, this.#ground))
  }

  #processDied(process: SimProcess): void {
    this.#schedule.note(`${process.name} dies`)
    this.#schedule.kill(process)
    this.#relational.processDied(process)
    this.#countCrash()
    this.#restarts += 1
    this.#act(async () => {
      await this.#schedule.turn(this.#net, 'a server starts', 100 + this.#rng.int(3_000))
      this.#start()
    })
  }

  #countCrash(): void {
    this.#crashes += 1
    if (this.#crashes >= MOST_CRASHES) this.#wire.faults = { ...this.#wire.faults, processDies: 0, engineDies: 0 }
  }

  #server(): SimServer | undefined {
    const alive = this.#servers.filter(({ process }) => process.isAlive)
    return alive.length === 0 ? undefined : this.#rng.pick(alive)
  }

  /** A program of the shop: sends one request after the other, each until it is acknowledged. */
  async #client(): Promise<void> {
    for (let i = 0; i < this.#options.requests; i += 1) {
      await this.#pause(2_000)
      const { source, messages } = this.#shop.request(this.#schedule.now)
      const body = JSON.stringify({ batch: messages.map((one) => one.body) })
      while (!(await this.#send(source, body))) await this.#pause(3_000)
      for (const one of messages) this.#acknowledged.add(one)
    }
  }

  /** One attempt over a net that may lose, double and hold up. */
  async #send(source: string, body: string): Promise<boolean> {
    const { netLoses, netDoubles, netSlow } = this.#faults
    await this.#schedule.turn(this.#net, 'request', this.#rng.chance(netSlow) ? this.#rng.int(8_000) : this.#rng.int(5))
    const server = this.#server()
    if (server === undefined || this.#rng.chance(netLoses)) return false
    if (this.#rng.chance(netDoubles)) {
      this.#act(async () => {
        await this.#schedule.turn(this.#net, 'the same request', this.#rng.int(4_000))
        // Whether it is taken is nobody's business any more.
        this.#server()
          ?.accept(source, body)
          .catch(() => undefined)
      })
    }
    const answer = await Promise.race([
      server.accept(source, body).then(
        () => true,
        (error: unknown) => this.#refusedAs(error),
      ),
      this.#schedule.turn(this.#net, 'nobody answers', 6_000).then(() => false),
    ])
    return answer && !this.#rng.chance(netLoses)
  }

  #refusedAs(error: unknown): false {
    if (!(error instanceof AppError) || error.kind !== 'unavailable') this.#complaints.push(`the door: ${String(error)}`)
    return false
  }

  /** People who say yes to what the asking source is for, and some of them no later on. Those whom a user takes apart say nothing. */
  async #people(): Promise<void> {
    const people = this.#shop.people.slice(3)
    for (const granted of [true, false]) {
      for (const { member } of people) {
        await this.#pause(3_000)
        if (this.#rng.chance(0.3)) continue
        await this.#insist(async (server) => {
          const customer = await server.identity.find('member_number', member)
          if (customer === null) return true
          await server.ports.sayConsent(customer, granted)
          if (!granted) this.#shop.saidNo.add(member)
          return true
        })
      }
    }
  }

  /** Somebody of the shop: takes a merge back, lifts the rule of quality and has what was kept aside taken in. */
  async #user(): Promise<void> {
    await this.#pause(15_000)
    const [, , person] = this.#shop.people
    if (person !== undefined) await this.#insist((server) => this.#takeApart(server, person.member))
    await this.#pause(4_000)
    this.#isStrict = false
    await this.#replayAll()
    this.#isStrict = this.#rng.chance(0.5)
  }

  async #takeApart(server: SimServer, member: string): Promise<true> {
    const customerId = await server.identity.find('member_number', member)
    const { people } = this.#relational.tables
    const taken = new Set(people.edges.map(({ removes }) => removes))
    const edge = people.edges.find(
      (one) => one.rule === 'merged' && !taken.has(one.id) && nowOf(people, one.customerId ?? '') === customerId,
    )
    if (customerId === null || edge === undefined) return true
    this.#separated.add(member)
    await server.identity.separate({ customerId, edgeId: edge.id }, 'user:1').catch((error: unknown) => {
      // An earlier attempt has done it, or other merges still join the two.
      if (!(error instanceof AppError) || error.kind === 'unavailable') throw error
    })
    return true
  }

  async #replayAll(): Promise<void> {
    for (let left = 1; left > 0;) {
      await this.#insist(async (server) => {
        left = await server.replay()
        return true
      })
    }
  }

  /** Asks servers again until one has done it. */
  async #insist(work: (server: SimServer) => Promise<boolean>): Promise<void> {
    for (;;) {
      const server = this.#server()
      const done =
        server !== undefined &&
        (await Promise.race([
          work(server).catch((error: unknown) => this.#refusedAs(error)),
          this.#schedule.turn(this.#net, 'nobody answers', 20_000).then(() => false),
        ]))
      if (done) return
      await this.#pause(2_000)
    }
  }

  /** What a store that does not write through does now and then; with one that does there is nothing to write. */
  async #flushes(): Promise<void> {
    for (let i = 0; i < 10; i += 1) {
      await this.#pause(4_000)
      this.#relational.flush()
      this.#analytical.flush()
    }
  }

  async #clockOfTheMachine(): Promise<void> {
    for (let i = 0; i < 6; i += 1) {
      await this.#pause(5_000)
      this.#clockErrorMs = (this.#rng.int(3) - 1) * HOUR_MS
    }
    this.#clockErrorMs = 0
  }

  async #pause(mostMs: number): Promise<void> {
    await this.#schedule.turn(this.#net, 'pause', 1 + this.#rng.int(mostMs))
  }
}

/** All that can go wrong, each about as often as lets the work go on. */
export const ALL_FAULTS: WorldFaults = {
  refused: 0.05,
  replyLost: 0.05,
  late: 0.1,
  slow: 0.2,
  processDies: 0.015,
  engineDies: 0.015,
  netLoses: 0.15,
  netDoubles: 0.2,
  netSlow: 0.2,
  clockJumps: 1,
}

/** A random half of it: a fault that always comes with another may hide behind it. */
function someFaults(rng: Rng): WorldFaults {
  return Object.fromEntries(Object.entries(ALL_FAULTS).map(([name, rate]) => [name, rng.chance(0.5) ? rate : 0])) as unknown as WorldFaults
}
