import type { Reporter, TestModule } from 'vitest/node'

/** Longer than any single test may take by its own limit; what blocks a whole process is not ended by that limit. */
const PATIENCE_MS = 12 * 60_000

/** Ends a run in which nothing has happened for too long, and says which files were at work: a process that is blocked cannot say so itself. */
export class StallReporter implements Reporter {
  readonly #running = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  onTestRunStart(): void {
    this.#heard()
  }

  onTestModuleStart({ relativeModuleId }: TestModule): void {
    this.#running.add(relativeModuleId)
    this.#heard()
  }

  onTestCaseResult(): void {
    this.#heard()
  }

  onTestModuleEnd({ relativeModuleId }: TestModule): void {
    this.#running.delete(relativeModuleId)
    this.#heard()
  }

  onTestRunEnd(): void {
    clearTimeout(this.#timer)
  }

  #heard(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const running = [...this.#running].join(', ') || 'no file that has begun'
      process.stderr.write(`No test has ended for ${PATIENCE_MS / 60_000} minutes. Still running: ${running}\n`)
      process.exit(1)
    }, PATIENCE_MS)
  }
}
