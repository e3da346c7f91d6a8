import { Command } from 'commander'
import { unconvertedLines } from '#kernel/unconverted-sales.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'

interface MetricsOptions extends HouseOptions {
  readonly includeDuplicates?: boolean
}

/** `liuke query metrics` answers from the engine by the one definition of each metric. */
export function addQueryCommand(program: Command): void {
  const query = new Command('query').description('ask for figures')
  query.addCommand(
    addHouseOptions(
      new Command('metrics')
        .description('lines, customers, orders and revenue of known customers, exact copies left out')
        .option('--include-duplicates', 'count exact copies of a line too'),
    ).action(async (options: MetricsOptions) => {
      await inHouse(options, async (house, output) => {
        const { queryMetrics } = await import('#store/analytical/queries/metrics.ts')
        const { revenueText, ...metrics } = await queryMetrics(house.engines.clickhouse, {
          currency: house.project.currency,
          includeDuplicates: options.includeDuplicates === true,
        })
        output.result(
          metrics,
          [
            `lines      ${metrics.lines}`,
            `customers  ${metrics.customers}`,
            `orders     ${metrics.invoices}`,
            `revenue    ${revenueText} ${metrics.currency}`,
            ...unconvertedLines(metrics.unconverted),
            `returns    ${metrics.returns}`,
          ].join('\n'),
        )
      })
    }),
  )
  program.addCommand(query)
}
