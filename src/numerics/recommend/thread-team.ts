import { Worker } from 'node:worker_threads'

/** Words of the shared control block; a program keeps its own words from `FIRST_FREE` on. */
const ARRIVED = 0
const GENERATION = 1
const FAILED = 2
export const FIRST_FREE = 4

const PATIENCE_MS = 600_000

/** A block of 32-bit words that all threads of a team see. */
export function controlBlock(words = 16): Int32Array {
  return new Int32Array(new SharedArrayBuffer(words * 4))
}

/**
 * One of several threads that run the same program over the same shared memory. `wait` is a barrier: it returns once every thread has reached it.
 * `take` deals out work: whole numbers from 0 in steps, each to one thread.
 */
export class TeamMember {
  readonly #control: Int32Array
  readonly #threads: number

  constructor(control: Int32Array, threads: number) {
    this.#control = control
    this.#threads = threads
  }

  /** Throws when another thread of the team failed. */
  wait(): void {
    if (this.#threads === 1) return
    const generation = Atomics.load(this.#control, GENERATION)
    if (Atomics.add(this.#control, ARRIVED, 1) === this.#threads - 1) {
      Atomics.store(this.#control, ARRIVED, 0)
      Atomics.add(this.#control, GENERATION, 1)
      Atomics.notify(this.#control, GENERATION)
    } else {
      while (Atomics.load(this.#control, GENERATION) === generation && Atomics.load(this.#control, FAILED) === 0) {
        if (Atomics.wait(this.#control, GENERATION, generation, PATIENCE_MS) === 'timed-out')
          throw new Error('A thread of the team does not answer.')
      }
    }
    if (Atomics.load(this.#control, FAILED) !== 0) throw new Error('Another thread of the team failed.')
  }

  /** The next `step` numbers of the counter at `word`, by the first of them. */
  take(word: number, step: number): number {
    return Atomics.add(this.#control, word, step)
  }

  /** Lets the other threads go when this one can't go on. */
  fail(): void {
    Atomics.store(this.#control, FAILED, 1)
    Atomics.add(this.#control, GENERATION, 1)
    Atomics.notify(this.#control, GENERATION)
  }
}

/**
 * Starts `threads - 1` workers on a module and runs `work` here as one more member; returns when all are done with the last barrier. The calling
 * thread waits and answers nothing meanwhile: with more than one thread call it from a worker. The module gets `data` as its workerData.
 */
export function runTeam(module: URL, threads: number, control: Int32Array, data: object, work: (member: TeamMember) => void): void {
  const workers = Array.from({ length: threads - 1 }, () => new Worker(module, { workerData: data }))
  const member = new TeamMember(control, threads)
  for (const worker of workers) {
    worker.unref()
    worker.on('error', () => member.fail())
  }
  try {
    work(member)
    member.wait()
  } catch (error) {
    member.fail()
    throw error
  }
}
