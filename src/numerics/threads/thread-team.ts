import { MessageChannel, receiveMessageOnPort, Worker, workerData, type MessagePort } from 'node:worker_threads'

/** Threads that run one program over one shared memory, each with its own `index`; 0 is the caller's. */
export interface Team {
  readonly index: number
  readonly size: number
  /** Returns once all threads have called it. Throws when another thread has failed. */
  wait(): void
  /** From a helper to thread 0; the typed arrays of `message` are transferred. */
  send(message: Readonly<Record<string, unknown>>): void
  /** For thread 0: messages from helpers since the last call. */
  received(): unknown[]
}

/** The program of a team's threads: `module` calls `joinTeam` and receives `data`, which is copied except for shared memory. */
export interface TeamWork {
  readonly module: URL
  readonly data: unknown
  /** Including the caller's. */
  readonly threads: number
}

interface HelperStart {
  readonly data: unknown
  readonly control: SharedArrayBuffer
  readonly index: number
  readonly size: number
  readonly port: MessagePort
}

const ARRIVED = 0
const TURN = 1
const STATE = 2
const READY = 3
const FAILED = 4
const [STARTING, TOGETHER, ALONE] = [0, 1, 2]
const SPINS = 10_000
const START_PATIENCE_MS = 20_000

/**
 * Runs `lead` on this thread (index 0) together with `threads - 1` helpers. Blocks this thread until the work is done, so call it in a worker where
 * the thread has other work. `whileStarting` is work that needs no helper. Falls back to this thread alone when helpers cannot be started. Helpers
 * end with the call, even when it throws, and never keep the process alive.
 */
export function runTeam<T>({ module, data, threads }: TeamWork, lead: (team: Team) => T, whileStarting = (): void => undefined): T {
  if (threads <= 1) {
    whileStarting()
    return lead(aloneTeam)
  }
  const control = new SharedArrayBuffer(64)
  const words = new Int32Array(control)
  let started = true
  const ports: MessagePort[] = []
  for (let index = 1; index < threads; index += 1) {
    const { port1, port2 } = new MessageChannel()
    ports.push(port1)
    const start: HelperStart = { data, control, index, size: threads, port: port2 }
    try {
      const worker = new Worker(module, { workerData: start, transferList: [port2], execArgv: [] })
      // Errors in a helper appear in the control words; without a listener the event would end the process.
      worker.on('error', () => undefined)
      worker.unref()
    } catch {
      started = false
    }
  }
  try {
    whileStarting()
    const deadline = performance.now() + START_PATIENCE_MS
    while (started && Atomics.load(words, READY) < threads - 1 && performance.now() < deadline) {
      Atomics.wait(words, READY, Atomics.load(words, READY), 50)
    }
    const together = started && Atomics.load(words, READY) === threads - 1
    Atomics.store(words, STATE, together ? TOGETHER : ALONE)
    Atomics.notify(words, STATE)
    return lead(together ? teamOf(words, 0, threads, ports) : aloneTeam)
  } catch (error) {
    fail(words)
    throw error
  } finally {
    for (const port of ports) port.close()
  }
}

/** For the module of a helper: waits for the others, then runs the work passed to `runTeam`. Returns at once when the team has been abandoned. */
export function joinTeam<Data>(work: (team: Team, data: Data) => void): void {
  const { data, control, index, size, port } = workerData as HelperStart
  const words = new Int32Array(control)
  Atomics.add(words, READY, 1)
  Atomics.notify(words, READY)
  while (Atomics.load(words, STATE) === STARTING && Atomics.load(words, FAILED) === 0) Atomics.wait(words, STATE, STARTING, 1_000)
  if (Atomics.load(words, STATE) !== TOGETHER) return
  try {
    work(teamOf(words, index, size, [port]), data as Data)
  } catch {
    fail(words)
  } finally {
    port.close()
  }
}

const aloneTeam: Team = { index: 0, size: 1, wait: () => undefined, send: () => undefined, received: () => [] }

function teamOf(words: Int32Array, index: number, size: number, ports: readonly MessagePort[]): Team {
  return {
    index,
    size,
    wait() {
      const turn = Atomics.load(words, TURN)
      if (Atomics.add(words, ARRIVED, 1) === size - 1) {
        Atomics.store(words, ARRIVED, 0)
        Atomics.add(words, TURN, 1)
        Atomics.notify(words, TURN)
      } else {
        let spins = 0
        // A thread that failed earlier has already been counted and will not be again.
        while (Atomics.load(words, TURN) === turn && Atomics.load(words, FAILED) === 0) {
          spins += 1
          if (spins > SPINS) Atomics.wait(words, TURN, turn, 1_000)
        }
      }
      if (Atomics.load(words, FAILED) !== 0) throw new Error('A training thread failed; train again, with one thread if it repeats.')
    },
    send(message) {
      const arrays = Object.values(message).filter((value) => ArrayBuffer.isView(value))
      ports[0]?.postMessage(
        message,
        arrays.map(({ buffer }) => buffer as ArrayBuffer),
      )
    },
    received() {
      const messages: unknown[] = []
      for (const port of ports) {
        for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
          messages.push((next as { message: unknown }).message)
        }
      }
      return messages
    },
  }
}

function fail(words: Int32Array): void {
  Atomics.store(words, FAILED, 1)
  Atomics.add(words, TURN, 1)
  Atomics.notify(words, TURN)
  Atomics.notify(words, STATE)
}

/** Words of 32 bits that all threads see, all 0. */
export function sharedWords(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count))
}

/** Hands out work: whole numbers from 0 in steps of `step`, each to one thread. */
export function takeWork(words: Int32Array, word: number, step: number): number {
  return Atomics.add(words, word, step)
}
