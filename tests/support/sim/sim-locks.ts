import type { SimProcess } from './sim-schedule.ts'
import { unavailable } from './sim-wire.ts'

/** A lock that somebody holds, or waits for. */
export interface SimLock {
  readonly name: string
  readonly process: SimProcess
}

interface Waiter extends SimLock {
  readonly go: () => void
  readonly fail: (error: unknown) => void
}

/** Advisory locks of the relational store: gone with the process that holds them, and with the engine. */
export class SimLocks {
  readonly #held = new Map<string, SimLock>()
  #waiters: Waiter[] = []

  tryTake(name: string, process: SimProcess): SimLock | null {
    if (this.#held.has(name)) return null
    const lock = { name, process }
    this.#held.set(name, lock)
    return lock
  }

  take(name: string, process: SimProcess): Promise<SimLock> {
    const lock = this.tryTake(name, process)
    if (lock !== null) return Promise.resolve(lock)
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { name, process, go: () => resolve(waiter), fail: reject }
      this.#waiters.push(waiter)
    })
  }

  /** Once more does nothing: the lock may be somebody else's by now. */
  release(lock: SimLock): void {
    if (this.#held.get(lock.name) !== lock) return
    this.#held.delete(lock.name)
    const next = this.#waiters.find(({ name }) => name === lock.name)
    if (next === undefined) return
    this.#waiters = this.#waiters.filter((one) => one !== next)
    this.#held.set(next.name, next)
    next.go()
  }

  releaseOf(process: SimProcess): void {
    this.#waiters = this.#waiters.filter((one) => one.process !== process)
    for (const lock of this.#held.values().toArray()) if (lock.process === process) this.release(lock)
  }

  /** The engine died: nobody holds anything, and who waited hears of it. */
  releaseAll(): void {
    this.#held.clear()
    const waiters = this.#waiters
    this.#waiters = []
    for (const { fail } of waiters) fail(unavailable('relational'))
  }
}
