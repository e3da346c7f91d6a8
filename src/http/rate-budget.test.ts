import { expect, test } from 'vitest'
import { MemoryRates } from '../../tests/support/memory/memory-rates.ts'
import { RateBudget } from './rate-budget.ts'

function rig(perMinute: number, onUnreachable?: (error: unknown) => void) {
  let now = 0
  const leases = new MemoryRates(() => now)
  const node = () => new RateBudget({ perMinute, leases, nowMs: () => now, ...(onUnreachable === undefined ? {} : { onUnreachable }) })
  return { leases, node, wait: (ms: number) => (now += ms) }
}

async function passed(budget: RateBudget, name: string, requests: number): Promise<number> {
  const answers = await Promise.allSettled(Array.from({ length: requests }, () => budget.take(name)))
  return answers.filter(({ status }) => status === 'fulfilled').length
}

test('counts each name by itself, says how long to wait, and starts again with the next minute', async () => {
  const { node, wait } = rig(3)
  const window = node()
  expect(await passed(window, 'a', 3)).toBe(3)
  await window.take('b')
  wait(20_000)
  await expect(window.take('a')).rejects.toThrow('wait 40 seconds')
  wait(40_000)
  await window.take('a')
})

test('a small limit is exact over all nodes, at the same moment too', async () => {
  const { node } = rig(20)
  const [a, b] = [node(), node()]
  const both = await Promise.all([passed(a, 'login', 15), passed(b, 'login', 15)])
  expect(both[0] + both[1]).toBe(20)
})

test('a large limit costs a hundred queries, and each node may pass it by a hundredth', async () => {
  const { node, leases } = rig(120_000)
  const [a, b] = [node(), node()]
  const both = (await passed(a, 'key', 80_000)) + (await passed(b, 'key', 80_000))
  expect(both).toBeGreaterThanOrEqual(120_000)
  expect(both).toBeLessThanOrEqual(122_400)
  expect(leases.asked).toBeLessThanOrEqual(103)
})

test('who is over the limit costs nothing until the minute is over', async () => {
  const { node, leases } = rig(5)
  const window = node()
  await passed(window, 'a', 6)
  const before = leases.asked
  expect(await passed(window, 'a', 1_000)).toBe(0)
  expect(leases.asked).toBe(before)
})

test('callers far from a large limit cost no query', async () => {
  const { node, leases } = rig(120_000)
  const window = node()
  for (let i = 0; i < 1_000; i += 1) await passed(window, `10.0.0.${i}`, 10)
  expect(leases.asked).toBe(0)
})

test('made-up names do not pile up', async () => {
  const { node } = rig(1_000)
  const window = node()
  for (let i = 0; i < 120_000; i += 1) await window.take(`10.0.0.${i}`)
  expect(await passed(window, '10.0.0.119999', 1_100)).toBeLessThan(1_100)
})

test('when the count cannot be reached, login fails and tracking goes on with a word', async () => {
  const closed = rig(20)
  closed.leases.fail = true
  await expect(closed.node().take('login')).rejects.toThrow('away')
  const told: unknown[] = []
  const open = rig(100_000, (error) => told.push(error))
  open.leases.fail = true
  expect(await passed(open.node(), 'key', 2_500)).toBe(2_500)
  expect(told).toHaveLength(2)
})
