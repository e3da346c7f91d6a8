import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorkKills } from '../support/send-work-kill.ts'

// kill -9 before each statement of what goes on beside the sending itself (tests/fault/send-states.test.ts): whoever comes next comes to the same end, and at
// no moment is a message missing.

let work: Awaited<ReturnType<typeof openWorkKills>>
beforeAll(async () => {
  work = await openWorkKills()
})
afterAll(() => work.stop())

describe.each([1, 2])('%i nodes', (nodes) => {
  test('that die while receipts are read: each is applied, and what was said with it is kept', async () => {
    const { points, ends, wrong } = await work.receipts(nodes)
    expect(wrong).toEqual([])
    expect(ends).toEqual([
      {
        states: ['delivered 1', 'failed bounced 1', 'delivered 1', 'delivered 1', 'suppressed complained 0'],
        early: 1,
        suppressed: [false, true, true, false],
      },
    ])
    expect(points).toBeGreaterThan(8)
  })

  test('that die while a provider is asked about unknown outcomes: each is settled by its answer, and none is asked about for ever', async () => {
    const { points, ends, wrong } = await work.asks(nodes)
    expect(wrong).toEqual([])
    expect(ends).toEqual([['delivered 1', 'planned not_sent 1', 'uncertain timeout 1', 'failed bounced 1']])
    expect(points).toBeGreaterThan(8)
  })

  test('that die while a broadcast is planned, its audience taken and some blocks written: everybody has one row, and the sums speak of no more', async () => {
    const { points, ends, wrong } = await work.plan(nodes)
    expect(wrong).toEqual([])
    expect(ends).toEqual([{ state: 'sending', audience: 12, rows: 12, customers: 12, saysSo: true }])
    expect(points).toBeGreaterThan(8)
  })
})
