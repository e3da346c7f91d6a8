import { expect, test } from 'vitest'
import { newTouch } from './touch.ts'

const SEND = { sendKey: 'd:1', customerId: 'c', decisionId: 'd', source: { kind: 'strategy', id: 's' }, channel: 'email' } as const
const [EARLY, LATE] = [new Date('2026-03-02T08:00:00Z'), new Date('2026-03-03T08:00:00Z')]

test('what happens once has one id whenever it is noted; what may happen again has one for each time', () => {
  expect(newTouch(SEND, 'delivered', LATE).touchId).toBe(newTouch(SEND, 'delivered', EARLY).touchId)
  expect(newTouch(SEND, 'delivered', EARLY).touchId).not.toBe(newTouch(SEND, 'opened', EARLY).touchId)
  const opened = (at: Date): string => newTouch(SEND, 'opened', at, { repeatable: true }).touchId
  expect(opened(EARLY)).toBe(opened(EARLY))
  expect(opened(EARLY)).not.toBe(opened(LATE))
})

test('a touch is a person’s unless a program is named, and says nothing more than it was told', () => {
  expect(newTouch(SEND, 'opened', EARLY)).toMatchObject({
    sendKey: 'd:1',
    customerId: 'c',
    decisionId: 'd',
    strategyId: 's',
    channel: 'email',
    kind: 'opened',
    occurredAt: EARLY,
    isMachine: false,
    detail: {},
  })
  expect(newTouch(SEND, 'opened', EARLY, { isMachine: true, detail: { proxy: 'mail' } })).toMatchObject({
    isMachine: true,
    detail: { proxy: 'mail' },
  })
})

test('what came from no strategy counts for none, and says where it came from', () => {
  const broadcast = { ...SEND, decisionId: null, source: { kind: 'broadcast', id: 'b' } } as const
  expect(newTouch(broadcast, 'opened', EARLY)).toMatchObject({
    strategyId: '',
    decisionId: '',
    detail: { source: 'broadcast', sourceId: 'b' },
  })
  expect(newTouch(SEND, 'opened', EARLY).detail).toEqual({})
})
