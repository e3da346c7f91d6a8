import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClusterOverview } from '#http/segment/cluster-schemas.ts'
import { baseOption, categoryAxis, itemIndex, labelStyle, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

interface Props {
  silhouettes: ClusterOverview['silhouettes']
  chosen: number
}

/** How well each number of clusters separates the buyers, and which one is used. */
export function SilhouetteChart({ silhouettes, chosen }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const option = useMemo(
    (): ChartOption => ({
      ...baseOption(tokens),
      xAxis: categoryAxis(
        tokens,
        silhouettes.map(({ k }) => String(k)),
      ),
      yAxis: valueAxis(tokens, (value) => format.decimal(value, 2)),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const one = silhouettes[itemIndex(items)]
          if (one === undefined) return ''
          return tooltipHtml(t('clusters.count', { count: one.k }), [[t('clusters.silhouette'), format.decimal(one.silhouette, 3)]])
        },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 40,
          label: { ...labelStyle(tokens), show: true, position: 'top', formatter: ({ value }) => format.decimal(Number(value), 2) },
          data: silhouettes.map(({ k, silhouette }) => ({
            value: silhouette,
            itemStyle: { color: k === chosen ? tokens.accent : tokens.grey, borderRadius: [2, 2, 0, 0] },
          })),
        },
      ],
    }),
    [silhouettes, chosen, tokens, format, t],
  )
  return (
    <ChartPanel
      title={t('clusters.silhouettes')}
      note={t('clusters.silhouettesNote', { count: chosen })}
      label={t('clusters.silhouettesLabel')}
      height={260}
      option={option}
      table={{
        head: [t('clusters.clusters'), t('clusters.silhouette')],
        rows: silhouettes.map(({ k, silhouette }) => [k, format.decimal(silhouette, 3)]),
      }}
      caption={t('clusters.silhouettesCaption')}
    />
  )
}
