import { unconvertedLines } from '#kernel/unconverted-sales.ts'
import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import type { House } from '../main/house.ts'

/** Sales that the amounts of a result leave out: for its JSON, and as lines to print below it. */
export interface LeftOut {
  readonly unconverted: readonly UnconvertedSales[]
  readonly lines: readonly string[]
}

/** Sales in currencies without a rate. Every command that prints an amount in the project's currency calls this. */
export async function leftOut(house: House): Promise<LeftOut> {
  const { readUnconvertedSales } = await import('#store/analytical/queries/unconverted-sales.ts')
  const unconverted = await readUnconvertedSales(house.engines.clickhouse)
  return { unconverted, lines: unconvertedLines(unconverted) }
}
