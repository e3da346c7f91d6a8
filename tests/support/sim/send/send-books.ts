import { DEFAULT_RULES, quietFor } from '#act/policy/contact-rules.ts'
import { createCustomerZones, isQuiet, momentOf } from '#act/policy/customer-moment.ts'
import { PLACES_PER_CALL } from '#act/sending/send-lane.ts'
import type { Touch } from '#act/touch.ts'
import { assignArm } from '#decide/assign-arm.ts'
import type { SendState } from '#decide/decision.ts'
import { isDirect } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { LedgerRow } from './ledger-row.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import type { SimPeople } from './sim-people.ts'
import type { AccountPlan, SimProviders, Taken } from './sim-provider.ts'

const ZONES = createCustomerZones(() => 'Asia/Shanghai')
const ENDED: readonly SendState[] = ['accepted', 'delivered', 'failed', 'uncertain', 'suppressed']

/** From a look at the rules until a provider has the message, in the worst case. */
const CLOCK_SETTLES_MS = 120_000

/** What people were told is so. */
interface Word {
  readonly customerId: string
  /** Null: on every channel, and no receipt either. */
  readonly channel: Channel | 'all' | null
  readonly at: number
}

/** Looks at every change of the ledger and everything that a provider takes, and says what must not be. */
export class SendBooks {
  readonly faults: string[] = []
  readonly #now: () => number
  readonly #people: SimPeople
  readonly #words: Word[] = []
  /** When the hand-over of a message was committed last, by a clock that is right. */
  readonly #handedAt = new Map<string, number>()
  /** To whom it was handed over then: they may have become another since. */
  readonly #handedTo = new Map<string, string>()
  readonly #stopped = new Map<string, number>()
  readonly #paused = new Map<string, number>()
  readonly #merged = new Set<string>()
  readonly #everPlanned = new Set<string>()
  readonly #toldArrived = new Set<string>()
  #clockSetAt = Number.NEGATIVE_INFINITY
  ledger: MemoryLedger | null = null

  constructor(now: () => number, people: SimPeople) {
    this.#now = now
    this.#people = people
  }

  say(customerId: string, channel: Word['channel']): void {
    this.#words.push({ customerId, channel, at: this.#now() })
  }

  stopped(runId: string): void {
    this.#stopped.set(runId, this.#now())
  }

  paused(runId: string, isPaused: boolean): void {
    if (isPaused) this.#paused.set(runId, this.#now())
    else this.#paused.delete(runId)
  }

  /** The clock of the store was set: what was looked at before may be stamped with another hour. */
  clockSet(): void {
    this.#clockSetAt = this.#now()
  }

  merged(...ids: readonly string[]): void {
    for (const id of ids) this.#merged.add(id)
  }

  /** By our key or by the provider's own id. */
  toldArrived(key: string): void {
    this.#toldArrived.add(key)
  }

  changed(row: LedgerRow, before: LedgerRow | undefined): void {
    this.#everPlanned.add(row.sendKey)
    if (row.state !== 'handed' || before?.state === 'handed') return
    this.#handedAt.set(row.sendKey, this.#now())
    this.#handedTo.set(row.sendKey, row.customerId)
    if (this.#stopped.has(row.runId)) this.#fault(`${row.sendKey} was handed over after its broadcast was stopped`)
    if (this.#paused.has(row.runId)) this.#fault(`${row.sendKey} was handed over while its broadcast was paused`)
  }

  taken({ sendKey, account }: Taken, log: readonly Taken[]): void {
    const row = this.ledger?.rows.get(sendKey)
    if (row === undefined) return this.#fault(`${sendKey} was sent and nobody planned it`)
    const times = log.filter((one) => one.sendKey === sendKey).length
    if (times > 1) this.#fault(`${sendKey} was sent ${times} times`)
    const { customerId, channel, purpose, runId, source } = row
    const handedAt = this.#handedAt.get(sendKey) ?? this.#now()
    for (const word of this.#words) {
      const isAbout = word.channel === null || (purpose === 'marketing' && (word.channel === 'all' || word.channel === channel))
      if (word.customerId === customerId && isAbout && word.at < handedAt)
        this.#fault(`${sendKey} was sent although its customer had said no`)
    }
    if (purpose !== 'marketing') return
    if (!this.#merged.has(customerId) && ZONES.zoneOf(this.#people.all.get(customerId)?.zone ?? '').isInvalid)
      this.#fault(`${sendKey} was sent to somebody whose time zone is none`)
    if (this.#people.all.get(this.#handedTo.get(sendKey) ?? customerId)?.isHeldOut === true)
      this.#fault(`${sendKey} was sent to somebody who is held out of everything`)
    if (source.kind === 'broadcast') {
      const holdout = this.ledger?.broadcasts.get(runId)?.definition.holdout ?? 0
      if (assignArm(runId, runId, customerId, holdout) === 'control') this.#fault(`${sendKey} was sent to the control group`)
    }
    if (this.#now() - this.#clockSetAt > CLOCK_SETTLES_MS) {
      this.#checkHours(row)
      this.#checkCaps(row, log)
    }
    this.#checkDay(account, log)
  }

  /** Quiet hours by the clock that the node had when it handed the message over; it had looked a few seconds before. */
  #checkHours({ sendKey, channel, customerId, handedAt }: LedgerRow): void {
    const quiet = quietFor(DEFAULT_RULES, channel, 'CN')
    if (handedAt === null || quiet === null || this.#merged.has(customerId)) return
    const { timeZone } = ZONES.zoneOf(this.#people.all.get(customerId)?.zone ?? '')
    const before = new Date(handedAt.getTime() - 10_000)
    if (isQuiet(handedAt, quiet, timeZone) && isQuiet(before, quiet, timeZone)) this.#fault(`${sendKey} was sent in the quiet hours`)
  }

  /** By the calendar of the customer, as the nodes' clocks had it: what is known not to have arrived counts as none. */
  #checkCaps({ sendKey, customerId, handedAt }: LedgerRow, log: readonly Taken[]): void {
    if (handedAt === null || this.#merged.has(customerId)) return
    const sent = log.flatMap((one) => {
      const row = this.ledger?.rows.get(one.sendKey)
      const counts =
        row !== undefined && row.customerId === customerId && row.purpose === 'marketing' && !one.bounced && row.state !== 'failed'
      return counts && row.handedAt !== null ? [{ channel: row.channel, at: row.handedAt }] : []
    })
    const moment = momentOf(ZONES.zoneOf(this.#people.all.get(customerId)?.zone ?? '').timeZone, handedAt)
    const { all, channels } = DEFAULT_RULES.caps
    const check = (of: typeof sent, cap: { readonly day: number | null; readonly week: number | null } | undefined, what: string): void => {
      const day = of.filter(({ at }) => at >= moment.dayStart && at < moment.nextDay).length
      const week = of.filter(({ at }) => at >= moment.weekStart && at < moment.nextWeek).length
      if (day > (cap?.day ?? 99)) this.#fault(`${sendKey} is number ${day} of the day to its customer, ${what}`)
      if (week > (cap?.week ?? 99)) this.#fault(`${sendKey} is number ${week} of the week to its customer, ${what}`)
    }
    check(sent, all, 'over all channels')
    for (const channel of ['email', 'sms', 'push'] as const)
      check(
        sent.filter((one) => one.channel === channel),
        channels[channel],
        channel,
      )
  }

  #checkDay({ id, dailyLimit }: AccountPlan, log: readonly Taken[]): void {
    if (dailyLimit === null) return
    const days = new Map<string, number>()
    for (const one of log) {
      const day = this.ledger?.rows.get(one.sendKey)?.claimedDay ?? ''
      if (one.account.id === id) days.set(day, (days.get(day) ?? 0) + 1)
    }
    for (const [day, sent] of days)
      if (sent > dailyLimit) this.#fault(`${id} took ${sent} messages on ${day}, and its limit is ${dailyLimit}`)
  }

  /** At any moment: nothing is forgotten, and no more is uncertain than can have been on its way. */
  look(accounts: readonly AccountPlan[], providers: SimProviders, nodesEver: number, leaked: number): void {
    const { ledger } = this
    if (ledger === null) return
    const counts = ledger.counts(null)
    const sum = [...counts.values()].reduce((total, n) => total + n, 0)
    if (sum !== this.#everPlanned.size) this.#fault(`${this.#everPlanned.size} sends were planned and the states add up to ${sum}`)
    for (const { id, atOnce } of accounts) {
      const open = ledger.list((row) => row.accountId === id && (row.state === 'handed' || row.state === 'uncertain')).length
      const most = atOnce * PLACES_PER_CALL * nodesEver + leaked + (providers.unknown.get(id) ?? 0)
      if (open > most) this.#fault(`${open} messages of ${id} are on their way or uncertain, and no more than ${most} can be`)
    }
  }

  /** When everything is quiet. */
  close(providers: SimProviders, touches: ReadonlyMap<string, Touch>, lists: ReadonlyMap<string, readonly string[]>): void {
    const { ledger } = this
    if (ledger === null) return
    const taken = new Map(providers.log.map((one) => [one.sendKey, one]))
    const touched = new Set([...touches.values()].map(({ sendKey, kind }) => `${sendKey} ${kind}`))
    for (const row of ledger.rows.values()) {
      const { sendKey, state, channel, attempts } = row
      const one = taken.get(sendKey)
      if (!ENDED.includes(state))
        this.#fault(`${sendKey} is forgotten: ${state}, due ${row.notBefore.toISOString()}, held ${row.heldReason}`)
      // A provider is asked about the address that it was given, which may be that of a record that is merged away.
      const isAskable = row.accountId === 'sms' && !this.#merged.has(row.customerId)
      if (state === 'uncertain' && isAskable) this.#fault(`${sendKey} is uncertain although its provider can be asked`)
      if (!isDirect(channel)) continue
      if ((state === 'accepted' || state === 'delivered') && one === undefined) this.#fault(`${sendKey} is ${state} and no provider has it`)
      if ((state === 'suppressed' || state === 'planned') && one !== undefined)
        this.#fault(`${sendKey} is ${state} (${row.reason}) and was sent`)
      if (state === 'failed' && one?.bounced === false)
        this.#fault(`${sendKey} failed (${row.reason}) after ${attempts} attempts and was sent`)
      const isTold = this.#toldArrived.has(sendKey) || (row.providerId !== null && this.#toldArrived.has(row.providerId))
      if (isTold && state !== 'delivered') this.#fault(`${sendKey} arrived, was told to have, and is ${state}`)
      if ((state === 'accepted' || state === 'delivered') && !touched.has(`${sendKey} sent`))
        this.#fault(`${sendKey} is ${state} and no touch says so`)
      if (state === 'suppressed' && !touched.has(`${sendKey} suppressed`)) this.#fault(`${sendKey} is suppressed and no touch says so`)
    }
    for (const { id, state, progress } of ledger.broadcasts.values()) {
      if (state === 'stopped' || state === 'draft') continue
      if (state !== 'done') this.#fault(`the broadcast ${id} does not end: ${state}`)
      const rows = ledger.list(({ runId }) => runId === id)
      const people = lists.get(id)?.length ?? 0
      if (rows.length !== people) this.#fault(`the broadcast ${id} is for ${people} customers and has ${rows.length} sends`)
      const { audience, planned, reasons } = progress.sums
      const left = Object.values(reasons).reduce((sum, n) => sum + n, 0)
      if (audience !== people || planned + left !== people)
        this.#fault(`the broadcast ${id} says ${planned} planned and ${left} left out, of ${people}`)
    }
  }

  #fault(what: string): void {
    if (!this.faults.includes(what)) this.faults.push(what)
  }
}
