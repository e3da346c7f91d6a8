import { createHash } from 'node:crypto'
import type { ProviderValues } from '../provider.ts'

const LONGEST = 300

/** What a provider said, fit to be shown: on one line, without our secrets and without anything that could be a phone number. */
export function providerSaid(text: string, secrets: ProviderValues): string {
  let said = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 4 * LONGEST)
  for (const secret of Object.values(secrets)) if (secret.length >= 4) said = said.replaceAll(secret, '***')
  return said
    .replaceAll(/\d{7,}/g, (digits) => `${'*'.repeat(digits.length - 2)}${digits.slice(-2)}`)
    .slice(0, LONGEST)
    .toWellFormed()
}

/** What a reply is known by where the provider gives no id of its own: the same words of the same sender at the same time are the same reply. */
export function replyKey(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
