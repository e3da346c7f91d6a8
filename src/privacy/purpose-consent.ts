import { CONSENT_CHANNELS } from './consent.ts'
import type { CurrentConsent } from './current-consents.ts'

/**
 * What the consents of one person to one purpose come to where no channel is meant, as for keeping what they do: a yes to any channel is a yes, a no to every
 * channel is a no. Null in between: who only asked not to be called has not said what may be kept.
 */
export function purposeConsent(consents: readonly Pick<CurrentConsent, 'channel' | 'granted'>[]): boolean | null {
  if (consents.some(({ granted }) => granted)) return true
  const refused = new Set(consents.map(({ channel }) => channel))
  return CONSENT_CHANNELS.every((channel) => refused.has(channel)) ? false : null
}
