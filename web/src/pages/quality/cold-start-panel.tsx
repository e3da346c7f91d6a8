import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ColdStartBoard } from '#http/predict/cold-start-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, topLegend, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

const TARGETS = ['class', 'category', 'spend', 'churn', 'next'] as const
type Target = (typeof TARGETS)[number]
type Card = NonNullable<ColdStartBoard['card']>
type Quality = Card['quality'][number]

/** Provisional portraits of new customers: how many there are, and how often they came true by days since the first interaction. */
export function ColdStartPanel() {
  const { t } = useTranslation()
  const query = useApi(endpoints.coldStart())
  return (
    <QueryView query={query}>
      {(board) =>
        board.card === null ? (
          <Panel title={t('portraits.provisional')}>
            <p className="soft">{t('portraits.tooFew', { learn: board.least.learn, test: board.least.test })}</p>
          </Panel>
        ) : (
          <Board board={board} card={board.card} />
        )
      }
    </QueryView>
  )
}

function Board({ board, card }: { board: ColdStartBoard; card: Card }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [target, setTarget] = useState<Target>('class')
  const rows = card.quality.filter((one) => one.target === target).toSorted((a, b) => a.day - b.day)
  return (
    <>
      <Panel
        title={t('portraits.provisional')}
        note={t('portraits.learnedNote', {
          learned: format.integer(card.learned),
          tested: format.integer(card.tested),
          from: format.date(card.testFrom),
          days: card.horizonDays,
        })}
        actions={
          <Select<Target>
            aria-label={t('portraits.expected')}
            value={target}
            onChange={setTarget}
            options={TARGETS.map((value) => ({ value, label: t(`portraits.targets.${value}`) }))}
          />
        }
        flush
      >
        <DataTable<Quality>
          label={t('portraits.provisional')}
          rows={rows}
          rowKey={({ day }) => String(day)}
          empty={<p className="soft panel-body">{t('portraits.oneOutcome')}</p>}
          columns={[
            { key: 'day', title: t('portraits.day'), render: ({ day }) => t('portraits.dayN', { n: day }) },
            { key: 'verdict', title: t('portraits.verdictTitle'), render: ({ verdict }) => t(`portraits.verdict.${verdict}`) },
            { key: 'accuracy', title: t('portraits.accuracy'), numeric: true, render: ({ accuracy }) => format.percent(accuracy) },
            { key: 'baseline', title: t('portraits.overall'), numeric: true, render: ({ baseline }) => format.percent(baseline) },
            { key: 'confidence', title: t('portraits.confidence'), numeric: true, render: ({ confidence }) => format.percent(confidence) },
            {
              key: 'calibration',
              title: t('portraits.calibration'),
              numeric: true,
              render: ({ calibrationError }) => format.percent(calibrationError),
            },
            { key: 'customers', title: t('portraits.testedOn'), numeric: true, render: ({ customers }) => format.integer(customers) },
            {
              key: 'features',
              title: t('portraits.alikeBy'),
              render: ({ features }) =>
                features.length === 0
                  ? '–'
                  : features
                      .map((name) =>
                        name.startsWith('answer:')
                          ? t('portraits.answer', { question: name.slice('answer:'.length) })
                          : t(`portraits.feature.${name as 'channel'}`),
                      )
                      .join(', '),
            },
          ]}
        />
        <p className="soft panel-body">
          {board.newest === null
            ? t('portraits.noneNew')
            : board.newest.days.map(({ day, customers }, i) => (
                <span key={day}>
                  {i === 0 ? `${t('portraits.newNow')} ` : ' · '}
                  <Link to={`/customers?${new URLSearchParams({ where: `provisional.day = ${day}` }).toString()}`}>
                    {t('portraits.dayCount', { n: day, customers })}
                  </Link>
                </span>
              ))}
        </p>
      </Panel>
      {rows.length < 2 ? null : <Curve rows={rows} title={t(`portraits.targets.${target}`)} />}
    </>
  )
}

function Curve({ rows, title }: { rows: readonly Quality[]; title: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const lines = useMemo(
    () =>
      [
        { name: t('portraits.accuracy'), color: tokens.accent, of: ({ accuracy }: Quality) => accuracy },
        { name: t('portraits.confidence'), color: tokens.warn, of: ({ confidence }: Quality) => confidence },
        { name: t('portraits.overall'), color: tokens.grey, of: ({ baseline }: Quality) => baseline },
      ] as const,
    [t, tokens],
  )
  const option = useMemo<ChartOption>(() => {
    const base = baseOption(tokens)
    return {
      ...base,
      legend: topLegend(tokens),
      grid: { ...base.grid, top: 40 },
      xAxis: categoryAxis(
        tokens,
        rows.map(({ day }) => t('portraits.dayN', { n: day })),
      ),
      yAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), max: 1, min: 0 },
      tooltip: {
        ...base.tooltip,
        formatter: (items: unknown) => {
          const row = rows[itemIndex(items)]
          return row === undefined
            ? ''
            : tooltipHtml(
                t('portraits.dayN', { n: row.day }),
                lines.map(({ name, of }) => [name, format.percent(of(row))]),
              )
        },
      },
      series: lines.map(({ name, color, of }) => ({
        type: 'line' as const,
        name,
        symbol: 'circle',
        symbolSize: 5,
        itemStyle: { color },
        lineStyle: { color, width: 2 },
        data: rows.map(of),
      })),
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, lines, tokens, format])
  return (
    <ChartPanel
      title={t('portraits.curve', { what: title })}
      note={t('portraits.curveNote')}
      label={t('portraits.curve', { what: title })}
      height={220}
      option={option}
      table={{
        head: [t('portraits.day'), ...lines.map(({ name }) => name)],
        rows: rows.map((row) => [t('portraits.dayN', { n: row.day }), ...lines.map(({ of }) => format.percent(of(row)))]),
      }}
    />
  )
}
