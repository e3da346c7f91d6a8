import { expect, it } from 'vitest'
import { kernelMemory } from '../trees/tree-kernel.ts'
import { runTreeTeam } from '../trees/tree-team.ts'

it.each([
  ['at work when a helper fails', 0],
  ['late, after a helper has failed', 300],
])('throws in the caller that is %s, rather than waiting for ever', (_case, lateByMs) => {
  const memory = kernelMemory(65_536)
  // No program can run on an empty plan, so the helper ends with an error.
  const lead = (team: { wait: () => void }): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lateByMs)
    team.wait()
    team.wait()
  }
  expect(() => runTreeTeam({ program: 'boosting', memory, plan: {} }, 2, () => undefined, lead)).toThrow('A training thread failed')
})

it('works alone on memory that cannot be shared', () => {
  expect(
    runTreeTeam(
      { program: 'boosting', memory: kernelMemory(64, true), plan: {} },
      4,
      () => undefined,
      (team) => [team.index, team.size],
    ),
  ).toEqual([0, 1])
})
