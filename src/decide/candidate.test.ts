import { expect, test } from 'vitest'
import { contactBlock } from './candidate.ts'
import type { BlockReason } from './candidate.ts'
import type { Channel } from './strategy.ts'

const OPEN = { hasAddress: true, consent: true, suppressed: false }

test.each<[Channel, boolean | null, BlockReason | null]>([
  ['email', true, null],
  ['email', null, 'no_consent'],
  ['email', false, 'no_consent'],
  ['agent_task', true, null],
  ['agent_task', null, null],
  ['agent_task', false, 'no_consent'],
  ['webhook', null, null],
  ['webhook', false, 'no_consent'],
])('%s with the answer %s: %s', (channel, consent, block) => expect(contactBlock(channel, { ...OPEN, consent })).toBe(block))

test('customers without an address, unsubscribed or unknown are not contacted', () => {
  expect(contactBlock('email', undefined)).toBe('no_address')
  expect(contactBlock('email', { ...OPEN, hasAddress: false })).toBe('no_address')
  for (const channel of ['email', 'agent_task', 'webhook'] as const)
    expect(contactBlock(channel, { ...OPEN, suppressed: true })).toBe('suppressed')
})

test('an unsubscribe is reported before a missing consent, and that before a missing address', () => {
  expect(contactBlock('email', { hasAddress: false, consent: false, suppressed: true })).toBe('suppressed')
  expect(contactBlock('email', { hasAddress: false, consent: null, suppressed: false })).toBe('no_consent')
})

test('a receipt leaves although the customer refused marketing, but not to a dead address, nor by text message after a stop', () => {
  const refused = { ...OPEN, consent: false, suppressed: true, closed: false, heldOut: 'global_control' as const }
  expect(contactBlock('email', refused, 'transactional')).toBeNull()
  expect(contactBlock('email', refused)).toBe('suppressed')
  expect(contactBlock('sms', refused, 'transactional')).toBe('suppressed')
  expect(contactBlock('email', { ...refused, closed: true }, 'transactional')).toBe('suppressed')
})
