import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { signalStep } from './signal-step.ts'

const now = Date.parse('2026-05-02T10:00:00Z')
const event = { isTest: false, isBot: false, isRepeat: false, receivedAt: now, availableAt: now, occurredAt: now }

test.each([
  ['just now', {}, 'new'],
  ['a day late', { occurredAt: now - DAY_MS }, 'new'],
  ['more than a day late', { occurredAt: now - DAY_MS - 1 }, 'historical'],
  ['sent as history, however new', { availableAt: now - 1 }, 'historical'],
])('what came %s', (_when, change, verdict) => expect(signalStep({ ...event, ...change })).toBe(verdict))

test.each([
  [{ isTest: true }, 'test'],
  [{ isBot: true }, 'bot'],
  [{ isRepeat: true }, 'repeat'],
])('%j starts nothing', (change, reason) => expect(signalStep({ ...event, ...change })).toMatchObject({ step: 'signal', reason }))
