import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'
import { StallReporter } from './scripts/stall-reporter.ts'
import { TallyReporter } from './scripts/tally-reporter.ts'

// No limit here is near what a test takes: a slow machine with others at work takes ten times as long.
/** How long what is waited for may take on a busy machine. Vitest's own limit of a second is less than a page of the console takes there to ask again. */
const patient = { poll: { timeout: 30_000 } }
// Groups run one after the other: quick tests first, two files at a time, then those that start engines or a browser, three at a time: such a file
// waits for its other processes, and two of them used three quarters of two cores. Files keep no state and share processes, so that the product is
// loaded a few times and not for every file. The longest files start first; see scripts/longest-first.ts.
const engines = {
  expect: patient,
  pool: 'forks' as const,
  maxWorkers: 3,
  hookTimeout: 400_000,
  globalSetup: ['tests/support/memory-folder.ts', 'tests/support/template-folder.ts'],
}
/** One file at a time, on a disk, for figures of time and processes that are killed. */
const alone = { ...engines, globalSetup: ['tests/support/template-folder.ts'], fileParallelism: false, maxWorkers: 1 }

// Compared with public data sets that are no part of the project; see tests/support/reference-data.ts.
const REFERENCE = '**/*.reference.test.ts'

export default defineConfig({
  test: {
    reporters: ['default', new TallyReporter(), new StallReporter()],
    maxWorkers: 2,
    allowOnly: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'tests/unit/**/*.test.ts'],
          exclude: [REFERENCE],
          expect: patient,
          pool: 'forks',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...engines,
          name: 'engines',
          isolate: false,
          include: ['tests/{contract,http,journey}/**/*.test.ts'],
          exclude: [REFERENCE],
          testTimeout: 400_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...engines,
          name: 'browser',
          isolate: false,
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 600_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...engines,
          name: 'sdk',
          isolate: false,
          include: ['tests/sdk/*.test.ts'],
          globalSetup: [...engines.globalSetup, 'tests/sdk/install-sdks.ts'],
          testTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...engines,
          name: 'security',
          isolate: false,
          include: ['tests/security/**/*.test.ts'],
          testTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...alone,
          name: 'fault',
          include: ['tests/fault/**/*.test.ts'],
          testTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...alone,
          name: 'reference',
          include: [`{src,bench,tests}/${REFERENCE}`],
          globalSetup: ['tests/support/require-reference-data.ts', ...alone.globalSetup],
          testTimeout: 180_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
