import { expect, test } from 'vitest'
import { killSenders } from '../support/send-crash.ts'

// `npm run test:fault` kills it more often.
test('a sender killed at any point never sends a message twice, and all but the few on their way arrive', async () => {
  const keys = await killSenders({ messages: 60, kills: 2, seed: 'send-ledger-crash' })
  expect(new Set(keys).size).toBe(keys.length)
})

test('nor do two senders that are killed side by side', async () => {
  const keys = await killSenders({ messages: 120, kills: 2, seed: 'send-ledger-crash-two', nodes: 2 })
  expect(new Set(keys).size).toBe(keys.length)
})
