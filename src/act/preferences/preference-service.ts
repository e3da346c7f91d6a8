import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Channel } from '#decide/strategy.ts'
import type { ConsentChannel, ConsentPurpose } from '#privacy/consent.ts'
import { contactsEnded } from '../consent-rules.ts'
import type { ConsentRecorder, ConsentWord } from '../consent-rules.ts'
import type { ContactPauser, ContactStopper } from '../contact-reader.ts'
import type { SendStore, SendSubject } from '../send-store.ts'
import { readToken } from '../signed-token.ts'
import { SUPPRESSED_CHANNELS } from '../suppressions/suppression.ts'
import { newTouch } from '../touch.ts'
import type { TouchWriter } from '../touch.ts'

/** Days that a person can pause for. */
export const PAUSE_DAYS = [30, 90] as const
export type PauseDays = (typeof PAUSE_DAYS)[number]

/** One thing that a person can have on or off. */
export interface Preference {
  readonly purpose: ConsentPurpose
  readonly channel: ConsentChannel
  readonly on: boolean
}

export interface Preferences {
  /** As the customer's record has it; empty: not known. */
  readonly language: string
  /** The address of the message, masked; empty: it is gone. */
  readonly masked: string
  readonly channel: Channel
  readonly items: readonly Preference[]
  /** When the longest pause ends; null: nothing is paused. */
  readonly pausedUntil: Date | null
}

/** What a person wants of the page. `choose` names everything that is to be on; what the page did not show is left as it is. */
export type PreferenceWish =
  | { readonly kind: 'choose'; readonly on: ReadonlySet<string> }
  | { readonly kind: 'pause'; readonly days: PauseDays }
  | { readonly kind: 'resume' }
  | { readonly kind: 'none' }

export interface PreferenceStore {
  read(customerId: string, channel: Channel, now: Date): Promise<Omit<Preferences, 'channel'>>
  /** As `CareStore.setConsent`: a yes to marketing ends the person's own no on the channel. */
  setConsent(customerId: string, word: ConsentWord, by: ConsentRecorder, now: Date): Promise<void>
  /** Ends every pause of the person. */
  resume(customerId: string): Promise<void>
}

interface ServiceParts {
  readonly sends: Pick<SendStore, 'find' | 'suppressOpen'>
  readonly store: PreferenceStore
  readonly stopper: ContactStopper & ContactPauser
  readonly touches: TouchWriter
  readonly clock: Clock
  readonly tokenSecret: Buffer
}

export function preferenceKey({ purpose, channel }: Pick<Preference, 'purpose' | 'channel'>): string {
  return `${purpose}:${channel}`
}

/** Where a person reads and changes what they get: behind the signed link of a message of any channel, without log-in. Nothing is changed by reading. */
export function preferencesUrl(publicUrl: string, unsubscribeToken: string): string {
  return `${publicUrl}/u/${unsubscribeToken}`
}

/** What a person may choose by the link of a message. */
export class PreferenceService {
  readonly #parts: ServiceParts

  constructor(parts: ServiceParts) {
    this.#parts = parts
  }

  /** @throws AppError `link-invalid`, `link-unknown` */
  async read(token: string): Promise<Preferences> {
    const send = await this.#send(token)
    return { ...(await this.#parts.store.read(send.customerId, send.channel, this.#parts.clock.now())), channel: send.channel }
  }

  /** Holds at once, also for what is planned and claimed; the same wish twice changes nothing more. @throws AppError `link-invalid`, `link-unknown` */
  async change(token: string, wish: PreferenceWish): Promise<void> {
    const { store, stopper, sends, clock } = this.#parts
    const send = await this.#send(token)
    const now = clock.now()
    const { customerId } = send
    switch (wish.kind) {
      case 'none':
        for (const channel of SUPPRESSED_CHANNELS) await this.#stop(send, channel, now)
        return
      case 'pause': {
        const until = new Date(now.getTime() + wish.days * DAY_MS)
        await stopper.pause(customerId, SUPPRESSED_CHANNELS, { source: send.sendKey, until, now })
        for (const channel of SUPPRESSED_CHANNELS) await sends.suppressOpen(customerId, channel, 'paused', now)
        return
      }
      case 'resume':
        await store.resume(customerId)
        return
      case 'choose':
        for (const item of (await store.read(customerId, send.channel, now)).items) {
          const wanted = wish.on.has(preferenceKey(item))
          if (wanted !== item.on) await this.#set(send, { ...item, on: wanted }, now)
        }
    }
  }

  async #set(send: SendSubject, { purpose, channel, on }: Preference, now: Date): Promise<void> {
    const word: ConsentWord = { purpose, channel, granted: on, evidence: send.sendKey, noticeVersion: '' }
    const ended = contactsEnded(word)
    if (ended !== undefined && ended !== null) {
      await this.#stop(send, ended, now)
      return
    }
    await this.#parts.store.setConsent(send.customerId, word, { source: 'preferences', actor: '' }, now)
  }

  async #stop(send: SendSubject, channel: Channel, now: Date): Promise<void> {
    const { stopper, sends, touches } = this.#parts
    const changed = await stopper.stop(send.customerId, channel, 'unsubscribe', send.sendKey, now)
    await sends.suppressOpen(send.customerId, channel, 'unsubscribed', now)
    // The message is what made them leave, on its own channel only.
    if (changed && channel === send.channel) await touches.write([newTouch(send, 'unsubscribed', now)], now)
  }

  async #send(token: string): Promise<SendSubject> {
    const send = await this.#parts.sends.find(readToken(this.#parts.tokenSecret, 'unsubscribe', token))
    if (send === null) throw new AppError('not-found', 'link-unknown', 'The message of this link is no longer known.')
    return send
  }
}
