import { expect, it } from 'vitest'
import { interruptImport } from '../support/import-crash.ts'

// `npm run test:fault` kills longer imports more often, and the engines under them.
it('ends as one clean run after being killed at any moment and run again', async () => {
  const { sums, cleanSums } = await interruptImport({ rows: 2_000, kills: 2, victims: ['process'], seed: 'import-crash' })
  expect(sums).toEqual(cleanSums)
})
