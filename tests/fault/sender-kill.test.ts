import { expect, test } from 'vitest'
import { killSenders } from '../support/send-crash.ts'

test.each([
  [1, 'a'],
  [1, 'b'],
  [2, 'a'],
])(
  '4,000 messages by %i senders killed 50 times go out once each, round %s',
  async (nodes, seed) => {
    const keys = await killSenders({ messages: 4_000, kills: 50, seed: nodes === 1 ? seed : `${seed}/${nodes}`, nodes })
    expect(new Set(keys).size).toBe(keys.length)
  },
  1_800_000,
)
