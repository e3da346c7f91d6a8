import { App, Button, Popconfirm, Select, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeriesDetail } from '#http/collect/series-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { type Column, DataTable } from '../../../components/data-table.tsx'
import { ErrorNotice, useProblemText } from '../../../components/error-notice.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'
import { seriesSlots } from './series-slots.ts'
import { seriesValue } from './series-value.ts'
import { useSeriesTime } from './use-series-time.ts'

const EXPECTATIONS = [null, 120, 2_880, 11_520, 46_080] as const

/** One series: its chart with gaps, what was corrected and what came when. */
export function SeriesPanel({ id }: { id: string }) {
  const query = useApi(endpoints.series(id))
  if (query.error !== null && query.data === undefined) return <ErrorNotice problem={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Skeleton active />
  return (
    <>
      <SeriesChart series={query.data} />
      <Corrections series={query.data} />
      <Uploads series={query.data} />
    </>
  )
}

function SeriesChart({ series }: { series: SeriesDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const timeOf = useSeriesTime()
  const slots = useMemo(() => seriesSlots(series), [series])
  const missing = series.gaps.reduce((sum, gap) => sum + gap.missing, 0)
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 16, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        ...categoryAxis(
          tokens,
          slots.map(({ at }) => timeOf(series.grain, at)),
        ),
        boundaryGap: false,
      },
      yAxis: { ...valueAxis(tokens, format.compact), scale: true },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const slot = slots[itemIndex(items)]
          if (slot === undefined) return ''
          const value = slot.value === null ? t('series.missing') : `${seriesValue(format, slot.value)} ${series.unit}`
          return tooltipHtml(timeOf(series.grain, slot.at), [[series.name, value]])
        },
      },
      series: [
        {
          type: 'line',
          connectNulls: false,
          showSymbol: slots.length < 60,
          symbolSize: 4,
          lineStyle: { color: tokens.accent, width: 1.5 },
          itemStyle: { color: tokens.accent },
          data: slots.map(({ value }) => value),
        },
      ],
    }),
    [slots, series, tokens, format, t, timeOf],
  )
  const title = `${series.name}${series.place === '' ? '' : ` · ${series.place}`}`
  if (series.points.length === 0) {
    return (
      <Panel title={title} actions={<Actions series={series} />}>
        <EmptyState title={t('series.noValues')} />
      </Panel>
    )
  }
  const newestFirst = series.points.toReversed()
  return (
    <ChartPanel
      title={title}
      note={series.unit}
      label={t('series.chartLabel', { name: title })}
      height={260}
      option={option}
      above={<Actions series={series} />}
      caption={
        missing === 0
          ? t('series.noGaps')
          : t('series.gaps', {
              n: format.integer(missing),
              gaps: series.gaps
                .slice(-3)
                .map(({ from, to }) =>
                  from === to ? timeOf(series.grain, from) : `${timeOf(series.grain, from)} – ${timeOf(series.grain, to)}`,
                )
                .join(t('series.and')),
            })
      }
      table={{
        head: [t('series.time'), t('series.value')],
        rows: newestFirst.map(({ at, value }) => [timeOf(series.grain, at), seriesValue(format, value)]),
      }}
    />
  )
}

function Actions({ series }: { series: SeriesDetail }) {
  const { t } = useTranslation()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange(['/series'])
  if (!can('data:import')) return null
  const path = `/series/${encodeURIComponent(series.id)}`
  const told = { onError: (problem: Parameters<typeof problemText>[0]) => void message.error(problemText(problem)) }
  if (series.removedAt !== null) {
    return (
      <div className="series-actions">
        <Button size="small" onClick={() => change.mutate({ method: 'PATCH', path, body: { removed: false } }, told)}>
          {t('series.restore')}
        </Button>
      </div>
    )
  }
  const known = EXPECTATIONS.some((one) => one === series.expectedMinutes)
  return (
    <div className="series-actions">
      <Select
        size="small"
        aria-label={t('series.expect')}
        value={series.expectedMinutes ?? 0}
        options={[...EXPECTATIONS, ...(known ? [] : [series.expectedMinutes])].map((minutes) => ({
          value: minutes ?? 0,
          label: minutes === null ? t('series.expectNothing') : t('series.expectWithin', { hours: Math.round(minutes / 60) }),
        }))}
        onChange={(minutes: number) =>
          change.mutate({ method: 'PATCH', path, body: { expectedMinutes: minutes === 0 ? null : minutes } }, told)
        }
      />
      <Popconfirm
        title={t('series.removeAsk', { name: series.name })}
        okText={t('series.remove')}
        cancelText={t('common.cancel')}
        onConfirm={() => change.mutate({ method: 'DELETE', path }, told)}
      >
        <Button size="small">{t('series.remove')}</Button>
      </Popconfirm>
    </div>
  )
}

function Corrections({ series }: { series: SeriesDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const timeOf = useSeriesTime()
  if (series.corrections.length === 0) return null
  const columns: Column<SeriesDetail['corrections'][number]>[] = [
    { key: 'time', title: t('series.time'), render: (row) => timeOf(series.grain, row.at) },
    { key: 'before', title: t('series.before'), numeric: true, render: (row) => seriesValue(format, row.before) },
    { key: 'value', title: t('series.value'), numeric: true, render: (row) => seriesValue(format, row.value) },
    { key: 'received', title: t('series.received'), render: (row) => format.dateTime(row.receivedAt) },
  ]
  return (
    <Panel title={t('series.corrections')} flush>
      <DataTable label={t('series.corrections')} columns={columns} rows={series.corrections} rowKey={(row) => row.at} empty={null} />
    </Panel>
  )
}

function Uploads({ series }: { series: SeriesDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const undo = useChange(['/series'])
  const columns: Column<SeriesDetail['uploads'][number]>[] = [
    { key: 'when', title: t('series.received'), render: (row) => format.dateTime(row.uploadedAt) },
    { key: 'file', title: t('series.file'), render: (row) => (row.fileName === '' ? 'API' : row.fileName) },
    { key: 'stored', title: t('series.stored'), numeric: true, render: (row) => format.integer(row.stored) },
    { key: 'corrected', title: t('series.corrected'), numeric: true, render: (row) => format.integer(row.corrected) },
    { key: 'duplicates', title: t('series.duplicates'), numeric: true, render: (row) => format.integer(row.duplicates) },
    {
      key: 'undo',
      title: '',
      numeric: true,
      render: (row) =>
        row.undoneAt !== null ? (
          <span className="faint">{t('series.undone')}</span>
        ) : can('data:import') ? (
          <Popconfirm
            title={t('series.undoAsk', { n: format.integer(row.stored) })}
            okText={t('series.undo')}
            cancelText={t('common.cancel')}
            onConfirm={() =>
              undo.mutate(
                { method: 'DELETE', path: `/series-uploads/${encodeURIComponent(row.id)}` },
                { onError: (problem) => void message.error(problemText(problem)) },
              )
            }
          >
            <Button size="small">{t('series.undo')}</Button>
          </Popconfirm>
        ) : null,
    },
  ]
  return (
    <Panel title={t('series.uploads')} flush>
      <DataTable label={t('series.uploads')} columns={columns} rows={series.uploads} rowKey={(row) => row.id} empty={null} />
    </Panel>
  )
}
