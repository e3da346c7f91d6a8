import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ContactStopper } from './contact-reader.ts'
import type { SendStore, SendSubject } from './send-store.ts'
import { machineReason } from './machine-reaction.ts'
import { readToken } from './signed-token.ts'
import type { TokenPurpose } from './signed-token.ts'
import { newTouch } from './touch.ts'
import type { Touch, TouchWriter } from './touch.ts'

export interface LinkServicePorts {
  readonly sends: SendStore
  readonly stopper: ContactStopper
  readonly touches: TouchWriter
  readonly clock: Clock
  readonly tokenSecret: Buffer
  /** Where a click leads: always the shop, so that a link of ours never leads anywhere else. */
  readonly shopUrl: string
}

/** What people do with the links of a message. */
export class LinkService {
  readonly #ports: LinkServicePorts

  constructor(ports: LinkServicePorts) {
    this.#ports = ports
  }

  /**
   * Ends marketing on the channel of that message: address suppressed, consent withdrawn, what is planned is dropped. At once, without log-in, safe to
   * repeat (RFC 8058). To be called on POST only: scanners open every link with GET.
   */
  async unsubscribe(token: string): Promise<void> {
    const { sends, stopper, touches, clock } = this.#ports
    const send = await this.#send(token, 'unsubscribe')
    const now = clock.now()
    const changed = await stopper.stop(send.customerId, send.channel, 'unsubscribe', send.sendKey, now)
    await sends.suppressOpen(send.customerId, send.channel, 'unsubscribed', now)
    if (changed) await touches.write([newTouch(send, 'unsubscribed', now)], now)
  }

  /** Notes that a message was opened. Opens by programs are kept, but marked with why. */
  async trackOpen(token: string, userAgent = '', isHead = false): Promise<void> {
    await this.#note(await this.#send(token, 'open'), 'opened', userAgent, isHead)
  }

  /** Notes a click and answers with the address to go to. */
  async trackClick(token: string, userAgent = '', isHead = false): Promise<string> {
    await this.#note(await this.#send(token, 'click'), 'clicked', userAgent, isHead)
    return this.#ports.shopUrl
  }

  async #note(send: SendSubject, act: 'opened' | 'clicked', userAgent: string, isHead: boolean): Promise<void> {
    const now = this.#ports.clock.now()
    await this.#ports.touches.write([reactionTouch(send, act, { userAgent, isHead }, now)], now)
  }

  async #send(token: string, purpose: TokenPurpose): Promise<SendSubject> {
    const sendKey = readToken(this.#ports.tokenSecret, purpose, token)
    const send = await this.#ports.sends.find(sendKey)
    if (send === null) throw new AppError('not-found', 'link-unknown', 'The message of this link is no longer known.')
    return send
  }
}

/** What somebody, or a program for them, did with a message. Acts of programs are kept, but marked with why. */
export function reactionTouch(
  send: SendSubject,
  act: 'opened' | 'clicked',
  by: { readonly userAgent: string; readonly isHead: boolean },
  now: Date,
  detail: Touch['detail'] = {},
): Touch {
  const afterMs = send.handedAt === undefined || send.handedAt === null ? null : now.getTime() - send.handedAt.getTime()
  const machine = machineReason({ act, ...by, afterMs })
  return newTouch(send, act, now, {
    isMachine: machine !== null,
    repeatable: true,
    detail: machine === null ? detail : { ...detail, machine },
  })
}
