/** What a customer can agree to. The words of each in both languages stand in docs/glossary.md. */
export const CONSENT_PURPOSES = ['marketing', 'service', 'analytics'] as const
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number]

/** The ways of contact that are agreed to one by one. `webhook`: another system contacts the customer for us. */
export const CONSENT_CHANNELS = ['email', 'sms', 'phone', 'wechat', 'push', 'webhook'] as const
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number]

/** A word about every channel. */
export const EVERY_CHANNEL = 'all'
export const SPOKEN_CHANNELS = [...CONSENT_CHANNELS, EVERY_CHANNEL] as const
export type SpokenChannel = (typeof SPOKEN_CHANNELS)[number]

/** void: what an import said is taken back, as if its file had never been. */
export type ConsentEntryState = 'granted' | 'withdrawn' | 'void'

/** One line of the ledger about one person. */
export interface ConsentEntry {
  readonly purpose: ConsentPurpose
  readonly channel: SpokenChannel
  readonly state: ConsentEntryState
  readonly source: string
  readonly evidence: string
  /** The import whose file says so; of a void entry, the one that is taken back. */
  readonly importId: string | null
  readonly saidAt: Date
}

/** The source of what a file says. Every other source is a word of the person. */
export const FROM_FILE = 'import'
