import { expect, test } from 'vitest'
import { isStorableText } from '#kernel/cut-text.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { MessageWatch } from './message-watch.ts'
import { Quarantined } from './steps/step-result.ts'
import type { StoredEvent } from './tracked-event.ts'

const request = { sourceId: 's', receivedAt: 0 }

test('whatever a message holds, what is kept of it in clear can be stored', () => {
  const watch = new MessageWatch(new Set(['s']), 'secret')
  const stop = new Quarantined('clean', 'unreadable_message', 'userId', '')
  const bad = ['M000\u0000102\u00004\u0000', '\ud800M0001024\udc00', `M0001024\u0000@${'x'.repeat(300)}😀`]
  for (const id of bad) {
    watch.ended(request, { type: `track${id}`, event: `Viewed${id}`, userId: id, properties: { deep: [{ [id]: id }] } }, stop)
    watch.ended(request, { type: 'page', name: `${'x'.repeat(199)}😀${id}`, anonymousId: id }, stop)
  }
  expect(watch.messages).toHaveLength(6)
  for (const { type, name, user } of watch.messages) expect([type, name, user].map(isStorableText)).toEqual([true, true, true])
  expect(watch.messages[0]?.user).toBe('****1024')
})

test('of a stored event no identifier is shown whole', () => {
  const watch = new MessageWatch(new Set(['s']), 'secret')
  const event: StoredEvent = {
    ...request,
    messageId: 'm1',
    messageHash: 1n,
    type: 'track',
    name: 'Product Viewed',
    channel: 'web',
    anonymousId: 'device-00012345',
    occurredAt: 0,
    inboxId: '1',
    availableAt: 0,
    clockClamped: false,
    productId: 'p1',
    category: '',
    amount: 0,
    currency: '',
    properties: { product_id: 'p0001024', member: { memberNumber: 'M0001024' }, externalIds: [{ id: 'M0001024', type: 'member_number' }] },
    order: null,
    isBot: false,
    isTest: false,
    identifiers: [],
    personName: null,
    consent: null,
    isRepeat: false,
    customerId: NO_CUSTOMER,
    originId: NO_CUSTOMER,
  }
  watch.stored(request, { anonymousId: 'device-00012345' }, event)
  // A value of the sender's that is nobody's is told apart from a sender whom nobody knows.
  watch.stored(request, {}, { ...event, identifiers: [{ kind: 'phone', value: '13722223333' }] })
  expect(watch.messages.map(({ steps }) => steps.find(({ step }) => step === 'identify')?.reason)).toEqual(['nobody', 'shared'])
  expect(watch.messages[0]?.stored).toMatchObject({
    messageId: 'm1',
    anonymousId: '****2345',
    properties: { product_id: 'p0001024', member: { memberNumber: '****1024' }, externalIds: [{ id: '****1024', type: 'member_number' }] },
  })
})
