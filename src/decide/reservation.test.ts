import { expect, test } from 'vitest'
import { isTaken, reservedUntil } from './reservation.ts'

const day = (n: number): Date => new Date(Date.UTC(2026, 2, n))

test('a run keeps a customer for its cooldown or its measurement period, whichever is longer', () => {
  expect(reservedUntil(day(1), { cooldownDays: 5, windowDays: 20 })).toEqual(day(21))
  expect(reservedUntil(day(1), { cooldownDays: 30, windowDays: 20 })).toEqual(day(31))
})

test('another strategy may take the customer when the reservation ends, not a moment earlier', () => {
  const place = { reservedAt: day(1), until: day(21) }
  expect(isTaken(place, 0, new Date(day(21).getTime() - 1))).toBe(true)
  expect(isTaken(place, 0, day(21))).toBe(false)
})

test('a strategy with a longer cooldown of its own waits for that', () => {
  const place = { reservedAt: day(1), until: day(6) }
  expect(isTaken(place, 20, new Date(day(21).getTime() - 1))).toBe(true)
  expect(isTaken(place, 20, day(21))).toBe(false)
})
