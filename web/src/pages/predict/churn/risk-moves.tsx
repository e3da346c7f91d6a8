import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnFlow } from '#http/predict/churn-model-schemas.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { moveChart } from '../../../charts/move-chart.ts'
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
  const option = useMemo(
    () =>
      moveChart(tokens, moves, {
        colour: (place) => (place === 'unscored' ? tokens.greySoft : riskColour(tokens, place)),
        word: (place) => (place === 'unscored' ? t('churn.unscored') : t(`codes.risk.${place}`)),
        count: (customers) => [t('common.customers'), format.integer(customers)],
        order,
        opacity: 0.35,
      }),
    [moves, tokens, format, t],
  )
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
