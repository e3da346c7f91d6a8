import { AppError } from '#kernel/app-error.ts'
import type { Channel } from '#decide/strategy.ts'

/** Channels that a person can agree to, and the way of contact that each opens. */
export const CONSENT_CHANNELS = { email: 'email', phone: 'agent_task', webhook: 'webhook' } as const satisfies Record<string, Channel>
export type ConsentChannel = keyof typeof CONSENT_CHANNELS

export const CONSENT_PURPOSES = ['marketing', 'service', 'analytics'] as const
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number]

/** Only this purpose opens and closes the ways of contact of strategies. */
export const CONTACT_PURPOSE: ConsentPurpose = 'marketing'

const LEAST_EVIDENCE = 5

/** What a member of the team writes down on behalf of the customer. */
export interface ConsentWord {
  readonly purpose: ConsentPurpose
  readonly channel: ConsentChannel
  readonly granted: boolean
  /** Where the customer said so: a form, a call, a signed paper. */
  readonly evidence: string
}

/**
 * A yes after the customer's own no has to say where it comes from.
 * @throws AppError `consent-evidence-needed`
 */
export function checkConsentWord(word: ConsentWord, saidNo: boolean): void {
  if (!word.granted || !saidNo || word.evidence.trim().length >= LEAST_EVIDENCE) return
  throw new AppError(
    'conflict',
    'consent-evidence-needed',
    'This customer has said no on this channel before. Write down in evidence where the new consent comes from (5 characters or more).',
  )
}
