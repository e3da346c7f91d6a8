import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SegmentDetail } from '#http/segment/saved-segment-schemas.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

/** How many were in a segment, by its last count of each day. */
export function SizeHistory({ sizes }: { sizes: SegmentDetail['sizes'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const option = useMemo(
    (): ChartOption => ({
      ...baseOption(tokens),
      xAxis: {
        ...categoryAxis(
          tokens,
          sizes.map(({ at }) => format.date(at)),
        ),
        boundaryGap: false,
      },
      yAxis: { ...valueAxis(tokens, (value) => format.compact(value)), min: 0, minInterval: 1 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const size = sizes[itemIndex(items)]
          return size === undefined ? '' : tooltipHtml(format.dateTime(size.at), [[t('common.customers'), format.integer(size.customers)]])
        },
      },
      series: [
        {
          type: 'line',
          data: sizes.map(({ customers }) => customers),
          symbolSize: sizes.length < 40 ? 6 : 0,
          showSymbol: true,
          lineStyle: { color: tokens.accent, width: 2 },
          itemStyle: { color: tokens.accent },
          areaStyle: { color: tokens.accentSoft },
        },
      ],
    }),
    [sizes, tokens, format, t],
  )
  return (
    <ChartPanel
      title={t('groups.history')}
      note={t('groups.historyNote')}
      label={t('groups.historyLabel')}
      height={220}
      option={option}
      table={{
        head: [t('groups.counted'), t('common.customers')],
        rows: sizes.map(({ at, customers }) => [format.dateTime(at), format.integer(customers)]),
      }}
    />
  )
}
