import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { moveChart } from '../../charts/move-chart.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

/** Who was in which tier before and is in which now. */
export function TierMigration({ data }: { data: SegmentSummary }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const navigate = useNavigate()
  const { migration, migrationFromAsOf } = data
  const option = useMemo(() => {
    const colours: Partial<Record<(typeof migration)[number]['from'], string>> = {
      at_risk: tokens.riskMedium,
      dormant: tokens.riskLow,
      high_value: tokens.accent,
    }
    return moveChart(tokens, migration, {
      colour: (tier) => colours[tier] ?? tokens.grey,
      word: (tier) => t(`codes.lifecycle.${tier}`),
      count: (customers) => [t('common.customers'), format.integer(customers)],
      opacity: 0.28,
    })
  }, [migration, tokens, format, t])
  if (migration.length === 0) {
    return (
      <Panel title={t('segment.migration')}>
        <p className="soft">{t('segment.migrationNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('segment.migration')}
      {...(migrationFromAsOf === null ? {} : { note: t('segment.migrationNote', { from: format.date(migrationFromAsOf) }) })}
      label={t('segment.migrationLabel')}
      height={264}
      option={option}
      onPick={(_, index) => {
        const move = migration[index]
        if (move !== undefined) void navigate(`/customers?movedFrom=${move.from}&lifecycleTier=${move.to}`)
      }}
      table={{
        head: [t('profile.from'), t('profile.to'), t('common.customers')],
        rows: migration.map((move) => [t(`codes.lifecycle.${move.from}`), t(`codes.lifecycle.${move.to}`), format.integer(move.customers)]),
      }}
    />
  )
}
