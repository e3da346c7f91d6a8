import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentEngineLog } from './engine-log.ts'
import { EngineSupervisor } from './engine-supervisor.ts'
import type { RunningEngine } from './engine-supervisor.ts'

class FakeEngine implements RunningEngine {
  readonly pid = 1
  #exit: (reason: string) => void = () => undefined
  stopped = false
  onExit(callback: (reason: string) => void): void {
    this.#exit = callback
  }
  die(): void {
    this.#exit('signal SIGKILL')
  }
  async stop(): Promise<void> {
    this.stopped = true
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('EngineSupervisor', () => {
  it('starts a dead engine again after 0.2 s, doubling up to 10 s', async () => {
    const starts: number[] = []
    const engines: FakeEngine[] = []
    let broken = false
    const supervisor = new EngineSupervisor<FakeEngine>(
      'x',
      async () => {
        starts.push(Date.now())
        if (broken) throw new Error('no')
        const engine = new FakeEngine()
        engines.push(engine)
        return engine
      },
      silentEngineLog,
    )
    await supervisor.start()
    expect(supervisor.state).toBe('up')
    broken = true
    engines[0]?.die()
    expect(supervisor.state).toBe('down')
    expect(supervisor.pid).toBeNull()
    await vi.advanceTimersByTimeAsync(60_000)
    const gaps = starts.slice(1).map((time, i) => time - (starts[i] ?? 0))
    expect(gaps.slice(0, 9)).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000])
    broken = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(supervisor.state).toBe('up')
    await supervisor.stop()
    expect(engines.at(-1)?.stopped).toBe(true)
  })

  it('starts nothing once it is stopped', async () => {
    let starts = 0
    const engine = new FakeEngine()
    const supervisor = new EngineSupervisor<FakeEngine>(
      'x',
      async () => {
        starts += 1
        return engine
      },
      silentEngineLog,
    )
    await supervisor.start()
    engine.die()
    await supervisor.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(starts).toBe(1)
  })
})
