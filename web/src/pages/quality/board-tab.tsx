import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { QualityBoard } from '#http/quality/quality-board-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, topLegend, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { useCode } from '../../components/codes.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Figure } from '../../components/figure.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import { fieldWord } from './rule-word.ts'

const DIMENSIONS = ['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness'] as const
type Dimension = (typeof DIMENSIONS)[number]
const DAYS = 60
const RECENT = 7

interface Counted {
  dimension: string
  checked: number
  passed: number
}

function shareOf(rows: readonly Counted[], dimension: Dimension): number | null {
  const own = rows.filter((row) => row.dimension === dimension)
  const checked = own.reduce((sum, row) => sum + row.checked, 0)
  return checked === 0 ? null : own.reduce((sum, row) => sum + row.passed, 0) / checked
}

/** The five dimensions, and the days that are unusual. */
export function BoardTab() {
  const { t } = useTranslation()
  const query = useApi(endpoints.qualityBoard({ days: DAYS }))
  return (
    <QueryView query={query}>
      {(board) =>
        board.days.length === 0 ? (
          <div className="panel">
            <EmptyState title={t('quality.boardEmpty')}>{t('quality.boardEmptyText')}</EmptyState>
          </div>
        ) : (
          <Board board={board} />
        )
      }
    </QueryView>
  )
}

function Board({ board }: { board: QualityBoard }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const sourceWord = useSourceWord()
  const days = [...new Set(board.days.map(({ day }) => day))]
  const recent = new Set(days.slice(-RECENT))
  const latest = board.days.filter(({ day }) => recent.has(day))
  const helps: Record<Dimension, string> = {
    completeness: t('quality.completenessHelp'),
    validity: t('quality.validityHelp'),
    uniqueness: t('quality.uniquenessHelp'),
    consistency: t('quality.consistencyHelp'),
    timeliness: t('quality.timelinessHelp'),
  }
  return (
    <div className="stack">
      <Panel title={t('quality.lastDays', { n: recent.size })} flush>
        <div className="figures">
          {DIMENSIONS.map((dimension) => {
            const share = shareOf(latest, dimension)
            return (
              <Figure
                key={dimension}
                label={code('dimension', dimension)}
                value={share === null ? null : format.percent(share)}
                detail={helps[dimension]}
              />
            )
          })}
        </div>
      </Panel>
      <DayChart board={board} days={days} />
      <Anomalies board={board} />
      <ShareTable
        title={t('quality.bySource')}
        rows={[...groupBy(board.sources, ({ source }) => source)].map(([source, rows]) => ({
          key: source,
          name: sourceWord(rows[0]?.name ?? '', source),
          rows,
        }))}
      />
      <ShareTable
        title={t('quality.byField')}
        rows={[...groupBy(board.fields, ({ scope, field }) => `${scope} ${field}`)].map(([key, rows]) => ({
          key,
          name: `${code('qualityScope', rows[0]?.scope ?? '')} · ${fieldWord(code, rows[0]?.field ?? '')}`,
          rows,
        }))}
      />
    </div>
  )
}

function useSourceWord(): (name: string, source: string) => string {
  const { t } = useTranslation()
  return (name, source) => {
    if (name !== '') return name
    return source === 'files' ? t('quality.files') : source === 'api' ? t('quality.api') : t('quality.unknownSource')
  }
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const own = groups.get(key)
    if (own === undefined) groups.set(key, [row])
    else own.push(row)
  }
  return groups
}

function DayChart({ board, days }: { board: QualityBoard; days: readonly string[] }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const tokens = useTokens()
  const byDay = useMemo(() => groupBy(board.days, ({ day }) => day), [board.days])
  const share = (day: string, dimension: Dimension) => shareOf(byDay.get(day) ?? [], dimension)
  const text = (value: number | null) => (value === null ? '–' : format.percent(value))
  const option = useMemo<ChartOption>(() => {
    const base = baseOption(tokens)
    const colours = [tokens.accent, tokens.warn, tokens.danger, tokens.riskMedium, tokens.grey]
    return {
      ...base,
      legend: topLegend(tokens),
      grid: { ...base.grid, top: 40 },
      xAxis: categoryAxis(
        tokens,
        days.map((day) => format.day(day)),
      ),
      yAxis: { ...valueAxis(tokens, (value) => format.percent(value)), max: 1, scale: true },
      tooltip: {
        ...base.tooltip,
        formatter: (items: unknown) => {
          const day = days[itemIndex(items)]
          return day === undefined
            ? ''
            : tooltipHtml(
                format.day(day),
                DIMENSIONS.map((dimension) => [code('dimension', dimension), text(shareOf(byDay.get(day) ?? [], dimension))]),
              )
        },
      },
      series: DIMENSIONS.map((dimension, i) => ({
        type: 'line' as const,
        name: code('dimension', dimension),
        symbol: 'circle',
        symbolSize: 4,
        connectNulls: true,
        itemStyle: { color: colours[i] ?? tokens.grey },
        lineStyle: { color: colours[i] ?? tokens.grey, width: 2 },
        data: days.map((day) => shareOf(byDay.get(day) ?? [], dimension)),
      })),
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [byDay, days, tokens, format])
  return (
    <ChartPanel
      title={t('quality.byDay')}
      note={t('quality.byDayNote')}
      label={t('quality.byDay')}
      height={260}
      option={option}
      table={{
        head: [t('quality.day'), ...DIMENSIONS.map((dimension) => code('dimension', dimension))],
        rows: days.map((day) => [format.day(day), ...DIMENSIONS.map((dimension) => text(share(day, dimension)))]),
      }}
    />
  )
}

function Anomalies({ board }: { board: QualityBoard }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const sourceWord = useSourceWord()
  const write = (dimension: string, value: number) => (dimension === 'volume' ? format.integer(value) : format.percent(value))
  return (
    <Panel title={t('quality.anomalies')} note={t('quality.anomaliesNote')}>
      {board.anomalies.length === 0 ? (
        <p className="soft">{t('quality.anomaliesNone')}</p>
      ) : (
        <ul className="quality-list">
          {board.anomalies.map((one) => (
            <li key={`${one.day} ${one.source} ${one.dimension}`}>
              {t('quality.anomaly', {
                day: format.day(one.day),
                source: sourceWord(one.name, one.source),
                dimension: code('dimension', one.dimension),
                value: write(one.dimension, one.value),
                expected: write(one.dimension, one.expected),
              })}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

interface ShareRow {
  key: string
  name: string
  rows: readonly Counted[]
}

function ShareTable({ title, rows }: { title: string; rows: readonly ShareRow[] }) {
  const code = useCode()
  const format = useFormat()
  const columns: Column<ShareRow>[] = [
    { key: 'name', title, render: (row) => <span className="cell-main">{row.name}</span> },
    ...DIMENSIONS.map((dimension): Column<ShareRow> => ({
      key: dimension,
      title: code('dimension', dimension),
      numeric: true,
      render: (row) => {
        const share = shareOf(row.rows, dimension)
        return share === null ? '–' : format.percent(share)
      },
    })),
  ]
  return (
    <Panel title={title} flush>
      <DataTable label={title} columns={columns} rows={rows} rowKey={(row) => row.key} empty={null} />
    </Panel>
  )
}
