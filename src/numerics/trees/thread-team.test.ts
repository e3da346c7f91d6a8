import { expect, it } from 'vitest'
import { runTeam } from './thread-team.ts'
import { kernelMemory } from './tree-kernel.ts'

it('throws in the caller when a helper fails, rather than waiting for ever', () => {
  const memory = kernelMemory(65_536)
  // No program can run on an empty plan, so the helper ends with an error.
  const start = { program: 'boosting', memory, plan: {}, threads: 2 }
  const lead = (team: { wait: () => void }): void => {
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
