import { expect, test } from 'vitest'
import { groupTouches } from './grouped-touch-writer.ts'
import { newTouch } from './touch.ts'
import type { Touch } from './touch.ts'

const NOW = new Date('2026-05-01T10:00:00Z')
const send = (n: number) =>
  ({ sendKey: `k${n}`, customerId: 'c', decisionId: 'd', source: { kind: 'strategy', id: 's' }, channel: 'email' }) as const

test('a wave is one block, what comes later another, and nobody is told before theirs is stored', async () => {
  const blocks: (readonly Touch[])[] = []
  const writer = groupTouches({ write: (touches) => Promise.resolve(void blocks.push(touches)) }, 5)
  await Promise.all([1, 2, 3].map((n) => writer.write([newTouch(send(n), 'opened', NOW)], NOW)))
  expect(blocks.map((block) => block.map((touch) => touch.sendKey))).toEqual([['k1', 'k2', 'k3']])
  await writer.write([newTouch(send(4), 'opened', NOW)], NOW)
  expect(blocks).toHaveLength(2)
})

test('a block that fails is told to everyone in it, and the next one is tried', async () => {
  let broken = true
  const writer = groupTouches({ write: () => (broken ? Promise.reject(new Error('away')) : Promise.resolve()) }, 5)
  const answers = await Promise.allSettled([1, 2].map((n) => writer.write([newTouch(send(n), 'opened', NOW)], NOW)))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  broken = false
  await expect(writer.write([newTouch(send(3), 'opened', NOW)], NOW)).resolves.toBeUndefined()
})
