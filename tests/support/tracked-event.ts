import type { TrackedEvent } from '#collect/tracking/tracked-event.ts'

/** An event as the step "clean" leaves it. */
export function trackedEvent(change: Partial<TrackedEvent> = {}): TrackedEvent {
  const at = Date.parse('2026-05-01T10:00:00Z')
  return {
    sourceId: 's',
    messageId: 'm',
    messageHash: 1n,
    type: 'track',
    name: 'Product Viewed',
    channel: 'web',
    anonymousId: 'd',
    occurredAt: at,
    receivedAt: at,
    inboxId: '1',
    availableAt: at,
    clockClamped: false,
    productId: '',
    category: '',
    amount: 0,
    currency: '',
    properties: {},
    order: null,
    isBot: false,
    isTest: false,
    identifiers: [{ kind: 'device', value: 'd' }],
    personName: null,
    consent: null,
    ...change,
  }
}
