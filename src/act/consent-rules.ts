import { AppError } from '#kernel/app-error.ts'
import type { ConsentPurpose, SpokenChannel } from '#privacy/consent.ts'
import type { Channel } from '#decide/strategy.ts'

/** The way of contact that a word about a channel opens and closes; null: every one, undefined: none that strategies use. */
const CONTACT_CHANNELS: Readonly<Partial<Record<SpokenChannel, Channel | null>>> = {
  email: 'email',
  sms: 'sms',
  wechat: 'wechat',
  push: 'push',
  phone: 'agent_task',
  webhook: 'webhook',
  all: null,
}

/** Only this purpose opens and closes the ways of contact of strategies. */
export const CONTACT_PURPOSE: ConsentPurpose = 'marketing'

const LEAST_EVIDENCE = 5

/** What a member of the team, or a system of the shop, writes down on behalf of the customer. */
export interface ConsentWord {
  readonly purpose: ConsentPurpose
  readonly channel: SpokenChannel
  readonly granted: boolean
  /** Where the customer said so: a form, a call, a signed paper. */
  readonly evidence: string
  /** The notice about data that the customer had before them, or ''. */
  readonly noticeVersion: string
}

/** Who writes it down. */
export interface ConsentRecorder {
  readonly source: 'staff' | 'api' | 'preferences'
  /** As the audit log names people. */
  readonly actor: string
}

/** The contacts that a word ends at once; null: on every channel, undefined: none. */
export function contactsEnded({ purpose, channel, granted }: ConsentWord): Channel | null | undefined {
  return granted || purpose !== CONTACT_PURPOSE ? undefined : CONTACT_CHANNELS[channel]
}

/**
 * A yes after the customer's own no has to say where it comes from.
 * @throws AppError `consent-evidence-needed`
 */
export function checkConsentWord(word: Pick<ConsentWord, 'granted' | 'evidence'>, saidNo: boolean): void {
  if (!word.granted || !saidNo || word.evidence.trim().length >= LEAST_EVIDENCE) return
  throw new AppError(
    'conflict',
    'consent-evidence-needed',
    'This customer has said no on this channel before. Write down in evidence where the new consent comes from (5 characters or more).',
  )
}
