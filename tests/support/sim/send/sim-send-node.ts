import { BroadcastPlanner } from '#act/broadcasts/broadcast-planner.ts'
import { BroadcastService } from '#act/broadcasts/broadcast-service.ts'
import { CustomerCare } from '#act/customer-care.ts'
import { ReceiptService } from '#act/inbound/receipt-service.ts'
import type { MessageMaker } from '#act/message-maker.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import { createRulesPolicy } from '#act/policy/rules-policy.ts'
import { SendAsker } from '#act/send-asker.ts'
import { Sender } from '#act/sender.ts'
import type { Touch } from '#act/touch.ts'
import type { Strategy } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { createSharedClock } from '#kernel/shared-clock.ts'
import { SimProcess } from '../sim-schedule.ts'
import type { SimSchedule } from '../sim-schedule.ts'
import type { SimWire } from '../sim-wire.ts'
import { ledgerPorts } from './ledger-ports.ts'
import type { LedgerCall, LedgerPorts } from './ledger-ports.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import { simAudience, simBroadcastStore } from './sim-broadcasts.ts'
import { simFacts } from './sim-facts.ts'
import { addressHash } from './sim-people.ts'
import type { SimPeople } from './sim-people.ts'
import type { AccountPlan, SimProviders } from './sim-provider.ts'
import type { SendBug } from './sim-send-bugs.ts'

/** What every node of a world stands on. */
export interface SendGround {
  readonly schedule: SimSchedule
  readonly wire: SimWire
  readonly ledger: MemoryLedger
  readonly people: SimPeople
  readonly providers: SimProviders
  readonly accounts: readonly AccountPlan[]
  readonly halts: Map<string, Date | null>
  readonly lists: ReadonlyMap<string, readonly string[]>
  readonly strategies: ReadonlyMap<string, Strategy>
  /** Rows of tasks, by send key: a table of our own. */
  readonly tasks: Set<string>
  readonly touches: Map<string, Touch>
  readonly bug: SendBug | null
  /** How far the own clock of a node is off. */
  clockErrorMs(node: string): number
  /** By the clock of the store. */
  storeNow(): Date
  complain(what: string): void
  /** A commit failed, or its answer was lost: how many messages it may have handed over for nobody. */
  leaked(messages: number): void
  /** Whether a worker hears of its claim only when it has run out. */
  losesLease(): boolean
}

export interface SendNode {
  readonly process: SimProcess
  readonly ports: LedgerPorts
  readonly receipts: ReceiptService
  readonly broadcasts: BroadcastService
  readonly care: CustomerCare
}

const MOST_IDLE_MS = 5 * 60_000
const LONGEST_REST_MS = 15 * 60_000
const CONTENT = { id: '0198f3a0-0000-7000-8000-000000000001', version: 1 }

/** One running server as far as sending goes: the product's own sender, asker, planner and receipts, on ports of the simulated store and providers. */
export function startSendNode(name: string, ground: SendGround): SendNode {
  const { schedule, ledger, people, providers, accounts, halts, bug } = ground
  const process = new SimProcess(name)
  const call: LedgerCall = (what, effect) => ground.wire.call(process, 'relational', what, effect)
  const own: Clock = { now: () => new Date(schedule.now + ground.clockErrorMs(name)) }
  const shared = createSharedClock({ read: () => call('clock', () => ground.storeNow()), nowMs: () => schedule.now }, ground.storeNow())
  const clock = bug === 'clock-of-the-node' ? own : shared
  const clockMs = (): number => clock.now().getTime()
  const stored = ledgerPorts(ledger, call, name)
  const claim: LedgerPorts['sends']['claim'] = async (owner, options) => {
    const claimed = await stored.sends.claim(owner, options)
    if (claimed.length > 0 && ground.losesLease()) await schedule.turn(process, 'claimed, and stands still', 61_000)
    return claimed
  }
  const ports = flawed({ ...stored, sends: { ...stored.sends, claim } }, ground)
  const analytical: LedgerCall = (what, effect) => ground.wire.call(process, 'analytical', what, effect)
  const contacts = people.ports(call)
  const asked = new Map<string, boolean | null>()
  const readContacts: typeof contacts.addressOf = async (ids, channel) => {
    const found = await contacts.addressOf(ids, channel)
    if (bug === 'control-group-of-plan-only') return found.map((one) => ({ ...one, heldOut: null }))
    if (bug !== 'consent-remembered') return found
    return found.map((one) => {
      const key = `${one.customerId} ${channel}`
      if (!asked.has(key)) asked.set(key, one.consent)
      return { ...one, consent: asked.get(key) ?? null, suppressed: false, closed: false }
    })
  }
  const { recipients, facts } = simFacts(ledger, people, call, {
    forgetsUncertain: bug === 'uncertain-not-counted',
    zone: bug === 'quiet-by-server' ? 'UTC' : null,
    forgetsPause: bug === 'pause-not-asked',
  })
  const zones = createCustomerZones(() => 'Asia/Shanghai')
  const touches = {
    write: (made: readonly Touch[]) =>
      analytical('touches', () => {
        for (const one of made) ground.touches.set(one.touchId, one)
      }),
  }
  const opened = new Map(
    accounts.map((plan) => [
      plan.id,
      providers.open(plan, process, clockMs, { timeoutIsNo: bug === 'timeout-is-no', silenceIsNo: bug === 'silence-is-not-sent' }),
    ]),
  )
  const port = {
    ready: (channel: string) =>
      Promise.resolve(
        [...opened.values()].filter((one) => {
          const until = halts.get(one.id)
          return one.channel === channel && (until === undefined || (until !== null && until <= clock.now()))
        }),
      ),
    byId: (id: string) => Promise.resolve(opened.get(id) ?? null),
    halt: (id: string, _: string, until: Date | null) => call('halt', () => void halts.set(id, until)),
  }
  const sender = new Sender({
    sends: ports.sends,
    messages: { sealAll: (messages) => Promise.resolve(messages.map(() => null)) },
    strategies: { version: (id) => Promise.resolve(ground.strategies.get(id) ?? null) },
    contacts: { addressOf: readContacts },
    stopper: contacts,
    channels: new Map([
      [
        'agent_task' as const,
        {
          prepare: ({ send }) => ({
            message: { subject: '', text: '' },
            deliver: () =>
              call('add task', () => void ground.tasks.add(send.sendKey)).then(
                () => ({ kind: 'delivered', providerId: null }) as const,
                () => ({ kind: 'deferred', reason: 'not_stored' }) as const,
              ),
          }),
          close: () => undefined,
        },
      ],
    ]),
    accounts: port,
    makers: { strategy: () => MAKER, content: MAKER },
    policy: createRulesPolicy({ facts, rules: () => Promise.resolve(DEFAULT_RULES), zones }),
    touches,
    coupons: { issue: () => Promise.resolve() },
    couponCodeOf: (key) => key,
    addressHash,
    dayOf: (now) => now.toISOString().slice(0, 10),
    clock,
    ...(bug === 'clock-of-the-node' ? {} : { readClock: shared.look }),
    timer: { nowMs: () => schedule.now, sleep: (ms) => schedule.turn(process, 'pace', ms) },
    onFailure: (what, error) => failed(what, error),
  })
  const receipts = new ReceiptService({
    store: ports.receipts,
    sends: ports.sends,
    stopper: contacts,
    touches,
    addressHash: () => Promise.resolve(null),
    clock,
  })
  const asker = new SendAsker({ store: ports.asks, accounts: port, contacts, receipts, addressHash, clock })
  const content = { purpose: 'marketing', fallbacks: {}, utm: null, name: '' } as const
  const contents = {
    find: (id: string) =>
      call('content', () => ({
        ...CONTENT,
        content: {
          ...content,
          purpose: id === CONTENT.id ? ('marketing' as const) : ('transactional' as const),
          email: FORM,
          sms: FORM,
          push: FORM,
        } as never,
      })),
  }
  const store = simBroadcastStore(ledger, call)
  const audience = simAudience(analytical, ground.lists)
  const planner = new BroadcastPlanner({
    store,
    audience,
    recipients,
    contents,
    ledger:
      bug === 'cursor-before-rows'
        ? { planContacts: (some) => (ports.broadcasts.planContacts(some).catch(() => 0), Promise.resolve(0)) }
        : ports.broadcasts,
    rules: () => Promise.resolve(DEFAULT_RULES),
    readiness: { unready: () => Promise.resolve(new Map()) },
    accounts: { of: () => Promise.resolve([]) },
    zones,
    clock,
    blockSize: 40,
  })
  const broadcasts = new BroadcastService({
    store,
    audience,
    contents,
    ledger: ports.broadcasts,
    arms: { copy: () => Promise.resolve() },
    planner,
    readiness: { unready: () => Promise.resolve(new Map()) },
    accounts: { of: () => Promise.resolve([]) },
    tryMessages: () => Promise.resolve({ sample: 0, reasons: {} }),
    reactions: () => Promise.resolve([]),
    people: { narrow: (_, ids) => Promise.resolve(ids), has: () => Promise.resolve(true) },
    project: { timeZone: 'Asia/Shanghai' },
    letters: () => ({ linksWork: true, isNamed: true }),
    audit: { append: () => Promise.resolve() } as never,
    clock,
  })
  const care = new CustomerCare({
    store: contacts.care,
    pauser: { pause: () => Promise.resolve() },
    preferences: { resume: () => Promise.resolve() } as never,
    sends: ports.sends,
    clock,
  })
  const failed = (what: string, error: unknown): void => {
    if (!(error instanceof AppError) || error.kind !== 'unavailable')
      ground.complain(`${what}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`)
  }
  /** Rounds as the product has them in the background, with no rest longer than until there is something to do. */
  const rounds = async (what: string, leastMs: number, dueAt: () => number, round: () => Promise<unknown>): Promise<never> => {
    let [idle, changes] = [0, 0]
    for (let failures = 0; ;) {
      try {
        await round()
        failures = 0
      } catch (error) {
        failed(what, error)
        failures += 1
      }
      // Where nothing comes of it, the next look may wait a little longer each time: a run has few steps.
      idle = ledger.changes === changes ? idle + 1 : 0
      changes = ledger.changes
      const restMs = failures > 0 ? Math.min(60_000, leastMs * 2 ** failures) : Math.min(MOST_IDLE_MS, leastMs * 2 ** idle)
      await schedule.turn(process, `rest of ${what}`, Math.min(LONGEST_REST_MS, Math.max(restMs, dueAt() - schedule.now)))
    }
  }
  void rounds(
    'sending',
    1_000,
    () => nextSend(ledger),
    () => sender.pump(),
  )
  void rounds(
    'asking',
    5_000,
    () => nextAsk(ledger),
    () => asker.work(),
  )
  void rounds(
    'receipts',
    10_000,
    () => Infinity,
    () => receipts.adopt(),
  )
  void rounds(
    'broadcasts',
    5_000,
    () => nextBroadcast(ledger),
    async () => {
      for (const id of await broadcasts.due()) await broadcasts.plan(id).catch((error: unknown) => failed('planning', error))
      await broadcasts.settle()
    },
  )
  return { process, ports, receipts, broadcasts, care }
}

const FORM = {
  subject: { zh: 'x', en: 'x' },
  preheader: { zh: '', en: '' },
  body: { kind: 'text', text: { zh: 'x', en: 'x' } },
  text: { zh: 'x', en: 'x' },
}

const MAKER: MessageMaker = {
  make: (sends) =>
    Promise.resolve(
      sends.map(({ send }) => ({
        kind: 'made',
        text: { subject: '', text: '' },
        message: {
          channel: 'push',
          sendKey: send.sendKey,
          purpose: send.purpose,
          target: { kind: 'fcm', token: '' },
          title: '',
          body: '',
          url: null,
          imageUrl: null,
        },
      })),
    ),
}

function nextSend(ledger: MemoryLedger): number {
  let next = Number.POSITIVE_INFINITY
  for (const { state, notBefore, heldAt, leaseUntil } of ledger.rows.values()) {
    if (state === 'planned' && heldAt === null) next = Math.min(next, notBefore.getTime())
    else if (state === 'claimed' || state === 'handed') next = Math.min(next, (leaseUntil?.getTime() ?? 0) - 59_000)
  }
  return next
}

function nextAsk(ledger: MemoryLedger): number {
  let next = Number.POSITIVE_INFINITY
  for (const { state, askAt } of ledger.rows.values()) if (state === 'uncertain' && askAt !== null) next = Math.min(next, askAt.getTime())
  return next
}

function nextBroadcast(ledger: MemoryLedger): number {
  let next = Number.POSITIVE_INFINITY
  for (const { state, startsAt } of ledger.broadcasts.values())
    if (state === 'scheduled' || state === 'planning') next = Math.min(next, startsAt?.getTime() ?? 0)
  return next
}

/** The ports with the planted bug, if it lies in them; and a count of what commits that failed may have left handed over. */
function flawed(ports: LedgerPorts, { bug, ledger, leaked }: SendGround): LedgerPorts {
  const { sends, receipts, broadcasts } = ports
  let attempt = 0
  const commit: LedgerPorts['sends']['commit'] = async (block, now, leaseMs) => {
    if (bug === 'send-before-commit') {
      sends.commit(block, now, leaseMs).catch(() => undefined)
      return { settled: new Set(block.settle.map(({ sendKey }) => sendKey)), handed: new Set(block.hand.map(({ sendKey }) => sendKey)) }
    }
    try {
      return await sends.commit(block, now, leaseMs)
    } catch (error) {
      leaked(block.hand.length)
      throw error
    }
  }
  const planContacts: LedgerPorts['sends']['planContacts'] = (contacts) => {
    if (bug !== 'key-of-the-attempt') return broadcasts.planContacts(contacts)
    attempt += 1
    return broadcasts.planContacts(contacts.map((one) => ({ ...one, sendKey: `${one.sendKey}/${ledger.rows.size}/${attempt}` })))
  }
  return {
    ...ports,
    sends: {
      ...sends,
      commit,
      ...(bug === 'recorded-before-written'
        ? {
            unrecorded: async (limit: number) => {
              const settled = await sends.unrecorded(limit)
              await sends.markRecorded(settled)
              return settled
            },
          }
        : {}),
    },
    receipts: bug === 'early-receipt-dropped' ? { ...receipts, early: () => Promise.resolve(new Map()) } : receipts,
    broadcasts: {
      ...broadcasts,
      planContacts,
      ...(bug === 'pause-not-asked' ? { hold: () => Promise.resolve() } : {}),
      ...(bug === 'resume-forgets'
        ? {
            hold: (id: string, since: Date | null) => (since === null ? Promise.resolve() : broadcasts.hold(id, since)),
            releaseLeft: () => Promise.resolve(),
          }
        : {}),
    },
  }
}
