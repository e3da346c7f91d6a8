import { expect, test } from 'vitest'
import { killSenders } from '../support/send-crash.ts'

test.each(['a', 'b', 'c'])('2,000 messages by a sender killed 25 times go out once each, round %s', async (seed) => {
  const keys = await killSenders({ messages: 2_000, kills: 25, seed })
  expect(new Set(keys).size).toBe(keys.length)
})
