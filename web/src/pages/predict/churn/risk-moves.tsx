import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnFlow } from '#http/predict/churn-model-schemas.ts'
import { baseOption, labelStyle, tooltipHtml } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { Panel } from '../../../components/page.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'
import { riskColour } from './risk-colour.ts'
import { riskTiers } from './risk-tiers.ts'

type Place = ChurnFlow['moves'][number]['from']

const order: readonly Place[] = [...riskTiers, 'unscored']

/** Who moved from which tier to which between the last two scorings; a click filters the worklist. */
export function RiskMoves({ flow, params }: { flow: ChurnFlow; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { moves, from, to } = flow
  const word = (place: Place) => (place === 'unscored' ? t('churn.unscored') : t(`codes.risk.${place}`))
  const option = useMemo<ChartOption>(() => {
    const colour = (place: Place) => (place === 'unscored' ? tokens.greySoft : riskColour(tokens, place))
    const sides = [
      ['before', moves.map((move) => move.from)],
      ['now', moves.map((move) => move.to)],
    ] as const
    const words = (place: Place) => (place === 'unscored' ? t('churn.unscored') : t(`codes.risk.${place}`))
    return {
      ...baseOption(tokens),
      tooltip: {
        ...baseOption(tokens).tooltip,
        trigger: 'item',
        formatter: (item: unknown) => {
          const { dataType, dataIndex } = item as { dataType?: string; dataIndex: number }
          const move = moves[dataIndex]
          if (dataType !== 'edge' || move === undefined) return ''
          return tooltipHtml(`${words(move.from)} → ${words(move.to)}`, [[t('common.customers'), format.integer(move.customers)]])
        },
      },
      series: [
        {
          type: 'sankey',
          left: 4,
          right: 4,
          top: 8,
          bottom: 8,
          nodeGap: 12,
          nodeWidth: 10,
          // The tiers keep their order on both sides.
          layoutIterations: 0,
          draggable: false,
          emphasis: { focus: 'adjacency' },
          label: labelStyle(tokens),
          lineStyle: { color: 'source', opacity: 0.35, curveness: 0.5 },
          data: sides.flatMap(([side, places]) =>
            order
              .filter((place) => places.includes(place))
              .map((place) => ({
                name: `${place}|${side}`,
                itemStyle: { color: colour(place) },
                label: { position: side === 'before' ? ('right' as const) : ('left' as const), formatter: words(place) },
              })),
          ),
          links: moves.map((move) => ({ source: `${move.from}|before`, target: `${move.to}|now`, value: move.customers })),
        },
      ],
    }
  }, [moves, tokens, format, t])
  if (moves.length === 0 || from === null || to === null) {
    return (
      <Panel title={t('churn.moves')}>
        <p className="soft">{t('churn.movesNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('churn.moves')}
      note={`${format.date(from)} → ${format.date(to)}`}
      label={t('churn.movesLabel')}
      height={228}
      option={option}
      onPick={(_, __, name) => {
        const tier = riskTiers.find((one) => name.endsWith(`${one}|now`))
        if (tier !== undefined) params.set({ riskTier: tier })
      }}
      table={{
        head: [t('profile.from'), t('profile.to'), t('common.customers')],
        rows: moves.map((move) => [word(move.from), word(move.to), format.integer(move.customers)]),
      }}
    />
  )
}
