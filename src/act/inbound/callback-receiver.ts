import { sameText } from '#access/secret-token.ts'
import { AppError, messageOf } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { OpenAccount } from '../accounts/open-accounts.ts'
import type { Inbound, InboundCall } from '../providers/provider.ts'
import type { InboundSink } from './inbound-sink.ts'

export interface CallbackPorts {
  readonly openById: (id: string) => Promise<OpenAccount | null>
  readonly store: {
    secrets(id: string): Promise<{ readonly callback: string } | null>
    /** Counts a call, and whether it was refused. */
    noteCall(id: string, refused: boolean, now: Date): Promise<void>
  }
  readonly sink: InboundSink
  readonly clock: Clock
  /** Told what went wrong with which account; never the body, which is personal. */
  readonly onFailure: (accountId: string, reason: string) => void
}

/** Takes the calls of providers: what they say is theirs to sign, who may say it at all is told by the secret part of the address. */
export class CallbackReceiver {
  readonly #ports: CallbackPorts

  constructor(ports: CallbackPorts) {
    this.#ports = ports
  }

  /**
   * What the provider wants to hear. Null: nobody is called there, whatever the reason.
   * @throws AppError `callback-not-kept` (unavailable) when what was said could not be kept: the provider is to say it again
   */
  async receive(accountId: string, secret: string, call: InboundCall): Promise<Inbound['answer'] | null> {
    const { openById, store, sink, clock, onFailure } = this.#ports
    const kept = await store.secrets(accountId)
    if (kept === null || !sameText(kept.callback, secret)) return null
    const opened = await openById(accountId)
    if (opened?.port.receive === undefined) return null
    let inbound: Inbound
    try {
      inbound = await opened.port.receive(call)
      if (inbound.receipts.length + inbound.replies.length + inbound.changes.length > 0) await sink.take(accountId, inbound)
      await store.noteCall(accountId, inbound.answer.status >= 400, clock.now())
    } catch (cause) {
      onFailure(accountId, cause instanceof AppError ? cause.code : messageOf(cause).slice(0, 200))
      throw new AppError('unavailable', 'callback-not-kept', 'What the provider said could not be kept: say it again later.', { cause })
    }
    return inbound.answer
  }
}
