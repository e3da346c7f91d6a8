import type { Session } from 'chdb'
import { FrontError } from './front-error.ts'
import type { Outlet } from './outlet.ts'
import { quoteSqlString } from './sql-lexer.ts'

/** One engine session and what has been set in it. Runs one query at a time. */
export interface PooledSession {
  readonly session: Session
  /** The pipe through which its answers come. */
  readonly outlet: Outlet
  /** Settings that SET has given it. */
  applied: ReadonlyMap<string, string>
  database: string | null
}

interface Waiter<T> {
  readonly give: (session: T) => void
  readonly fail: (error: Error) => void
}

/**
 * A fixed number of engine sessions on one path with a queue in front, first come, first served. Readers and writers have a pool each,
 * so that neither waits behind the other.
 */
export class SessionPool<T> {
  readonly #open: () => Promise<T>
  readonly #close: (session: T) => void
  readonly #maxWaiting: number
  readonly #idle: T[] = []
  readonly #waiting: Waiter<T>[] = []
  #free: number

  constructor(options: {
    readonly size: number
    readonly maxWaiting: number
    readonly open: () => Promise<T>
    readonly close: (session: T) => void
  }) {
    this.#open = options.open
    this.#close = options.close
    this.#maxWaiting = options.maxWaiting
    this.#free = options.size
  }

  /**
   * A session for one query. Give it back with `release`.
   *
   * @throws FrontError 202 when the queue is full, 394 when the signal fires while waiting
   */
  acquire(signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(cancelled())
    if (this.#free > 0) {
      this.#free -= 1
      return this.#take()
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(
        new FrontError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many simultaneous queries. ${this.#maxWaiting} are waiting already.`),
      )
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const index = this.#waiting.indexOf(waiter)
        if (index >= 0) this.#waiting.splice(index, 1)
        reject(cancelled())
      }
      const waiter: Waiter<T> = {
        give: (session) => {
          signal.removeEventListener('abort', leave)
          if (!signal.aborted) return resolve(session)
          this.release(session, true)
          reject(cancelled())
        },
        fail: reject,
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiter)
    })
  }

  /** Takes a session back. One whose query failed or was killed is closed: it may hold output of that query. */
  release(session: T, clean: boolean): void {
    if (clean) this.#idle.push(session)
    else this.#close(session)
    this.#free += 1
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#free -= 1
    this.#take().then(next.give, next.fail)
  }

  async #take(): Promise<T> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    try {
      return await this.#open()
    } catch (error) {
      this.#free += 1
      throw error
    }
  }
}

function cancelled(): FrontError {
  return new FrontError(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled while it waited for its turn.')
}

/** The SET statement that brings a session from what it has to what a query wants; null when nothing differs. */
export function settingsChange(session: PooledSession, wanted: ReadonlyMap<string, string>): string | null {
  const changes: string[] = []
  for (const [name, value] of wanted) if (session.applied.get(name) !== value) changes.push(`${name} = ${quoteSqlString(value)}`)
  for (const name of session.applied.keys()) {
    if (!wanted.has(name)) changes.push(`${name} = DEFAULT`)
  }
  return changes.length === 0 ? null : `SET ${changes.join(', ')}`
}
