import { expect, test } from 'vitest'
import { createSharedClock } from './shared-clock.ts'

const START = Date.parse('2026-03-02T08:00:00Z')

/** A clock on the other side of a wire, and time that passes here; each answer takes the next of `answerMs`. */
function open(...answerMs: number[]) {
  const state = { hereMs: 1_000, there: START, reads: 0, isDown: false }
  const pass = (ms: number): void => {
    state.hereMs += ms
    state.there += ms
  }
  const read = async (): Promise<Date> => {
    state.reads += 1
    if (state.isDown) throw new Error('nobody answers')
    const ms = answerMs.shift() ?? 0
    pass(ms / 2)
    const shown = new Date(state.there)
    pass(ms / 2)
    return shown
  }
  const clock = createSharedClock({ read, nowMs: () => state.hereMs }, new Date(state.there))
  const offMs = (): number => clock.now().getTime() - state.there
  return { clock, state, pass, offMs }
}

test('goes on by itself between two looks, and follows when the shared clock is set', async () => {
  const { clock, state, pass, offMs } = open()
  pass(3_000)
  expect([offMs(), state.reads]).toEqual([0, 0])
  state.there += 3_600_000
  expect(offMs()).toBe(-3_600_000)
  await clock.look()
  expect([offMs(), state.reads]).toEqual([0, 1])
})

test('looks again by itself after five seconds, once however many ask', async () => {
  const { state, pass, offMs } = open()
  state.there += 60_000
  pass(5_001)
  expect([offMs(), offMs(), state.reads]).toEqual([-60_000, -60_000, 1])
  await new Promise((go) => setImmediate(go))
  expect([offMs(), state.reads]).toEqual([0, 1])
})

test('takes the middle of the time that an answer was on its way, and asks again where that was long', async () => {
  const { clock, state, offMs } = open(400)
  await clock.look()
  expect([offMs(), state.reads]).toEqual([0, 1])
  const slow = open(60_000, 2_000, 40)
  await slow.clock.look()
  expect([slow.offMs(), slow.state.reads]).toEqual([0, 3])
})

test('says so when it cannot be reached, and goes on as before', async () => {
  const { clock, state, pass, offMs } = open()
  state.isDown = true
  await expect(clock.look()).rejects.toThrow('nobody answers')
  pass(60_000)
  expect(offMs()).toBe(0)
  await new Promise((go) => setImmediate(go))
  state.isDown = false
  state.there += 1_000
  await clock.look()
  expect(offMs()).toBe(0)
})
