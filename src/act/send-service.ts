import type { Scope } from '#access/scope.ts'
import type { Page } from '#kernel/page.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { SendCounts } from '#decide/decision.ts'
import type { Sender } from './sender.ts'
import type { AskStore } from './send-asker.ts'
import type { NamedSource, SendDetail, SendFilter, SendLog, SendStore, SendTally, SendView } from './send-store.ts'
import { mayTry } from './sending/waiting.ts'
import type { TryNow, WaitingSends } from './sending/waiting.ts'
import type { SentMessage } from './sent-message.ts'

const EXPORT_BLOCK = 1_000

/** Questions to providers about sends. */
export interface SendAsks extends Pick<AskStore, 'askAgain'> {
  /** Whether the account is there and its provider can be asked. */
  canAsk(accountId: string): Promise<boolean>
}

/** The contacts that were intended and what became of them. */
export class SendService {
  readonly #store: SendStore
  readonly #log: SendLog
  readonly #sender: Sender
  readonly #clock: Clock
  readonly #asks: SendAsks

  constructor(ports: {
    readonly store: SendStore
    readonly log: SendLog
    readonly sender: Sender
    readonly clock: Clock
    readonly asks: SendAsks
  }) {
    this.#asks = ports.asks
    this.#store = ports.store
    this.#log = ports.log
    this.#sender = ports.sender
    this.#clock = ports.clock
  }

  list(scope: Scope, filter: SendFilter = {}): Promise<Page<SendView>> {
    return this.#log.list(scope, filter)
  }

  /** How many there are by state and reason; the state and the reason of the filter narrow nothing. */
  tally(scope: Scope, { states: _states, reason: _reason, ...filter }: SendFilter): Promise<readonly SendTally[]> {
    return this.#log.tally(scope, filter)
  }

  /** What has not left yet, by what it waits for; the state and the reason of the filter narrow nothing. */
  waiting(scope: Scope, { states: _states, reason: _reason, ...filter }: SendFilter): Promise<readonly WaitingSends[]> {
    return this.#log.waiting(scope, filter, this.#clock.now())
  }

  /**
   * Messages that wait for a reason that somebody has mended are due now, whatever they were to wait still. Returns how many.
   * @throws AppError conflict `sends-wait-for-rules`
   */
  async tryNow(which: TryNow): Promise<number> {
    if (!mayTry(which.reason)) {
      throw new AppError(
        'conflict',
        'sends-wait-for-rules',
        'These messages wait for the contact rules or their own time: they leave by themselves, and trying them now changes nothing.',
      )
    }
    return await this.#store.tryNow(which, this.#clock.now())
  }

  /** Everything that has sends. */
  sources(): Promise<readonly NamedSource[]> {
    return this.#log.sources()
  }

  /** All that is known of one message. @throws AppError `send-not-found` */
  async detail(scope: Scope, sendKey: string): Promise<SendDetail> {
    return (await this.#log.detail(scope, sendKey)) ?? sendUnknown()
  }

  /** All that a filter holds for, block by block, the newest first. */
  async *all(scope: Scope, filter: SendFilter): AsyncGenerator<readonly SendView[]> {
    for (let cursor: string | null = null; ;) {
      const page: Page<SendView> = await this.#log.list(scope, { ...filter, cursor, limit: EXPORT_BLOCK })
      if (page.items.length > 0) yield page.items
      if (page.nextCursor === null) return
      cursor = page.nextCursor
    }
  }

  /**
   * Has the provider asked once more what became of a message whose result is unknown; the answer comes within a minute or so.
   * @throws AppError `send-not-found`, `send-not-uncertain`, `send-not-askable`: its account is gone, or the provider cannot be asked
   */
  async askAgain(scope: Scope, sendKey: string): Promise<void> {
    const { state, account } = await this.detail(scope, sendKey)
    if (state !== 'uncertain') throw notUncertain()
    if (account === null || !(await this.#asks.canAsk(account.id))) {
      throw new AppError(
        'conflict',
        'send-not-askable',
        'This provider cannot be asked about a message, or its account was removed. Look into the console of the provider, then record the result.',
      )
    }
    await this.#asks.askAgain(sendKey, this.#clock.now())
  }

  /** Whether the provider of an account can be asked what became of a message. */
  canAsk(accountId: string): Promise<boolean> {
    return this.#asks.canAsk(accountId)
  }

  /** Sends everything that is due by `until` (default: now) and answers with the counts of the whole ledger. */
  async sendPending(options: { readonly until?: Date; readonly signal?: AbortSignal } = {}): Promise<SendCounts> {
    await this.#sender.drain(options.until, options.signal)
    return this.#store.counts(null)
  }

  counts(runId: string | null = null): Promise<SendCounts> {
    return this.#store.counts(runId)
  }

  /** Messages that were due more than a day ago while their channel could not send: they wait for the word of a person. */
  overdue(): Promise<number> {
    return this.#store.countHeld()
  }

  /** Lets the overdue messages leave after all, or not. Returns how many. */
  async settleOverdue(action: 'send' | 'drop'): Promise<number> {
    const messages = await this.#store.settleHeld(action, this.#clock.now())
    if (action === 'drop') await this.#sender.recordTouches()
    return messages
  }

  /**
   * What a message said, as it was last handed over.
   * @throws AppError `send-not-found`, `message-not-sent`, `message-not-kept`
   */
  async message(scope: Scope, sendKey: string): Promise<SentMessage> {
    const found = await this.#log.message(scope, sendKey)
    if (found === null) throw sendNotFound()
    const { customerId, channel, handedAt, message } = found
    if (handedAt === null) {
      throw new AppError('not-found', 'message-not-sent', 'This message was never handed over, so there is no text that was sent.')
    }
    if (message === null) {
      throw new AppError(
        'not-found',
        'message-not-kept',
        'The text of this message was not kept: it was sent by an earlier version, or the personal data of the customer was erased.',
      )
    }
    return { sendKey, customerId, channel, handedAt, ...message }
  }

  /**
   * Settles an uncertain send by hand, after asking the provider. It is never sent again. Returns its state.
   * @throws AppError `send-not-found`, `send-not-uncertain`
   */
  async resolveUncertain(sendKey: string, wasDelivered: boolean): Promise<'delivered' | 'failed'> {
    if ((await this.#store.find(sendKey)) === null) throw sendNotFound()
    const event = wasDelivered
      ? ({ kind: 'delivered', providerId: null } as const)
      : ({ kind: 'rejected', reason: 'resolved_by_operator' } as const)
    if (!(await this.#store.resolveUncertain(sendKey, event, this.#clock.now()))) {
      throw notUncertain()
    }
    await this.#sender.recordTouches()
    return wasDelivered ? 'delivered' : 'failed'
  }
}

function sendNotFound(): AppError {
  return new AppError('not-found', 'send-not-found', 'There is no such message. List the messages to see their keys.')
}

function sendUnknown(): never {
  throw sendNotFound()
}

function notUncertain(): AppError {
  return new AppError(
    'conflict',
    'send-not-uncertain',
    'The result of this message is known by now, so there is nothing to settle. Reload the list.',
  )
}
