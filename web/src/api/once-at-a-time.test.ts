import { expect, test } from 'vitest'
import { onceAtATime } from './once-at-a-time.ts'

test('a second call while the first runs starts nothing and gets the same answer', async () => {
  const once = onceAtATime<number>()
  let started = 0
  let answer: (value: number) => void = () => undefined
  const work = () => {
    started += 1
    return new Promise<number>((resolve) => {
      answer = resolve
    })
  }
  const calls = [once('POST /imports', work), once('POST /imports', work)]
  answer(7)
  expect(await Promise.all(calls)).toEqual([7, 7])
  expect(started).toBe(1)
})

test('another change, and the same one after the first has ended, are made', async () => {
  const once = onceAtATime<string>()
  expect(await Promise.all([once('take 1', async () => 'a'), once('take 2', async () => 'b')])).toEqual(['a', 'b'])
  await expect(once('take 1', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await once('take 1', async () => 'c')).toBe('c')
})
