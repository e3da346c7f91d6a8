import { expect, test } from 'vitest'
import type { SeenMessages } from './dedupe-step.ts'
import { dedupeStep, messageKey } from './dedupe-step.ts'

const seen = (lease: readonly string[] = []): SeenMessages => ({ lease: new Set(lease), block: new Set() })
const event = { sourceId: 's', messageId: 'a', receivedAt: 7, inboxId: '1', occurredAt: 5 }

test('an id passes once in a block, and stands for itself from then on', () => {
  const before = seen()
  expect(dedupeStep(event, undefined, before)).toBe(event)
  expect(dedupeStep({ ...event, receivedAt: 8 }, undefined, before)).toMatchObject({ step: 'dedupe', reason: 'duplicate' })
  expect(dedupeStep({ ...event, messageId: 'b' }, undefined, before)).toMatchObject({ messageId: 'b' })
})

test('the same id of another source is another message', () => {
  const before = seen([messageKey(event)])
  expect(dedupeStep(event, undefined, before)).toMatchObject({ reason: 'duplicate' })
  expect(dedupeStep({ ...event, sourceId: 't' }, undefined, before)).toMatchObject({ sourceId: 't' })
})

test('an id that another request stored is a duplicate; one that the same request stored, in an attempt that did not finish, passes', () => {
  expect(dedupeStep(event, { receivedAt: 6, inboxId: '0', occurredAt: 5 }, seen())).toMatchObject({ reason: 'duplicate' })
  expect(dedupeStep(event, { receivedAt: 7, inboxId: '1', occurredAt: 5 }, seen())).toBe(event)
  // Stored before requests were kept.
  expect(dedupeStep(event, { receivedAt: 7, inboxId: '', occurredAt: 5 }, seen())).toBe(event)
})

test('an id that another server received in the same millisecond is a duplicate', () => {
  expect(dedupeStep(event, { receivedAt: 7, inboxId: '2', occurredAt: 5 }, seen())).toMatchObject({ reason: 'duplicate' })
})

test('another message of the same request with the same id is a duplicate of the one that is stored', () => {
  expect(dedupeStep(event, { receivedAt: 7, inboxId: '1', occurredAt: 4 }, seen())).toMatchObject({ reason: 'duplicate' })
})
