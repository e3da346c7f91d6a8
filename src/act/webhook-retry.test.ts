import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { nextWebhookStep } from './webhook-retry.ts'

const step = (status: number | null, attempts = 1) => nextWebhookStep(status, attempts, new Rng(1))

test.each([200, 204, 299])('%i is a delivery: nothing more is sent', (status) => {
  expect(step(status)).toEqual({ state: 'delivered', delayMs: 0, disable: false })
})

test.each([null, 100, 199, 300, 302, 400, 404, 409, 411, 429, 500, 503])('%s is tried again and leaves the endpoint on', (status) => {
  expect(step(status)).toMatchObject({ state: 'pending', disable: false })
})

test('410 ends the delivery and the endpoint at once', () => {
  expect(step(410)).toEqual({ state: 'failed', delayMs: 0, disable: true })
})

test('each wait is spread over a fifth either way, so that receivers that failed together are not tried together', () => {
  const rng = new Rng('waits')
  const seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
  for (const [i, wait] of seconds.entries()) {
    const shares = Array.from({ length: 500 }, () => nextWebhookStep(503, i + 1, rng).delayMs / (wait * 1_000))
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.8)
    expect(Math.min(...shares)).toBeLessThan(0.82)
    expect(Math.max(...shares)).toBeLessThanOrEqual(1.2)
    expect(Math.max(...shares)).toBeGreaterThan(1.18)
  }
})

test('the ninth wait is the last: the tenth failure ends the delivery, not the endpoint', () => {
  expect(step(503, 9).state).toBe('pending')
  expect(step(503, 10)).toEqual({ state: 'failed', delayMs: 0, disable: false })
})
