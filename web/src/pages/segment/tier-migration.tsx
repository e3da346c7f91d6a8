import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { baseOption, labelStyle, tooltipHtml } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
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
  const option = useMemo<ChartOption>(() => {
    const colour = (tier: string) =>
      tier === 'at_risk' ? tokens.riskMedium : tier === 'dormant' ? tokens.riskLow : tier === 'high_value' ? tokens.accent : tokens.grey
    const name = (tier: SegmentSummary['migration'][number]['from'], side: 'before' | 'now') => `${tier}|${side}`
    const nodes = new Map<
      string,
      { name: string; itemStyle: { color: string }; label: { position: 'left' | 'right'; formatter: string } }
    >()
    for (const move of migration) {
      for (const [tier, side] of [
        [move.from, 'before'],
        [move.to, 'now'],
      ] as const) {
        nodes.set(name(tier, side), {
          name: name(tier, side),
          itemStyle: { color: colour(tier) },
          label: { position: side === 'before' ? 'right' : 'left', formatter: t(`codes.lifecycle.${tier}`) },
        })
      }
    }
    return {
      ...baseOption(tokens),
      tooltip: {
        ...baseOption(tokens).tooltip,
        trigger: 'item',
        formatter: (item: unknown) => {
          const move = migration[(item as { dataType?: string; dataIndex: number }).dataIndex]
          if ((item as { dataType?: string }).dataType !== 'edge' || move === undefined) return ''
          return tooltipHtml(`${t(`codes.lifecycle.${move.from}`)} → ${t(`codes.lifecycle.${move.to}`)}`, [
            [t('common.customers'), format.integer(move.customers)],
          ])
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
          draggable: false,
          emphasis: { focus: 'adjacency' },
          label: labelStyle(tokens),
          lineStyle: { color: 'source', opacity: 0.28, curveness: 0.5 },
          data: [...nodes.values()],
          links: migration.map((move) => ({ source: name(move.from, 'before'), target: name(move.to, 'now'), value: move.customers })),
        },
      ],
    }
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
