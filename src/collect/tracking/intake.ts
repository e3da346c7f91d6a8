import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { systemTimer, type Timer } from '#kernel/timer.ts'
import type { TrackingRequest } from './tracking-message.ts'

/** Stores requests durably. `append` returns when they are on disk. */
export interface Inbox {
  append(requests: readonly TrackingRequest[]): Promise<void>
  /** Bytes waiting to be loaded. */
  backlogBytes(): Promise<number>
  /** When the request that waits longest was received; null when none waits. */
  oldest(): Promise<Date | null>
}

export interface IntakeOptions {
  /** How long to wait for further requests before a commit, in milliseconds. */
  readonly groupMs: number
  /** Bytes waiting beyond which new requests get 429. */
  readonly quotaBytes: number
}

interface Waiting {
  readonly request: TrackingRequest
  /** Size of the body; what one commit holds is limited by it. */
  readonly bytes: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const BACKLOG_CHECK_MS = 1_000
/** A larger row would block the server while it is encrypted. */
const COMMIT_BYTES = 8 * 1024 ** 2

/** Acknowledges requests after they are on disk; requests that come within a few milliseconds share one commit. */
export class Intake {
  readonly #inbox: Inbox
  readonly #clock: Clock
  readonly #options: IntakeOptions
  #onStored: (messages: number) => void
  readonly #timer: Timer
  #waiting: Waiting[] = []
  #flushing: Promise<void> | null = null
  #full = false
  #checkedAt = Number.NEGATIVE_INFINITY
  #lastReceipt = Number.NEGATIVE_INFINITY

  constructor(
    inbox: Inbox,
    clock: Clock,
    onStored: (messages: number) => void = () => undefined,
    options: IntakeOptions = { groupMs: 3, quotaBytes: 2 * 1024 ** 3 },
    timer: Timer = systemTimer,
  ) {
    this.#inbox = inbox
    this.#clock = clock
    this.#onStored = onStored
    this.#options = options
    this.#timer = timer
  }

  /** Lets somebody know of each commit from now on, and how many messages it has. */
  tell(onStored: (messages: number) => void): void {
    this.#onStored = onStored
  }

  /**
   * Stores the messages of one request; resolves when they are durable. `bytes` is the size of its body.
   * @throws AppError too-many-requests while the inbox is over its quota.
   */
  async accept(sourceId: string, messages: readonly unknown[], sentAt: string | null, bytes = 0): Promise<void> {
    const request: TrackingRequest = { sourceId, receivedAt: this.#nextReceipt(), sentAt, messages }
    await this.#checkQuota()
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ request, bytes, resolve, reject })
      if (this.#flushing === null) this.#flushing = this.#flushSoon()
    })
  }

  /** A unique time for every request, by which the loader distinguishes a repeated message from its own retry of the first. */
  #nextReceipt(): number {
    this.#lastReceipt = Math.max(this.#clock.now().getTime(), this.#lastReceipt + 1)
    return this.#lastReceipt
  }

  /** When the request that waits longest was received; null when none waits. */
  oldest(): Promise<Date | null> {
    return this.#inbox.oldest()
  }

  async #flushSoon(): Promise<void> {
    await this.#timer.sleep(this.#options.groupMs)
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup()
      try {
        await this.#inbox.append(group.map((waiting) => waiting.request))
        for (const waiting of group) waiting.resolve()
        this.#onStored(group.reduce((sum, { request }) => sum + request.messages.length, 0))
      } catch (error) {
        for (const waiting of group) waiting.reject(error)
      }
    }
    this.#flushing = null
  }

  #nextGroup(): Waiting[] {
    let [count, bytes] = [0, 0]
    for (const waiting of this.#waiting) {
      bytes += waiting.bytes
      if (count > 0 && bytes > COMMIT_BYTES) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #checkQuota(): Promise<void> {
    const now = this.#timer.monotonicMs()
    if (now - this.#checkedAt > BACKLOG_CHECK_MS) {
      this.#checkedAt = now
      this.#full = (await this.#inbox.backlogBytes()) > this.#options.quotaBytes
    }
    if (this.#full) {
      throw new AppError(
        'too-many-requests',
        'inbox-full',
        'Too many events are waiting to be stored; send again after the time in Retry-After.',
      )
    }
  }
}
