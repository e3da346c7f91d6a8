import { unknownCustomer } from '#identity/unknown-customer.ts'
import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { SpokenChannel } from '#privacy/consent.ts'
import type { CurrentConsent } from '#privacy/current-consents.ts'
import type { ConsentHistoryEntry } from './consent-history.ts'
import { checkConsentWord, contactsEnded } from './consent-rules.ts'
import type { ConsentRecorder, ConsentWord } from './consent-rules.ts'
import type { ContactPauser } from './contact-reader.ts'
import type { PreferenceStore } from './preferences/preference-service.ts'
import type { SendStore } from './send-store.ts'
import type { SuppressedChannel } from './suppressions/suppression.ts'

/** Why nobody contacts a customer any more. */
export const STOP_REASONS = ['asked', 'complaint', 'deceased', 'staff', 'other'] as const
export type StopReason = (typeof STOP_REASONS)[number]

export interface ContactStop {
  readonly reason: StopReason
  readonly actor: string
  readonly createdAt: Date
}

export interface CustomerNote {
  readonly id: string
  readonly text: string
  readonly author: string
  readonly createdAt: Date
}

/** What the team writes down about customers. Ids are those of the surviving record; `survivors` finds it. */
export interface CareStore {
  /** The records that these ids stand for now, in their order; null for one that there is not, or not in the scope. */
  survivors(scope: Scope, customerIds: readonly string[]): Promise<readonly (string | null)[]>
  /** False: the customer's key is gone, so that nothing can be written about them. */
  addNote(customerId: string, note: CustomerNote): Promise<boolean>
  /** Whether a no stands on this channel, or on any for a word about all of them. */
  saidNo(customerId: string, purpose: string, channel: SpokenChannel): Promise<boolean>
  /** Writes the word down; with a yes to marketing the unsubscribes of this channel's addresses end. Bounced addresses stay closed. */
  setConsent(customerId: string, word: ConsentWord, by: ConsentRecorder, now: Date): Promise<void>
  /** The current state, and the newest entries of the ledger it comes from. */
  consents(customerId: string): Promise<{ readonly current: readonly CurrentConsent[]; readonly history: readonly ConsentHistoryEntry[] }>
  stop(customerIds: readonly string[], stop: ContactStop): Promise<readonly string[]>
  /** False: there was none. */
  lift(customerId: string): Promise<boolean>
}

const STOP_BLOCK = 500

/** A calendar day more than a year, since a pause ends with a day. */
export const LONGEST_PAUSE_DAYS = 366

function checkPauseEnd(until: Date, now: Date): void {
  if (until > now && until.getTime() <= now.getTime() + LONGEST_PAUSE_DAYS * DAY_MS) return
  throw new AppError(
    'invalid-input',
    'pause-end-wrong',
    `A pause ends within the next ${LONGEST_PAUSE_DAYS - 1} days. Choose a later day, or one that is sooner; to end contact for good, stop it.`,
  )
}

/** What the team does about one customer by hand, beside the strategies. */
export class CustomerCare {
  readonly #store: CareStore
  readonly #sends: Pick<SendStore, 'suppressOpen'>
  readonly #clock: Clock
  readonly #pauser: ContactPauser
  readonly #preferences: Pick<PreferenceStore, 'resume'>

  constructor(ports: {
    readonly store: CareStore
    readonly pauser: ContactPauser
    readonly preferences: Pick<PreferenceStore, 'resume'>
    readonly sends: Pick<SendStore, 'suppressOpen'>
    readonly clock: Clock
  }) {
    this.#store = ports.store
    this.#pauser = ports.pauser
    this.#preferences = ports.preferences
    this.#sends = ports.sends
    this.#clock = ports.clock
  }

  /** @throws AppError `customer-not-found`, `customer-key-gone` */
  async addNote(scope: Scope, customerId: string, text: string, author: string): Promise<CustomerNote> {
    const id = await this.#known(scope, customerId)
    const createdAt = this.#clock.now()
    const note: CustomerNote = { id: newId(createdAt), text: text.trim(), author, createdAt }
    if (!(await this.#store.addNote(id, note))) {
      throw new AppError(
        'conflict',
        'customer-key-gone',
        'The personal data of this customer was erased, so nothing can be written about them.',
      )
    }
    return note
  }

  /**
   * Writes a consent down. A no drops what is planned on that channel at once; returns how many messages that were.
   * @throws AppError `customer-not-found`, `consent-evidence-needed`
   */
  async setConsent(scope: Scope, customerId: string, word: ConsentWord, by: ConsentRecorder): Promise<number> {
    const id = await this.#known(scope, customerId)
    checkConsentWord(word, await this.#store.saidNo(id, word.purpose, word.channel))
    const now = this.#clock.now()
    await this.#store.setConsent(id, word, by, now)
    const ended = contactsEnded(word)
    return ended === undefined ? 0 : await this.#sends.suppressOpen(id, ended, 'no_consent', now)
  }

  /**
   * Nothing reaches the customer on these channels for so many days or until an instant, because they asked for it; what is planned there is dropped. Consents stay as
   * they are. A pause that stands is drawn out, never cut short.
   * @throws AppError `customer-not-found`, `pause-end-wrong`: the end is not within the next `LONGEST_PAUSE_DAYS` days
   */
  async pause(
    scope: Scope,
    customerId: string,
    { channels, ...end }: { readonly channels: readonly SuppressedChannel[] } & ({ readonly days: number } | { readonly until: Date }),
    source: ConsentRecorder['source'],
  ): Promise<{ readonly until: Date; readonly droppedSends: number }> {
    const id = await this.#known(scope, customerId)
    const now = this.#clock.now()
    const until = 'days' in end ? new Date(now.getTime() + end.days * DAY_MS) : end.until
    checkPauseEnd(until, now)
    await this.#pauser.pause(id, channels, { source, until, now })
    let droppedSends = 0
    for (const channel of channels) droppedSends += await this.#sends.suppressOpen(id, channel, 'paused', now)
    return { until, droppedSends }
  }

  /** Ends every pause of the customer. @throws AppError `customer-not-found` */
  async resume(scope: Scope, customerId: string): Promise<void> {
    await this.#preferences.resume(await this.#known(scope, customerId))
  }

  /** What the customer agrees to now, and what was said, newest first. @throws AppError `customer-not-found` */
  async consents(scope: Scope, customerId: string): ReturnType<CareStore['consents']> {
    return await this.#store.consents(await this.#known(scope, customerId))
  }

  /** Nobody contacts these customers any more, whatever the channel. Returns how many that is new for. @throws AppError `customer-not-found` */
  async stop(
    scope: Scope,
    customerIds: readonly string[],
    reason: StopReason,
    actor: string,
    progress: (done: number) => void = () => undefined,
  ): Promise<{ readonly stopped: number; readonly droppedSends: number }> {
    let stopped = 0
    let droppedSends = 0
    for (let start = 0; start < customerIds.length; start += STOP_BLOCK) {
      const found = await this.#store.survivors(scope, customerIds.slice(start, start + STOP_BLOCK))
      const ids = found.map((id) => id ?? unknownCustomer())
      const createdAt = this.#clock.now()
      stopped += (await this.#store.stop(ids, { reason, actor, createdAt })).length
      for (const id of ids) droppedSends += await this.#sends.suppressOpen(id, null, 'do_not_contact', createdAt)
      progress(start + ids.length)
    }
    return { stopped, droppedSends }
  }

  /** Ends a stop. What the customer said themselves (consents, unsubscribes) and bounced addresses stay. @throws AppError `customer-not-found`, `not-stopped` */
  async lift(scope: Scope, customerId: string): Promise<void> {
    if (await this.#store.lift(await this.#known(scope, customerId))) return
    throw new AppError('conflict', 'not-stopped', 'This customer may be contacted already: nothing stops it here.')
  }

  /** The records that these ids stand for now; ids that nobody in the scope has are left out. */
  async survivors(scope: Scope, customerIds: readonly string[]): Promise<string[]> {
    const found = await this.#store.survivors(scope, customerIds)
    return [...new Set(found.filter((id) => id !== null))]
  }

  async #known(scope: Scope, customerId: string): Promise<string> {
    const [id] = await this.#store.survivors(scope, [customerId])
    return id ?? unknownCustomer()
  }
}
