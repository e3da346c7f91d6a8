import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnFlow } from '#http/predict/churn-model-schemas.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, topLegend, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'
import { riskColour } from './risk-colour.ts'
import { riskTiers } from './risk-tiers.ts'

/** How many customers were in each tier at each scoring, the highest tier at the bottom where it can be compared. */
export function RiskHistory({ flow }: { flow: ChurnFlow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { scorings } = flow
  const present = useMemo(() => riskTiers.filter((tier) => scorings.some((one) => one.tiers.some((row) => row.tier === tier))), [scorings])
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 16, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: topLegend(tokens),
      xAxis: categoryAxis(
        tokens,
        scorings.map((one) => format.date(one.asOf)),
      ),
      yAxis: valueAxis(tokens, format.compact),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const one = scorings[itemIndex(items)]
          if (one === undefined) return ''
          return tooltipHtml(
            format.date(one.asOf),
            present.map((tier) => [t(`codes.risk.${tier}`), format.integer(countOf(one, tier))]),
          )
        },
      },
      series: present.map((tier) => ({
        type: 'bar' as const,
        name: t(`codes.risk.${tier}`),
        stack: 'tiers',
        barMaxWidth: 36,
        itemStyle: { color: riskColour(tokens, tier) },
        data: scorings.map((one) => countOf(one, tier)),
      })),
    }),
    [scorings, present, tokens, format, t],
  )
  return (
    <ChartPanel
      title={t('churn.history')}
      note={t('churn.historyNote')}
      label={t('churn.historyLabel')}
      height={228}
      option={option}
      table={{
        head: [t('churn.scoring'), ...present.map((tier) => t(`codes.risk.${tier}`))],
        rows: scorings.map((one) => [format.date(one.asOf), ...present.map((tier) => format.integer(countOf(one, tier)))]),
      }}
    />
  )
}

function countOf(scoring: ChurnFlow['scorings'][number], tier: string): number {
  return scoring.tiers.find((row) => row.tier === tier)?.customers ?? 0
}
