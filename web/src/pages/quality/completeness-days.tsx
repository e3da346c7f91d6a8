import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PortraitCompleteness } from '#http/segment/portrait-schemas.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, topLegend, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

/** Completeness of all portraits by day beside its target. */
export function CompletenessDays({ days, target }: { days: PortraitCompleteness['days']; target: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const shares = useMemo(() => days.map(({ points, required }) => (required === 0 ? null : points / required)), [days])
  const text = (share: number | null | undefined) => (share === null || share === undefined ? '–' : format.percent(share))
  const option = useMemo<ChartOption>(() => {
    const base = baseOption(tokens)
    return {
      ...base,
      legend: topLegend(tokens),
      grid: { ...base.grid, top: 40 },
      xAxis: categoryAxis(
        tokens,
        days.map(({ day }) => format.day(day)),
      ),
      yAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), max: 1, min: 0 },
      tooltip: {
        ...base.tooltip,
        formatter: (items: unknown) => {
          const i = itemIndex(items)
          const day = days[i]
          return day === undefined ? '' : tooltipHtml(format.day(day.day), [[t('portraits.share'), text(shares[i])]])
        },
      },
      series: [
        {
          type: 'line' as const,
          name: t('portraits.share'),
          symbol: 'circle',
          symbolSize: 4,
          itemStyle: { color: tokens.accent },
          lineStyle: { color: tokens.accent, width: 2 },
          data: shares,
        },
        {
          type: 'line' as const,
          name: t('portraits.targetLine'),
          symbol: 'none',
          itemStyle: { color: tokens.grey },
          lineStyle: { color: tokens.grey, width: 1, type: 'dashed' as const },
          data: days.map(() => target),
        },
      ],
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [days, shares, target, tokens, format])
  return (
    <ChartPanel
      title={t('portraits.byDay')}
      label={t('portraits.byDay')}
      height={220}
      option={option}
      table={{
        head: [t('quality.day'), t('portraits.share')],
        rows: days.map(({ day }, i) => [format.day(day), text(shares[i])]),
      }}
    />
  )
}
