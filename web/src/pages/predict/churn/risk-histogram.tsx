import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnBoard } from '#http/predict/churn-schemas.ts'
import type { RiskTier } from '#http/shared-schemas.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'
import { riskColour } from './risk-colour.ts'

export interface TierEntry {
  tier: RiskTier
  enterAt: number
}

/** Where the tiers of the standard scheme begin. */
const standard: readonly TierEntry[] = [
  { tier: 'high', enterAt: 0.8 },
  { tier: 'medium', enterAt: 0.5 },
  { tier: 'low', enterAt: 0 },
]

interface Props {
  board: ChurnBoard
  tiers?: readonly TierEntry[]
}

/** How the probabilities are spread, each bar in the colour of the tier that its middle would enter. */
export function RiskHistogram({ board, tiers = standard }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const bins = board.histogram
  const option = useMemo<ChartOption>(() => {
    const tierOf = (bin: { low: number; high: number }) =>
      [...tiers].sort((a, b) => b.enterAt - a.enterAt).find((one) => (bin.low + bin.high) / 2 >= one.enterAt)?.tier ?? 'low'
    return {
      ...baseOption(tokens),
      xAxis: categoryAxis(tokens, bins.map(nameOf)),
      yAxis: valueAxis(tokens, format.compact),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const bin = bins[itemIndex(items)]
          if (bin === undefined) return ''
          return tooltipHtml(nameOf(bin), [
            [t('profile.risk'), t(`codes.risk.${tierOf(bin)}`)],
            [t('common.customers'), format.integer(bin.customers)],
          ])
        },
      },
      series: [
        {
          type: 'bar',
          barCategoryGap: '8%',
          data: bins.map((bin) => ({
            value: bin.customers,
            itemStyle: { borderRadius: [2, 2, 0, 0], color: riskColour(tokens, tierOf(bin)) },
          })),
        },
      ],
    }
  }, [bins, tiers, tokens, format, t])
  return (
    <ChartPanel
      title={t('churn.histogram')}
      note={`${t('churn.scored')} ${format.integer(board.scored)}`}
      label={t('churn.histogramLabel')}
      height={228}
      option={option}
      table={{
        head: [t('churn.probability'), t('common.customers')],
        rows: bins.map((bin) => [nameOf(bin), format.integer(bin.customers)]),
      }}
    />
  )
}

const nameOf = (bin: { low: number; high: number }) => `${Math.round(bin.low * 100)}–${Math.round(bin.high * 100)}%`
