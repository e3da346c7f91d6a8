import { expect, test } from 'vitest'
import type { SettledSend } from './send-store.ts'
import { settledTouches } from './settled-touches.ts'

const HANDED = new Date('2026-03-02T08:00:00Z')
const FINISHED = new Date('2026-03-02T08:00:05Z')
const send = (changes: Partial<SettledSend> = {}): SettledSend => ({
  sendKey: 'd:1',
  decisionId: 'd',
  customerId: 'c',
  source: { kind: 'strategy', id: 's' },
  sourceVersion: 1,
  channel: 'email',
  state: 'delivered',
  reason: '',
  hasCoupon: false,
  handedAt: HANDED,
  finishedAt: FINISHED,
  ...changes,
})
const history = (changes: Partial<SettledSend>, offer = 'none') =>
  settledTouches(send(changes), offer).map(({ kind, occurredAt }) => [kind, occurredAt] as const)

test('an e-mail was sent when it was handed over and delivered when that was known', () => {
  expect(history({})).toEqual([
    ['sent', HANDED],
    ['delivered', FINISHED],
  ])
  expect(history({ handedAt: null })).toEqual([
    ['sent', FINISHED],
    ['delivered', FINISHED],
  ])
})

test('a code is issued with an e-mail that carries a coupon or a gift, with no other and on no other channel', () => {
  const issued = (offer: string, changes: Partial<SettledSend> = {}) => history(changes, offer).some(([kind]) => kind === 'coupon_issued')
  expect(['coupon', 'gift', 'none', 'service'].map((offer) => issued(offer))).toEqual([true, true, false, false])
  expect([
    issued('coupon', { channel: 'webhook' }),
    issued('coupon', { state: 'failed' }),
    issued('coupon', { state: 'uncertain' }),
  ]).toEqual([false, false, false])
})

test.each<[Partial<SettledSend>, string[]]>([
  [{ state: 'accepted' }, ['sent']],
  [{ state: 'accepted', hasCoupon: true }, ['sent', 'coupon_issued']],
  [{ channel: 'agent_task' }, ['task_created']],
  [{ channel: 'webhook' }, ['sent']],
  [{ state: 'failed', reason: 'hard_bounce: 550' }, ['bounced']],
  [{ state: 'failed', reason: 'smtp_554' }, ['failed']],
  [{ state: 'suppressed', reason: 'unsubscribed' }, ['suppressed']],
  [{ state: 'uncertain' }, []],
  [{ state: 'handed' }, []],
])('%j leaves %j', (changes, kinds) => {
  const touches = settledTouches(send(changes), 'none')
  expect(touches.map(({ kind }) => kind)).toEqual(kinds)
  for (const { detail } of touches) expect(detail).toEqual(changes.reason === undefined ? {} : { reason: changes.reason })
})
