import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Session } from 'chdb'
import type { ChdbResult } from 'chdb'
import type { Socket } from 'node:net'
import { FrontError, toFrontError } from './front-error.ts'
import { Outlet } from './outlet.ts'
import { SessionPool, settingsChange } from './session-pool.ts'
import type { PooledSession } from './session-pool.ts'
import { quoteSqlIdentifier, quoteSqlString } from './sql-lexer.ts'

export interface FrontEngineOptions {
  /** Folder of the engine's data. */
  readonly path: string
  /** Folder for pipes and rows that wait to be inserted; emptied at start. */
  readonly spool: string
  readonly configFile: string
  readonly database: string
  readonly readers: number
  readonly writers: number
  readonly maxWaiting: number
}

/** One query for the engine. `sql` has its parameters bound; `rewrite` adds where the rows come from or go to. */
export interface EngineQuery {
  readonly lane: 'read' | 'write'
  readonly database: string
  readonly settings: ReadonlyMap<string, string>
  readonly sql: (outlet: Outlet) => string
  /** Called with the open answer pipe when the answer goes through it. */
  readonly onOutlet: ((rows: Socket) => void) | null
  readonly recycle: boolean
  readonly signal: AbortSignal
}

export interface EngineAnswer {
  /** Rows of the answer, or rows written by an insert. */
  readonly rows: number
  readonly bytes: number
  readonly seconds: number
}

const KILL_AGAIN_MS = 100
const IDLE_LOOK_MS = 20

/** The engine's sessions: some for reads, some for writes, one for control. Every session whose query fails is replaced. */
export class FrontEngine {
  readonly #options: FrontEngineOptions
  #control: Session
  readonly #lanes: { readonly read: SessionPool<PooledSession>; readonly write: SessionPool<PooledSession> }
  #controlTail: Promise<unknown> = Promise.resolve()
  #outlets = 0
  #running = 0
  settingNames: ReadonlySet<string> = new Set()
  tableFunctions: ReadonlySet<string> = new Set()
  version = ''

  constructor(options: FrontEngineOptions) {
    this.#options = options
    this.#control = this.#openSession()
    const open = async (): Promise<PooledSession> => {
      const outlet = await Outlet.create(options.spool, `outlet-${(this.#outlets += 1)}`)
      return { session: this.#openSession(), outlet, applied: new Map(), database: null }
    }
    const close = (session: PooledSession): void => {
      session.session.close()
      session.outlet.remove()
    }
    this.#lanes = {
      read: new SessionPool({ size: options.readers, maxWaiting: options.maxWaiting, open, close }),
      write: new SessionPool({ size: options.writers, maxWaiting: options.maxWaiting, open, close }),
    }
  }

  /** Loads what the front must know about this engine and makes the database. */
  async prepare(): Promise<void> {
    await this.control(`CREATE DATABASE IF NOT EXISTS ${quoteSqlIdentifier(this.#options.database)} ENGINE = Atomic`)
    this.settingNames = new Set(await this.#column('SELECT name FROM system.settings'))
    this.tableFunctions = new Set(await this.#column('SELECT lower(name) FROM system.table_functions'))
    this.version = (await this.#column('SELECT version()'))[0] ?? ''
  }

  /** Runs one of the front's own statements in the control session, unless it is not needed any more when its turn comes. */
  control(sql: string, skip: () => boolean = () => false): Promise<string> {
    const run = this.#controlTail.then(async () => {
      if (skip()) return ''
      try {
        return (await this.#control.queryAsync(sql, { format: 'TSVRaw' })).text()
      } catch (error) {
        this.#control.close()
        this.#control = this.#openSession()
        throw error
      }
    })
    this.#controlTail = run.catch(() => undefined)
    return run
  }

  /**
   * Waits for a session, runs the query, gives the session back. An abort kills the query and waits until the engine has let go of it.
   *
   * @throws FrontError with the engine's code
   */
  async run(query: EngineQuery): Promise<EngineAnswer> {
    const lane = this.#lanes[query.lane]
    const session = await lane.acquire(query.signal)
    this.#running += 1
    let clean = false
    try {
      await this.#prepareSession(session, query)
      const answer = await this.#execute(session, query)
      if (query.signal.aborted) throw new FrontError(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled.')
      clean = !query.recycle
      return answer
    } catch (error) {
      throw toFrontError(error)
    } finally {
      this.#running -= 1
      lane.release(session, clean)
    }
  }

  /** True once nothing runs in the engine; false when that takes longer than the given time. */
  async becomesIdle(withinMs: number): Promise<boolean> {
    for (let waited = 0; this.#running > 0 && waited < withinMs; waited += IDLE_LOOK_MS) await sleep(IDLE_LOOK_MS)
    return this.#running === 0
  }

  async #prepareSession(session: PooledSession, query: EngineQuery): Promise<void> {
    const change = settingsChange(session, query.settings)
    if (change !== null) await session.session.queryAsync(change)
    session.applied = query.settings
    if (session.database === query.database) return
    await session.session.queryAsync(`USE ${quoteSqlIdentifier(query.database)}`)
    session.database = query.database
  }

  async #execute(session: PooledSession, query: EngineQuery): Promise<EngineAnswer> {
    // The engine takes no query id from outside: this comment is how the control session finds the query.
    const mark = `/*${randomUUID()}*/`
    const rows = query.onOutlet === null ? null : session.outlet.open()
    const rowsClosed = rows === null ? Promise.resolve() : closed(rows)
    const running = session.session.queryAsync(mark + query.sql(session.outlet), { format: 'TSVRaw' })
    if (rows !== null) query.onOutlet?.(rows)
    const stopKilling = this.#killOnAbort(mark, query.signal)
    try {
      const result: ChdbResult = await running
      if (rows !== null && !query.signal.aborted) {
        session.outlet.endIfUnused()
        await rowsClosed
      }
      return { rows: result.rowsRead, bytes: result.bytesRead, seconds: result.elapsed }
    } finally {
      stopKilling()
      rows?.destroy()
    }
  }

  /**
   * Kills again until the query is gone: the first attempt may come before the engine has registered it. The pipe stays open
   * meanwhile, for an engine thread that opens it without a reader waits for ever.
   */
  #killOnAbort(mark: string, signal: AbortSignal): () => void {
    let over = false
    const sql = `KILL QUERY WHERE startsWith(query, ${quoteSqlString(mark)}) ASYNC`
    const kill = async (): Promise<void> => {
      // One at a time, or on a busy machine the attempts would pile up in front of each other.
      while (!over) {
        await this.control(sql, () => over).catch(() => undefined)
        await sleep(KILL_AGAIN_MS)
      }
    }
    const onAbort = (): void => void kill()
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    return () => {
      over = true
      signal.removeEventListener('abort', onAbort)
    }
  }

  #openSession(): Session {
    return new Session(this.#options.path, { connectionArgs: [`--config-file=${this.#options.configFile}`] })
  }

  async #column(sql: string): Promise<string[]> {
    return (await this.control(sql)).split('\n').filter((line) => line !== '')
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
  })
}
