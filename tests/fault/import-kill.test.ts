import { describe, expect, it } from 'vitest'
import { interruptImport } from '../support/import-crash.ts'

describe.each(['a', 'b', 'c'])('an import of 20,000 rows, round %s', (seed) => {
  it('ends as one clean run after twelve kill -9', async () => {
    const { sums, cleanSums } = await interruptImport({ rows: 20_000, kills: 12, victims: ['process'], seed: `process-${seed}` })
    expect(sums).toEqual(cleanSums)
  })

  it('ends as one clean run after its engines were killed eight times', async () => {
    const plan = { rows: 20_000, kills: 8, victims: ['postgres', 'clickhouse'], seed: `engines-${seed}` } as const
    const { sums, cleanSums } = await interruptImport(plan)
    expect(sums).toEqual(cleanSums)
  })
})
