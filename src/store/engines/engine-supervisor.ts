import type { EngineLog } from './engine-log.ts'

export type EngineState = 'up' | 'down' | 'starting'

/** What a supervisor needs of an engine it has started. */
export interface RunningEngine {
  readonly pid: number
  onExit(callback: (reason: string) => void): void
  stop(): Promise<void>
}

const FIRST_DELAY_MS = 200
const LONGEST_DELAY_MS = 10_000
/** An engine that ran this long is healthy: its next failure restarts the back-off. */
const HEALTHY_MS = 30_000

/** Keeps one embedded engine, or a thread that works like one, running: a dead one is started again after 0.2 s, doubling up to 10 s. */
export class EngineSupervisor<T extends RunningEngine> {
  readonly #name: string
  readonly #start: (previous: T | null) => Promise<T>
  readonly #log: EngineLog
  #state: EngineState = 'starting'
  #engine: T | null = null
  #delay = FIRST_DELAY_MS
  #timer: NodeJS.Timeout | null = null
  #starting: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(name: string, start: (previous: T | null) => Promise<T>, log: EngineLog) {
    this.#name = name
    this.#start = start
    this.#log = log
  }

  get state(): EngineState {
    return this.#state
  }

  get pid(): number | null {
    return this.#state === 'up' ? (this.#engine?.pid ?? null) : null
  }

  /** The first start; a failure is the caller's, later ones are retried here. */
  async start(): Promise<T> {
    const engine = await this.#start(null)
    await this.#adopt(engine)
    return engine
  }

  /** Starts it and waits for nothing: a first start that fails is tried again like any other. */
  begin(): void {
    this.#state = 'starting'
    this.#starting = this.#start(this.#engine).then(
      (engine) => this.#adopt(engine),
      (error: unknown) => {
        this.#log.warn({ engine: this.#name, reason: String(error) }, 'engine did not start')
        if (!this.#stopped) this.#restartLater()
      },
    )
  }

  /** Stops the engine and ends the supervision. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#starting
    this.#state = 'down'
    await this.#engine?.stop()
  }

  async #adopt(engine: T): Promise<void> {
    this.#engine = engine
    if (this.#stopped) {
      await engine.stop()
      return
    }
    this.#state = 'up'
    this.#log.info({ engine: this.#name, pid: engine.pid }, 'engine is up')
    const healthy = setTimeout(() => (this.#delay = FIRST_DELAY_MS), HEALTHY_MS)
    healthy.unref()
    engine.onExit((reason) => {
      clearTimeout(healthy)
      if (this.#stopped) return
      this.#log.warn({ engine: this.#name, reason, restartInMs: this.#delay }, 'engine died and will be restarted')
      this.#restartLater()
    })
  }

  #restartLater(): void {
    this.#state = 'down'
    this.#timer = setTimeout(() => this.begin(), this.#delay)
    this.#delay = Math.min(LONGEST_DELAY_MS, this.#delay * 2)
  }
}
