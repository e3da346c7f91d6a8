import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ContactStopper } from './contact-reader.ts'
import type { SendStore, SendSubject } from './send-store.ts'
import { readToken } from './signed-token.ts'
import type { TokenPurpose } from './signed-token.ts'
import { newTouch } from './touch.ts'
import type { TouchWriter } from './touch.ts'

export interface LinkServicePorts {
  readonly sends: SendStore
  readonly stopper: ContactStopper
  readonly touches: TouchWriter
  readonly clock: Clock
  readonly tokenSecret: Buffer
  /** Where a click leads: always the shop, so that a link of ours never leads anywhere else. */
  readonly shopUrl: string
}

/** Programs that open messages for people: privacy proxies, link scanners, crawlers. */
const MACHINE =
  /bot\b|crawl|spider|preview|proxy|scanner|barracuda|proofpoint|mimecast|safelinks|symantec|curl\/|wget\/|python-|java\/|go-http|headless/i

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

  /** Notes that a message was opened. Opens by programs are kept, but marked. */
  async trackOpen(token: string, userAgent = ''): Promise<void> {
    const send = await this.#send(token, 'open')
    const now = this.#ports.clock.now()
    await this.#ports.touches.write([newTouch(send, 'opened', now, { isMachine: isMachine(userAgent), repeatable: true })], now)
  }

  /** Notes a click and answers with the address to go to. */
  async trackClick(token: string, userAgent = ''): Promise<string> {
    const send = await this.#send(token, 'click')
    const now = this.#ports.clock.now()
    await this.#ports.touches.write([newTouch(send, 'clicked', now, { isMachine: isMachine(userAgent), repeatable: true })], now)
    return this.#ports.shopUrl
  }

  async #send(token: string, purpose: TokenPurpose): Promise<SendSubject> {
    const sendKey = readToken(this.#ports.tokenSecret, purpose, token)
    const send = await this.#ports.sends.find(sendKey)
    if (send === null) throw new AppError('not-found', 'link-unknown', 'The message of this link is no longer known.')
    return send
  }
}

export function isMachine(userAgent: string): boolean {
  return userAgent === '' || MACHINE.test(userAgent)
}
