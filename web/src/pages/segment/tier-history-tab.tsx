import { Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { GroupHistory } from '#http/segment/tier-history-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, topLegend, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import { GroupMovesPanels } from './group-moves.tsx'
import { groupColour, useGroupWord } from './group-words.ts'

export type GroupScheme = 'lifecycle' | 'value'

/** What the tiers or classes were at the end of each month, and who moved between two of them. */
export function TierHistoryTab({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const scheme: GroupScheme = params.get('by') === 'value' ? 'value' : 'lifecycle'
  const query = useApi(endpoints.groupHistory())
  return (
    <div className="stack">
      <div>
        <Segmented<GroupScheme>
          aria-label={t('segment.by')}
          value={scheme}
          onChange={(by) => params.set({ by: by === 'lifecycle' ? undefined : by })}
          options={(['lifecycle', 'value'] as const).map((value) => ({ value, label: t(`segment.schemeName.${value}`) }))}
        />
      </div>
      <QueryView query={query}>
        {({ months }) =>
          months.length === 0 ? (
            <Panel>
              <p className="soft">{t('segment.historyNone')}</p>
            </Panel>
          ) : (
            <>
              <ShareByMonth months={months} scheme={scheme} />
              <GroupMovesPanels params={params} scheme={scheme} />
            </>
          )
        }
      </QueryView>
    </div>
  )
}

interface Part {
  readonly group: string
  readonly customers: number
  readonly share: number
  readonly target: number | null
}

function partsOf(month: GroupHistory['months'][number], scheme: GroupScheme): Part[] {
  return scheme === 'value'
    ? month.classes.map(({ valueClass, customers, share }) => ({ group: valueClass, customers, share, target: null }))
    : month.tiers.map(({ tier, ...part }) => ({ group: tier, ...part }))
}

/** Stacked shares of each month; beside the newest one stands what was planned. */
function ShareByMonth({ months, scheme }: { months: GroupHistory['months']; scheme: GroupScheme }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const word = useGroupWord(scheme)
  const rows = useMemo(
    () =>
      months.map((month) => ({
        name: month.isClosed ? format.month(month.month) : t('segment.openMonth', { month: format.month(month.month) }),
        customers: month.customers,
        parts: partsOf(month, scheme),
      })),
    [months, scheme, format, t],
  )
  const target = useMemo(() => (rows.at(-1)?.parts ?? []).filter((part) => part.target !== null), [rows])
  const option = useMemo((): ChartOption => {
    const base = baseOption(tokens)
    const names = [...rows.map(({ name }) => name), ...(target.length === 0 ? [] : [t('common.target')])]
    return {
      ...base,
      grid: { ...base.grid, top: 36 },
      legend: topLegend(tokens),
      xAxis: categoryAxis(tokens, names),
      yAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), max: 1 },
      tooltip: {
        ...base.tooltip,
        formatter: (items: unknown) => {
          const row = rows[itemIndex(items)]
          const lines = row?.parts ?? target.map((part) => ({ ...part, customers: null, share: part.target ?? 0 }))
          return tooltipHtml(
            row?.name ?? t('common.target'),
            lines.map(({ group, customers, share }) => [
              word(group),
              `${customers === null ? '' : `${format.integer(customers)} · `}${format.percent(share)}`,
            ]),
          )
        },
      },
      series: (rows[0]?.parts ?? []).map(({ group }, i) => ({
        type: 'bar' as const,
        name: word(group),
        stack: 'share',
        barMaxWidth: 40,
        itemStyle: { color: groupColour(tokens, group), borderColor: tokens.surface, borderWidth: 1 },
        data: [
          ...rows.map(({ parts }) => parts[i]?.share ?? 0),
          ...(target.length === 0 ? [] : [{ value: target[i]?.target ?? 0, itemStyle: { opacity: 0.55, borderType: 'dashed' as const } }]),
        ],
      })),
    }
  }, [rows, target, tokens, format, t, word])
  return (
    <ChartPanel
      title={t('segment.historyTitle')}
      note={t('segment.historyNote')}
      label={t('segment.historyLabel')}
      height={280}
      option={option}
      table={{
        head: [t('segment.month'), t('common.customers'), ...(rows[0]?.parts ?? []).map(({ group }) => word(group))],
        rows: [
          ...rows.map(({ name, customers, parts }) => [
            name,
            format.integer(customers),
            ...parts.map((part) => `${format.integer(part.customers)} (${format.percent(part.share)})`),
          ]),
          ...(target.length === 0 ? [] : [[t('common.target'), '', ...target.map((part) => format.percent(part.target ?? 0, 0))]]),
        ],
      }}
    />
  )
}
