import { Command } from 'commander'
import { unconvertedLines } from '#kernel/unconverted-sales.ts'
import { METRIC_DEFINITIONS } from '#quality/metric-definitions.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'

interface MetricsOptions extends HouseOptions {
  readonly includeDuplicates?: boolean
}

/** `liuke query metrics` computes metrics by their one definition. */
export function addQueryCommand(program: Command): void {
  const query = new Command('query').description('compute figures')
  query.addCommand(
    addHouseOptions(
      new Command('metrics')
        .description('lines, customers, orders and revenue of known customers, without exact copies')
        .option('--include-duplicates', 'also count exact copies of a line'),
    ).action(async (options: MetricsOptions) => {
      await inHouse(options, async (house, output) => {
        const { queryMetrics } = await import('#store/analytical/queries/metrics.ts')
        const labels = new Map(METRIC_DEFINITIONS.map(({ id, label }) => [id, label.en.toLowerCase()]))
        const { revenueText, ...metrics } = await queryMetrics(house.engines.clickhouse, {
          currency: house.project.currency,
          includeDuplicates: options.includeDuplicates === true,
        })
        output.result(
          metrics,
          [
            ...(['lines', 'customers', 'invoices', 'revenue', 'returns'] as const).map((metric) => {
              const figure = metric === 'revenue' ? `${revenueText} ${metrics.currency}` : String(metrics[metric])
              return `${(labels.get(metric) ?? metric).padEnd(12)}${figure}`.trimEnd()
            }),
            ...unconvertedLines(metrics.unconverted),
          ].join('\n'),
        )
      })
    }),
  )
  program.addCommand(query)
}
