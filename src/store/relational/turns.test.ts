import { setImmediate as tick } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('of 40 that want to be alone one works at a time, in their order; one that fails keeps nobody', async () => {
  const turns = new Turns()
  const done: number[] = []
  let atWork = 0
  const all = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) =>
      turns.take('alone', async () => {
        atWork += 1
        expect(atWork).toBe(1)
        await tick()
        atWork -= 1
        done.push(i)
        if (i === 3) throw new Error('broke')
        return i
      }),
    ),
  )
  expect(done).toEqual(Array.from({ length: 40 }, (_, i) => i))
  expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(all[39]).toEqual({ status: 'fulfilled', value: 39 })
})

test('those that share work at once, between those that are alone', async () => {
  const turns = new Turns()
  const log: string[] = []
  const turn = (how: 'alone' | 'shared', name: string) =>
    turns.take(how, async () => {
      log.push(`${name} begins`)
      await tick()
      log.push(`${name} ends`)
    })
  await Promise.all([turn('shared', 'a'), turn('shared', 'b'), turn('alone', 'c'), turn('shared', 'd')])
  expect(log).toEqual(['a begins', 'b begins', 'a ends', 'b ends', 'c begins', 'c ends', 'd begins', 'd ends'])
})
