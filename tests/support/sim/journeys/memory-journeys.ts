import type { JourneyDefinition } from '#act/journeys/journey.ts'
import type { EntryDesk, Run, RunLedger, RunningJourney } from '#act/journeys/run-ports.ts'
import type { SignalOutbox } from '#act/signal-outbox.ts'
import type { HeldSignal } from '#act/signal.ts'

/** Faults of the store or of the order in which it is used that the audit has to tell of. */
export const JOURNEY_BUGS = {
  'causes-forgotten': 'what was done for a signal is not noted, so that one that is read again is done again',
  'owner-ignored': 'a worker whose claim was lost still writes',
  'seen-forgotten': 'an event that came before its run waited for it is not kept',
  'sends-apart': 'messages are written before the claim is looked at',
} as const
export type JourneyBug = keyof typeof JOURNEY_BUGS

type Call = <T>(work: () => T) => Promise<T>

interface StoredRun {
  run: Run
  origin: string
  dueAt: number | null
  owner: string | null
  attempts: number
  ended: { state: string; reason: string } | null
  isPaused: boolean
}

interface StoredSignal {
  readonly signal: HeldSignal<'event-stored'>
  attempts: number
  dueAt: number
  owner: string | null
}

interface Step {
  readonly stepId: string
  readonly outcome: string
  /** Place in the order of commits. */
  readonly at: number
}

/** Journeys in memory as the database keeps them: each change holds as a whole or not at all. */
export class MemoryJourneys {
  readonly #bug: JourneyBug | null
  readonly #versions = new Map<number, JourneyDefinition>()
  #journey: Omit<RunningJourney, 'versions'> | null = null
  readonly #runs = new Map<string, StoredRun>()
  readonly #steps = new Map<string, Step>()
  readonly #sends = new Map<string, string>()
  readonly #refused = new Set<string>()
  readonly #causes = new Set<string>()
  readonly #seen = new Map<string, Date>()
  readonly #signals: StoredSignal[] = []
  readonly #told: { readonly customerId: string; readonly name: string; readonly origin: string }[] = []
  /** When an order of a customer was taken in, in the order of commits. */
  readonly #ordered: { readonly customerId: string; readonly at: number }[] = []
  readonly #entered = new Map<string, number>()
  readonly #faults: string[] = []
  #commits = 0
  #ids = 0

  constructor(bug: JourneyBug | null) {
    this.#bug = bug
  }

  get runCount(): number {
    return this.#runs.size
  }

  get sendCount(): number {
    return this.#sends.size
  }

  publish(id: string, version: number, definition: JourneyDefinition, now: Date): void {
    this.#versions.set(version, definition)
    this.#journey = { id, isPaused: this.#journey?.isPaused ?? false, liveVersion: version, liveSince: this.#journey?.liveSince ?? now }
  }

  pause(_id: string, isPaused: boolean): void {
    if (this.#journey !== null) this.#journey = { ...this.#journey, isPaused }
  }

  resume(now: Date): void {
    if (this.#journey?.isPaused === true) return
    for (const one of this.#runs.values()) {
      if (!one.isPaused) continue
      one.isPaused = false
      one.dueAt = now.getTime()
    }
  }

  running(): readonly RunningJourney[] {
    return this.#journey === null ? [] : [{ ...this.#journey, versions: new Map(this.#versions) }]
  }

  signal(customerId: string, name: string, now: Date): void {
    const id = String((this.#ids += 1))
    const origin = `event:${id}`
    const payload = { messageId: id, type: 'track', name }
    const signal = { id, kind: 'event-stored' as const, customerId, occurredAt: now, origin, historical: false, payload, attempts: 0 }
    this.#signals.push({ signal, attempts: 0, dueAt: 0, owner: null })
    this.#told.push({ customerId, name, origin })
  }

  /** Nothing waits, and every run is over. */
  isSettled(): boolean {
    return this.#signals.length === 0 && [...this.#runs.values()].every(({ ended }) => ended !== null)
  }

  outbox(call: Call): Pick<SignalOutbox, 'claim' | 'hold' | 'settle'> {
    return {
      claim: (_reader, owner, { now, heldUntil, limit }) =>
        call(() => {
          const held = new Set<string | null>()
          const free: StoredSignal[] = []
          for (const one of this.#signals) {
            if (one.dueAt > now.getTime()) held.add(one.signal.customerId)
            else if (!held.has(one.signal.customerId)) free.push(one)
          }
          const tried = free.findIndex(({ attempts }) => attempts > 0)
          const taken = free.slice(0, Math.min(limit, tried === -1 ? limit : Math.max(1, tried)))
          for (const one of taken) {
            one.attempts += 1
            one.dueAt = heldUntil.getTime()
            one.owner = owner
          }
          return taken.map(({ signal, attempts }) => ({ ...signal, attempts }))
        }),
      hold: () => call(() => true),
      settle: (owner, { read, failed }) =>
        call(() => {
          for (const id of read) {
            const at = this.#signals.findIndex((one) => one.signal.id === id && one.owner === owner)
            if (at !== -1) this.#signals.splice(at, 1)
          }
          for (const { id, dueAt } of failed) {
            const one = this.#signals.find((each) => each.signal.id === id && each.owner === owner)
            // In this world nothing is set aside.
            if (one !== undefined) one.dueAt = dueAt?.getTime() ?? one.dueAt
          }
        }),
    }
  }

  desk(call: Call): EntryDesk {
    return {
      mergedInto: () => call(() => new Map()),
      forget: () => call(() => 0),
      change: ({ customerIds, causes }, decide, now) =>
        call(() => {
          const own = [...this.#runs.values()].filter(({ run }) => customerIds.includes(run.customerId))
          const last = new Map<string, { id: string; enteredAt: Date }>()
          for (const { run } of own) last.set(`${run.customerId} ${run.journeyId}`, { id: run.id, enteredAt: run.enteredAt })
          const changes = decide({
            runs: own.filter(({ ended }) => ended === null).map(({ run, owner }) => ({ ...run, isTaken: owner !== null })),
            last,
            done: new Set(causes.filter((id) => this.#causes.has(id))),
          })
          this.#commits += 1
          if (this.#bug !== 'causes-forgotten') for (const id of changes.causes) this.#causes.add(id)
          for (const entered of changes.entered) {
            const inside = [...this.#runs.values()].some(({ run, ended }) => ended === null && run.customerId === entered.customerId)
            const endsHere = changes.ended.some(({ runId }) => this.#runs.get(runId)?.run.customerId === entered.customerId)
            if (inside && !endsHere) this.#faults.push(`${entered.customerId} is inside twice`)
            this.#entered.set(entered.id, this.#commits)
            const run: Run = { ...entered, visit: 0, waitsSince: null, goalAt: null, isTaken: false }
            const dueAt = entered.isHeldOut ? entered.windowEndsAt.getTime() : now.getTime()
            this.#runs.set(entered.id, { run, origin: entered.origin, dueAt, owner: null, attempts: 0, ended: null, isPaused: false })
          }
          for (const { customerId, origin } of changes.refused) this.#refused.add(`${customerId} ${origin}`)
          for (const { run, stepId, outcome, next } of changes.moved) {
            this.#note(run.id, run.visit, stepId, outcome)
            this.#ordered.push({ customerId: run.customerId, at: this.#commits })
            this.#change(run.id, (one) => {
              one.run = { ...one.run, stepId: next, visit: run.visit + 1, waitsSince: null, arrivedAt: now }
              one.dueAt = now.getTime()
              one.owner = null
            })
          }
          for (const { runId, stepId, at } of changes.seen) {
            if (this.#bug !== 'seen-forgotten') this.#seen.set(`${runId} ${stepId}`, at)
            this.#change(runId, (one) => {
              this.#ordered.push({ customerId: one.run.customerId, at: this.#commits })
              if (one.owner === null) return
              one.owner = null
              one.dueAt = now.getTime()
            })
          }
          for (const { runId, state, reason } of changes.ended) this.#end(runId, state, reason)
          return changes
        }),
    }
  }

  ledger(call: Call): RunLedger {
    return {
      release: () => call(() => 0),
      claim: (owner, { now, heldUntil, limit }) =>
        call(() => {
          const due = [...this.#runs.values()].filter(
            (one) => one.ended === null && !one.isPaused && one.dueAt !== null && one.dueAt <= now.getTime(),
          )
          if (this.#journey?.isPaused === true) for (const one of due) if (!one.run.isHeldOut) one.isPaused = true
          return due
            .filter(({ isPaused }) => !isPaused)
            .slice(0, limit)
            .map((one) => {
              one.owner = owner
              one.dueAt = heldUntil.getTime()
              one.attempts += 1
              const seen = [...this.#seen].flatMap(([key, at]) => {
                const [runId, stepId = ''] = key.split(' ')
                return runId === one.run.id ? [[stepId, at] as const] : []
              })
              return { ...one.run, attempts: one.attempts, seen: new Map(seen), timeZone: '' }
            })
        }),
      commit: (owner, results) =>
        call(() => {
          this.#commits += 1
          const held = new Set<string>()
          for (const { runId, steps, contacts, then } of results) {
            const one = this.#runs.get(runId)
            if (this.#bug === 'sends-apart') for (const { sendKey } of contacts) this.#sends.set(sendKey, runId)
            if (one === undefined || one.ended !== null || (one.owner !== owner && this.#bug !== 'owner-ignored')) continue
            held.add(runId)
            for (const { visit, stepId, outcome } of steps) this.#note(runId, visit, stepId, outcome)
            for (const { sendKey } of contacts) {
              if (this.#sends.has(sendKey)) this.#faults.push(`the message ${sendKey} was planned twice`)
              this.#sends.set(sendKey, runId)
            }
            one.owner = null
            if (then.kind === 'end') this.#end(runId, then.state, then.reason)
            else if (then.kind === 'at') {
              const { stepId, visit, arrivedAt, waitsSince, dueAt } = then
              one.run = { ...one.run, stepId, visit, arrivedAt, waitsSince }
              one.dueAt = dueAt.getTime()
              one.attempts = 0
            } else {
              one.dueAt = then.dueAt.getTime()
              if (!then.counts) one.attempts -= 1
            }
          }
          return held
        }),
    }
  }

  /** What must not be. */
  audit(): readonly string[] {
    const faults = [...this.#faults]
    if (!this.isSettled()) faults.push('not everything came to its end')
    for (const { customerId, name, origin } of this.#told) {
      if (name !== 'Added') continue
      const runs = [...this.#runs.values()].filter((one) => one.origin === origin).length
      const answers = runs + (this.#refused.has(`${customerId} ${origin}`) ? 1 : 0)
      if (answers !== 1) faults.push(`${origin} let ${customerId} in ${runs} times, and has ${answers} answers`)
    }
    for (const { run, ended } of this.#runs.values()) faults.push(...this.#auditRun(run, ended))
    const steps = [...this.#steps].filter(([, { stepId }]) => stepId === 'first' || stepId === 'second').map(([key]) => key)
    if (steps.length !== this.#sends.size) faults.push(`${steps.length} steps send, and there are ${this.#sends.size} messages`)
    return faults
  }

  #auditRun(run: Run, ended: StoredRun['ended']): string[] {
    const faults: string[] = []
    const definition = this.#versions.get(run.version)
    const own = [...this.#steps]
      .filter(([key]) => key.startsWith(`${run.id} `))
      .map(([key, step]) => ({ visit: Number(key.split(' ')[1]), ...step }))
    if (run.isHeldOut && own.length > 0) faults.push(`${run.id} is held out and went on`)
    if (ended?.state === 'failed') faults.push(`${run.id} failed: ${ended.reason}`)
    let expected = definition?.first ?? null
    for (const [i, { visit, stepId, outcome, at }] of own.toSorted((a, b) => a.visit - b.visit).entries()) {
      const step = definition?.steps.find(({ id }) => id === stepId)
      if (visit !== i || stepId !== expected || step === undefined)
        return [...faults, `${run.id} did ${stepId} in the place of ${expected}`]
      if (step.kind === 'split') expected = step.arms.find(({ id }) => id === outcome)?.next ?? null
      else if (step.kind === 'wait_event') {
        expected = outcome === 'late' ? step.late : step.next
        const entered = this.#entered.get(run.id) ?? 0
        const came = this.#ordered.some((one) => one.customerId === run.customerId && one.at > entered && one.at < at)
        if (outcome === 'late' && came) faults.push(`${run.id} was late, and its customer had ordered`)
      } else expected = 'next' in step ? step.next : null
    }
    return faults
  }

  #note(runId: string, visit: number, stepId: string, outcome: string): void {
    const key = `${runId} ${visit}`
    if (this.#steps.has(key)) this.#faults.push(`${stepId} of ${runId} was done twice`)
    this.#steps.set(key, { stepId, outcome, at: this.#commits })
  }

  #change(runId: string, change: (one: StoredRun) => void): void {
    const one = this.#runs.get(runId)
    if (one !== undefined && one.ended === null) change(one)
  }

  #end(runId: string, state: string, reason: string): void {
    this.#change(runId, (one) => {
      one.ended = { state, reason }
      one.dueAt = null
      one.owner = null
    })
  }
}
