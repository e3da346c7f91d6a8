import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnQuality } from '#http/predict/churn-schemas.ts'
import { baseOption, tooltipHtml } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import { diagonal, shareAxis } from './share-axis.ts'

interface Props {
  reliability: ChurnQuality['reliability']
  title?: string
  note?: string
}

/** Mean predicted risk of each bin against the share that left; dots are as large as their bin. */
export function ReliabilityChart({ reliability, title, note }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const bins = useMemo(() => reliability.filter((bin) => bin.count > 0), [reliability])
  const option = useMemo<ChartOption>(() => {
    const largest = Math.max(1, ...bins.map((bin) => bin.count))
    const percent = (value: number) => format.percent(value, 0)
    return {
      ...baseOption(tokens),
      grid: { left: 28, right: 20, top: 12, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: shareAxis(tokens, percent, t('churn.predicted')),
      yAxis: { ...shareAxis(tokens, percent, t('churn.observed')), nameGap: 40 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        trigger: 'item',
        formatter: (item: unknown) => {
          const bin = bins[(item as { dataIndex: number }).dataIndex]
          if (bin === undefined) return ''
          return tooltipHtml(`${percent(bin.low)}–${percent(bin.high)}`, [
            [t('churn.predicted'), format.percent(bin.predicted)],
            [t('churn.observed'), format.percent(bin.observed)],
            [t('churn.count'), format.integer(bin.count)],
          ])
        },
      },
      series: [
        {
          type: 'line',
          data: bins.map((bin) => [bin.predicted, bin.observed]),
          symbol: 'circle',
          symbolSize: (_: unknown, item: { dataIndex?: number }) => 6 + 14 * Math.sqrt((bins[item.dataIndex ?? 0]?.count ?? 0) / largest),
          lineStyle: { color: tokens.accent, width: 1.5 },
          itemStyle: { color: tokens.accent, borderColor: tokens.surface, borderWidth: 1.5 },
        },
        diagonal(tokens),
      ],
    }
  }, [bins, tokens, format, t])
  return (
    <ChartPanel
      title={title ?? t('churn.reliability')}
      note={note ?? t('churn.reliabilityNote')}
      label={t('churn.reliabilityLabel')}
      height={270}
      option={option}
      table={{
        head: [t('churn.probability'), t('churn.predicted'), t('churn.observed'), t('churn.count')],
        rows: bins.map((bin) => [
          `${format.percent(bin.low, 0)}–${format.percent(bin.high, 0)}`,
          format.percent(bin.predicted),
          format.percent(bin.observed),
          format.integer(bin.count),
        ]),
      }}
    />
  )
}
