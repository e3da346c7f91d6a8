import { createHash } from 'node:crypto'
import type { Rng } from '#kernel/rng.ts'

/** A process of the simulation. What a dead one has on its way never goes on: no `catch` and no `finally` of it runs, as after kill -9. */
export class SimProcess {
  readonly name: string
  isAlive = true

  constructor(name: string) {
    this.name = name
  }
}

interface Waiting {
  readonly process: SimProcess
  readonly label: string
  readonly dueAt: number
  readonly go: () => void
}

/**
 * All that happens, one thing after the other: whoever would do something waits here until the one generator lets it go on. Time is virtual and passes only
 * when nothing is ready. The same generator gives the same run, which the hash of its trace shows.
 */
export class SimSchedule {
  readonly #rng: Rng
  readonly #trace = createHash('sha256')
  #waiting: Waiting[] = []
  #now: number
  #steps = 0

  constructor(rng: Rng, startMs: number) {
    this.#rng = rng
    this.#now = startMs
  }

  /** Virtual epoch milliseconds, as a clock that is right would show. */
  get now(): number {
    return this.#now
  }

  get steps(): number {
    return this.#steps
  }

  /** Goes on after `ms`, when its turn comes among all others that could. */
  turn(process: SimProcess, label: string, ms = 0): Promise<void> {
    return new Promise((go) => {
      if (process.isAlive) this.#waiting.push({ process, label, dueAt: this.#now + ms, go })
    })
  }

  /** Ends a process: nothing that it waits for ever comes. */
  kill(process: SimProcess): void {
    process.isAlive = false
    this.#waiting = this.#waiting.filter((one) => one.process !== process)
  }

  note(text: string): void {
    this.#trace.update(`${text}\n`)
  }

  /** Lets things happen until `isOver`, or throws: nothing that takes so long ends by itself. */
  async run(isOver: () => boolean, mostSteps: number): Promise<void> {
    for (let step = 0; ; step += 1) {
      await turnOfTheEventLoop()
      if (isOver()) return
      if (step === mostSteps) throw new Error(`The simulation has not come to an end after ${mostSteps} steps.`)
      // Long work of the product rests for a turn of the event loop in between.
      for (let turn = 0; turn < 5 && this.#waiting.length === 0; turn += 1) await turnOfTheEventLoop()
      this.#next()
    }
  }

  /** The hash of all that happened so far, in its order. */
  traceHash(): string {
    return this.#trace.copy().digest('hex')
  }

  #next(): void {
    let soonest = Number.POSITIVE_INFINITY
    for (const { dueAt } of this.#waiting) soonest = Math.min(soonest, dueAt)
    if (soonest === Number.POSITIVE_INFINITY) throw new Error('Nothing can happen any more, and the simulation is not over.')
    this.#now = Math.max(this.#now, soonest)
    const ready: number[] = []
    for (const [i, { dueAt }] of this.#waiting.entries()) if (dueAt <= this.#now) ready.push(i)
    const [chosen] = this.#waiting.splice(this.#rng.pick(ready), 1)
    if (chosen === undefined) return
    this.#steps += 1
    this.note(`${this.#now} ${chosen.process.name} ${chosen.label}`)
    chosen.go()
  }
}

/** Everybody who was let go has come to where they wait next. */
function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
