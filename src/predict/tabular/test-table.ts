import { Rng } from '#kernel/rng.ts'
import { TableSampler, type TableSample } from './table-sample.ts'

/** A sample of a table given literally, for tests. */
export function sampleOf(names: readonly string[], rows: readonly (readonly (string | number)[])[]): TableSample {
  const rng = new Rng('test-table')
  const cells = rows.map((row) => row.map(String))
  const sampler = new TableSampler(names, () => rng.next())
  sampler.observe(cells)
  for (const row of cells) sampler.add(row)
  return sampler.finish()
}
