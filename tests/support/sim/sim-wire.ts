import { AppError } from '#kernel/app-error.ts'
import type { Rng } from '#kernel/rng.ts'
import type { SimProcess, SimSchedule } from './sim-schedule.ts'

export type SimEngine = 'relational' | 'analytical'

/** What may go wrong with a call of an engine, each as a probability. */
export interface WireFaults {
  /** The engine refuses it: nothing happened. */
  readonly refused: number
  /** It happened, and nobody hears of it. */
  readonly replyLost: number
  /** It is given up, and happens later all the same. */
  readonly late: number
  /** It takes up to a second. */
  readonly slow: number
  /** The calling process dies, before or after it happened. */
  readonly processDies: number
  /** The engine dies, before or after it happened. */
  readonly engineDies: number
}

export const NO_FAULTS: WireFaults = { refused: 0, replyLost: 0, late: 0, slow: 0, processDies: 0, engineDies: 0 }

/** Where a fixed run is to break: at the call with this number, of all or of those of one name, before or after it happened. */
export interface CrashPoint {
  readonly call: number
  readonly name?: string
  readonly when: 'before' | 'after'
  readonly victim: 'process' | SimEngine
}

export interface WireEvents {
  processDied(process: SimProcess): void
  engineDied(engine: SimEngine): void
}

const DOWN_MS = 2_000
/** What stands alone, and not in a transaction that the engine gives up with its connection. */
const MAY_BE_LATE: ReadonlySet<string> = new Set(['append', 'insert events', 'save customers'])
const NEVER = new Promise<never>(() => undefined)

/** Between the product and the stores: each call of a port takes its turn here, and here things go wrong. */
export class SimWire {
  readonly #schedule: SimSchedule
  readonly #rng: Rng
  readonly #events: WireEvents
  readonly #point: CrashPoint | null
  readonly #downUntil: Record<SimEngine, number> = { relational: 0, analytical: 0 }
  /** What goes on though nobody waits for it. */
  readonly #late = new Set<{ readonly name: string }>()
  faults: WireFaults
  calls = 0
  /** Calls by their name. */
  readonly named = new Map<string, number>()
  /** How often each kind of fault struck: a run in which none did proves little. */
  readonly struck = new Map<string, number>()

  constructor(schedule: SimSchedule, rng: Rng, faults: WireFaults, point: CrashPoint | null, events: WireEvents) {
    this.#schedule = schedule
    this.#rng = rng
    this.faults = faults
    this.#point = point
    this.#events = events
  }

  /** Runs `effect` in the engine, all of it or nothing. */
  async call<T>(process: SimProcess, engine: SimEngine, name: string, effect: () => T): Promise<T> {
    const { faults } = this
    const label = `${engine} ${name}`
    await this.#schedule.turn(process, label, this.#strikes('slow', faults.slow) ? this.#rng.int(1_000) : 0)
    const ofName = this.named.get(name) ?? 0
    const isPoint =
      this.#point?.name === undefined ? this.#point?.call === this.calls : this.#point.name === name && this.#point.call === ofName
    this.calls += 1
    this.named.set(name, ofName + 1)
    await this.#mayDie(process, engine, isPoint, 'before')
    if (this.#schedule.now < this.#downUntil[engine] || this.#strikes('refused', faults.refused)) throw unavailable(engine)
    if (MAY_BE_LATE.has(name) && this.#strikes('late', faults.late)) {
      // The engine has it and goes on with it, whoever waits.
      const engineItself = { name: engine, isAlive: true }
      const late = { name }
      this.#late.add(late)
      void this.#schedule.turn(engineItself, `${label} late`, 1 + this.#rng.int(3_000)).then(() => this.#late.delete(late) && tryTo(effect))
      throw unavailable(engine)
    }
    const result = effect()
    await this.#mayDie(process, engine, isPoint, 'after')
    if (this.#strikes('replyLost', faults.replyLost)) throw unavailable(engine)
    await this.#schedule.turn(process, `${label} answers`)
    return result
  }

  /** What is late under this name is given up by the engine as well. */
  endLate(name: string): void {
    for (const one of this.#late) if (one.name === name) this.#late.delete(one)
  }

  async #mayDie(process: SimProcess, engine: SimEngine, isPoint: boolean, when: CrashPoint['when']): Promise<void> {
    const point = isPoint && this.#point?.when === when ? this.#point.victim : null
    const { faults } = this
    if (point === 'process' || this.#strikes('processDies', faults.processDies / 2)) {
      this.#events.processDied(process)
      await NEVER
    }
    const victim = point === null ? (this.#strikes('engineDies', faults.engineDies / 2) ? engine : null) : (point as SimEngine)
    if (victim === null) return
    this.#downUntil[victim] = this.#schedule.now + 1 + this.#rng.int(DOWN_MS)
    this.#events.engineDied(victim)
    if (victim === engine) throw unavailable(engine)
  }

  #strikes(kind: string, probability: number): boolean {
    if (probability === 0 || !this.#rng.chance(probability)) return false
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1)
    return true
  }
}

function tryTo(effect: () => unknown): void {
  try {
    effect()
  } catch {
    // Nobody is there to hear of it.
  }
}

export function unavailable(engine: SimEngine): AppError {
  return new AppError('unavailable', 'engine-unavailable', `The ${engine} store cannot be reached right now.`)
}
