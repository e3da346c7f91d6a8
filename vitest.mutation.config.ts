import { defineConfig } from 'vitest/config'

// The unit tests that scripts/test-mutation.ts runs over and over: those of the folders asked for, without the ones that train whole models or
// simulate many experiments: those cover everything, take seconds each, and what they would notice the quick ones must.
const folders = (process.env['MUTATED_FOLDERS'] ?? '').split(',').filter((folder) => folder !== '')

export default defineConfig({
  test: {
    include: folders.map((folder) => `src/${folder}/**/*.test.ts`),
    exclude: [
      '**/*.{reference,simulation,training}.test.ts',
      '**/train-*.test.ts',
      '**/{gradient-boosting,random-forest,churn-service,churn-estimator,churn-slices,search-trees}.test.ts',
    ],
    pool: 'threads',
    testTimeout: 60_000,
  },
})
