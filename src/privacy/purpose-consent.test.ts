import { expect, test } from 'vitest'
import { CONSENT_CHANNELS } from './consent.ts'
import { purposeConsent } from './purpose-consent.ts'

test('a yes to any channel is a yes, only a no to all is a no', () => {
  const no = CONSENT_CHANNELS.map((channel) => ({ channel, granted: false }))
  expect(purposeConsent(no)).toBe(false)
  expect(purposeConsent(no.slice(1))).toBeNull()
  expect(purposeConsent([...no.slice(1), { channel: CONSENT_CHANNELS[0], granted: true }])).toBe(true)
  expect(purposeConsent([])).toBeNull()
})
