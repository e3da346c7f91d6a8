import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export type Tally = { passed: number; failed: number; skipped: number }

/**
 * Ends a test run with one line of its own, `123 passed, 0 failed`, for people and programs that read only the last line.
 * A file that could not be loaded and an error outside any test count as failures, like the runner's own exit code.
 */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const line = tallyLine(countTests(modules, errors.length))
    // At exit, because the runner's own summary is printed at the end of the run and may come later than this call.
    process.once('exit', () => process.stdout.write(`${line}\n`))
  }
}

/** Counts tests by outcome; `strayErrors` is the number of errors that happened outside any test. */
export function countTests(modules: readonly TestModule[], strayErrors: number): Tally {
  const tally: Tally = { passed: 0, failed: strayErrors, skipped: 0 }
  for (const module of modules) {
    let failedTests = 0
    for (const test of module.children.allTests()) {
      const state = test.result().state
      if (state === 'passed') tally.passed += 1
      else if (state === 'failed') failedTests += 1
      else tally.skipped += 1
    }
    tally.failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests
  }
  return tally
}

/** `3 passed, 0 failed`, and `, 1 skipped` where tests did not run. */
export function tallyLine(tally: Tally): string {
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
  return `${tally.passed} passed, ${tally.failed} failed${skipped}`
}
