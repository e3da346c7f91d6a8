import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { sendLedgerCase } from '../contract/send-ledger.case.ts'
import { ledgerPorts } from '../support/sim/send/ledger-ports.ts'
import { rowOfContact } from '../support/sim/send/ledger-row.ts'
import { MemoryLedger } from '../support/sim/send/memory-ledger.ts'

// The ledger of the simulation keeps the same rules as the product's: tests/contract/send-ledger.test.ts runs them there.

sendLedgerCase(() => {
  const ledger = new MemoryLedger()
  return Promise.resolve({
    ...ledgerPorts(ledger, (_, effect) => Promise.resolve().then(effect)),
    customers: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'],
    row: (sendKey) => {
      const row = ledger.rows.get(sendKey)
      return row === undefined ? Promise.reject(new Error(`There is no ${sendKey}.`)) : Promise.resolve(row)
    },
  })
})

// Seed 1284 of the simulation as a story: with the clocks of the nodes the message was repeated 32 minutes after the end of the promise.
test.each([
  ['the clock of the ledger', true, 'uncertain'],
  ['the clock of each node', false, 'planned'],
])('a node an hour ahead hands over and dies; by %s', (_, hasClock, state) => {
  let now = new Date('2026-03-02T02:00:00Z')
  const ledger = new MemoryLedger(undefined, {}, hasClock ? () => now : null)
  const ahead = (): Date => new Date((hasClock ? 0 : HOUR_MS) + now.getTime())
  const about = {
    runId: 'r',
    source: { kind: 'broadcast', id: 'r' },
    sourceVersion: 1,
    step: 1,
    content: null,
    purpose: 'marketing',
  } as const
  const rest = { priority: 0, nextChannels: [], expiresAt: null, costMinor: null, suppressed: null } as const
  ledger.add(rowOfContact({ ...about, ...rest, sendKey: 'k', customerId: 'c', channel: 'push', notBefore: now, plannedAt: now }))
  ledger.claim('a', {
    channel: 'push',
    account: { id: 'push', day: '', limit: null },
    dueBy: ahead(),
    now: ahead(),
    leaseMs: MINUTE_MS,
    limit: 1,
  })
  const hand = { sendKey: 'k', owner: 'a', message: null, accountId: 'push', addressHash: null, repeatMs: 30 * MINUTE_MS, hasCoupon: false }
  // What the node itself takes for the present.
  expect(ledger.hand(hand, new Date(now.getTime() + HOUR_MS), MINUTE_MS)).toBe(true)
  // The other nodes are down for an hour; the provider has forgotten the key after half of it.
  now = new Date(now.getTime() + HOUR_MS + 2 * MINUTE_MS)
  ledger.recover(now)
  expect(ledger.rows.get('k')?.state).toBe(state)
})
