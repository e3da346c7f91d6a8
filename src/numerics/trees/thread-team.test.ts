import { expect, it } from 'vitest'
import { runTeam } from './thread-team.ts'
import { kernelMemory } from './tree-kernel.ts'

it.each([
  ['at work when a helper fails', 0],
  ['late, after a helper has failed', 300],
])('throws in the caller that is %s, rather than waiting for ever', (_case, lateByMs) => {
  const memory = kernelMemory(65_536)
  // No program can run on an empty plan, so the helper ends with an error.
  const start = { program: 'boosting', memory, plan: {}, threads: 2 }
  const lead = (team: { wait: () => void }): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lateByMs)
    team.wait()
    team.wait()
  }
  expect(() => runTeam(start, () => undefined, lead)).toThrow('A training thread failed')
})

it('works alone on memory that cannot be shared', () => {
  const start = { program: 'boosting', memory: kernelMemory(64, true), plan: {}, threads: 4 }
  expect(
    runTeam(
      start,
      () => undefined,
      (team) => [team.index, team.size],
    ),
  ).toEqual([0, 1])
})
