import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { SendCounts } from '#decide/decision.ts'
import type { Sender } from './sender.ts'
import type { SendFilter, SendStore, SendView } from './send-store.ts'

/** The contacts that were intended and what became of them. */
export class SendService {
  readonly #store: SendStore
  readonly #sender: Sender
  readonly #clock: Clock

  constructor(ports: { readonly store: SendStore; readonly sender: Sender; readonly clock: Clock }) {
    this.#store = ports.store
    this.#sender = ports.sender
    this.#clock = ports.clock
  }

  list(
    filter: SendFilter = {},
  ): Promise<{ readonly items: readonly SendView[]; readonly nextCursor: string | null; readonly total?: number }> {
    return this.#store.list(filter)
  }

  /** Sends everything that is due by `until` (default: now) and answers with the counts of the whole ledger. */
  async sendPending(options: { readonly until?: Date; readonly signal?: AbortSignal } = {}): Promise<SendCounts> {
    await this.#sender.drain(options.until, options.signal)
    return this.#store.counts(null)
  }

  counts(runId: string | null = null): Promise<SendCounts> {
    return this.#store.counts(runId)
  }

  /**
   * Settles an uncertain send by hand, after asking the provider. It is never sent again. Returns its state.
   * @throws AppError `send-not-found`, `send-not-uncertain`
   */
  async resolveUncertain(sendKey: string, wasDelivered: boolean): Promise<'delivered' | 'failed'> {
    if ((await this.#store.find(sendKey)) === null) {
      throw new AppError('not-found', 'send-not-found', 'There is no such message. List the unconfirmed ones to see their keys.')
    }
    const event = wasDelivered
      ? ({ kind: 'delivered', providerId: null } as const)
      : ({ kind: 'rejected', reason: 'resolved_by_operator' } as const)
    if (!(await this.#store.resolveUncertain(sendKey, event, this.#clock.now()))) {
      throw new AppError(
        'conflict',
        'send-not-uncertain',
        'The result of this message is known by now, so there is nothing to settle. Reload the list.',
      )
    }
    await this.#sender.recordTouches()
    return wasDelivered ? 'delivered' : 'failed'
  }
}
