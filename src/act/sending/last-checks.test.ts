import { expect, test } from 'vitest'
import type { Contact } from '../contact-reader.ts'
import { NO_POLICY } from '../contact-policy.ts'
import type { ClaimedSend } from '../send-store.ts'
import { CHECK_LASTS_MS, LastChecks } from './last-checks.ts'
import type { ReadySend } from './prepare-sends.ts'

const BEGAN = new Date('2026-03-01T09:00:00Z')
const after = (ms: number): Date => new Date(BEGAN.getTime() + ms)

function ready(customerId: string, address = `${customerId}@example.com`): ReadySend {
  const send: ClaimedSend = {
    sendKey: `run:${customerId}:1`,
    decisionId: null,
    runId: 'run',
    customerId,
    source: { kind: 'broadcast', id: 'b' },
    sourceVersion: 1,
    step: 1,
    content: null,
    purpose: 'marketing',
    priority: 0,
    nextChannels: [],
    expiresAt: null,
    channel: 'email',
    attempts: 0,
    repeatUntil: null,
    plannedAt: BEGAN,
    draw: null,
    variables: { daysSinceLastOrder: null, favouriteCategory: '' },
  }
  return {
    send,
    contact: contactOf(customerId, true),
    message: {
      kind: 'ready',
      text: { subject: '', text: '' },
      address,
      hasCoupon: false,
      idempotentMs: null,
      deliver: () => Promise.resolve({ kind: 'accepted', providerId: '1' }),
    },
    sealed: null,
    checkedAt: BEGAN,
  }
}

const contactOf = (customerId: string, consent: boolean): Contact => ({
  customerId,
  address: `${customerId}@example.com`,
  language: 'en',
  name: '',
  consent,
  suppressed: false,
})

/** Contacts with what the customers said by now, and which were read together. */
function world() {
  const refused = new Set<string>()
  const reads: string[][] = []
  let fails = 0
  const checks = new LastChecks({
    contacts: {
      addressOf: (ids) => {
        reads.push([...ids])
        if (fails-- > 0) return Promise.reject(new Error('no store'))
        return Promise.resolve(ids.map((id) => contactOf(id, !refused.has(id))))
      },
    },
    policy: NO_POLICY,
    messages: { sealAll: () => Promise.resolve([]) },
    strategy: () => Promise.resolve(null),
  })
  return { checks, refused, reads, fail: () => (fails = 1) }
}

test('a check that is not old yet is not made again', async () => {
  const { checks, reads } = world()
  expect(await checks.of(ready('a'), [], () => after(CHECK_LASTS_MS - 1))).toBeNull()
  expect(reads).toEqual([])
})

test('those that come next are checked with the first, once, and each gets its own answer', async () => {
  const { checks, refused, reads } = world()
  refused.add('b')
  const [a, b, c] = [ready('a'), ready('b'), ready('c', 'old@example.com')]
  const now = (): Date => after(CHECK_LASTS_MS)
  const answers = await Promise.all([checks.of(a, [b, c], now), checks.of(b, [c], now), checks.of(c, [], now)])
  expect(answers.map((event) => event?.kind ?? null)).toEqual([null, 'suppress', 'wait'])
  expect(reads).toEqual([['a', 'b', 'c']])
})

test('an answer that was got along is made anew once it is too old', async () => {
  const { checks, refused, reads } = world()
  const [a, b] = [ready('a'), ready('b')]
  await checks.of(a, [b], () => after(2_000))
  refused.add('b')
  expect(await checks.of(b, [], () => after(2_000 + CHECK_LASTS_MS - 1))).toBeNull()
  expect(await checks.of(b, [], () => after(2_000 + CHECK_LASTS_MS))).toMatchObject({ kind: 'suppress' })
  expect(reads).toEqual([['a', 'b'], ['b']])
})

test('a check that fails fails for the one that asked; who waited for it asks again', async () => {
  const { checks, reads, fail } = world()
  fail()
  const [a, b] = [ready('a'), ready('b')]
  const now = (): Date => after(2_000)
  const [first, second] = await Promise.allSettled([checks.of(a, [b], now), checks.of(b, [], now)])
  expect([first?.status, second]).toEqual(['rejected', { status: 'fulfilled', value: null }])
  expect(reads).toEqual([['a', 'b'], ['b']])
})
