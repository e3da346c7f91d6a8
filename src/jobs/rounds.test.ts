import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Rounds } from './rounds.ts'

const [REST, GATHER] = [1_000, 100]

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Rounds that note when they begin, in milliseconds since the start. */
function noted(round: () => Promise<boolean> = () => Promise.resolve(false)) {
  const start = performance.now()
  const began: number[] = []
  const rounds = new Rounds(
    () => {
      began.push(Math.round(performance.now() - start))
      return round()
    },
    REST,
    () => undefined,
    GATHER,
  )
  rounds.start()
  return { rounds, began }
}

it('rests between two rounds, and not at all after one that had plenty to do', async () => {
  const answers = [false, true, false]
  const { rounds, began } = noted(() => Promise.resolve(answers.shift() ?? false))
  await vi.advanceTimersByTimeAsync(3_500)
  expect(began).toEqual([1_000, 2_000, 2_001, 3_001])
  await rounds.stop()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(began).toHaveLength(4)
})

it('rests only as long as more may come once it is woken, however often', async () => {
  const { rounds, began } = noted()
  await vi.advanceTimersByTimeAsync(300)
  rounds.wake()
  await vi.advanceTimersByTimeAsync(60)
  rounds.wake()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(began).toEqual([400])
  await rounds.stop()
})

it('does not rest for more once there is plenty', async () => {
  const { rounds, began } = noted()
  await vi.advanceTimersByTimeAsync(300)
  rounds.wake()
  await vi.advanceTimersByTimeAsync(20)
  rounds.wake(true)
  await vi.advanceTimersByTimeAsync(500)
  expect(began).toEqual([320])
  await rounds.stop()
})

it('is woken during a round for the next one', async () => {
  let end: () => void = () => undefined
  const { rounds, began } = noted(() => new Promise((resolve) => (end = () => resolve(false))))
  await vi.advanceTimersByTimeAsync(1_050)
  rounds.wake()
  end()
  await vi.advanceTimersByTimeAsync(200)
  expect(began).toEqual([1_000, 1_150])
  end()
  await rounds.stop()
})

it('rests longer after each failure, whoever wakes it', async () => {
  const { rounds, began } = noted(() => Promise.reject(new Error('down')))
  await vi.advanceTimersByTimeAsync(1_100)
  rounds.wake()
  await vi.advanceTimersByTimeAsync(6_500)
  expect(began).toEqual([1_000, 3_000, 7_000])
  await rounds.stop()
})
