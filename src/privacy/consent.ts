/** The purposes a customer can consent to. The terms in both languages are in docs/glossary.md. */
export const CONSENT_PURPOSES = ['marketing', 'service', 'analytics'] as const
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number]

/** The channels, each with its own consent. `webhook`: another system contacts the customer for us. */
export const CONSENT_CHANNELS = ['email', 'sms', 'phone', 'wechat', 'push', 'webhook'] as const
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number]

/** A statement about all channels. */
export const EVERY_CHANNEL = 'all'
export const SPOKEN_CHANNELS = [...CONSENT_CHANNELS, EVERY_CHANNEL] as const
export type SpokenChannel = (typeof SPOKEN_CHANNELS)[number]

/** void: revokes the statements of an import, as if it had never happened. */
export type ConsentEntryState = 'granted' | 'withdrawn' | 'void'

/** One ledger entry about one person. */
export interface ConsentEntry {
  readonly purpose: ConsentPurpose
  readonly channel: SpokenChannel
  readonly state: ConsentEntryState
  readonly source: string
  readonly evidence: string
  /** The import that made the statement; for a void entry, the import revoked. */
  readonly importId: string | null
  readonly saidAt: Date
}

/** The source of a file's statement. */
export const FROM_FILE = 'import'
/** The source of what another system sent with its record of a customer. */
export const FROM_RECORD = 'record'

/** Whether a source stands for the person's own statement, and not for what another system has noted of them. */
export function isOwnWord(source: string): boolean {
  return source !== FROM_FILE && source !== FROM_RECORD
}
