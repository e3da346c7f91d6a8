import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PropensityQuality, ValueModelCard, ValueQuality } from '#http/predict/value-schemas.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, topLegend, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Figure, Unknown } from '../../../components/figure.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useSession } from '../../../session/session-context.tsx'
import { useTokens } from '../../../theme/theme-mode.tsx'
import { ReliabilityChart } from '../reliability-chart.tsx'

/** How right the value model was on later data, beside a plain rule, and what it is. */
export function ValueModelView({ model }: { model: ValueModelCard | null }) {
  const { t } = useTranslation()
  if (model === null) {
    return (
      <Panel>
        <EmptyState title={t('churn.modelEmpty')}>{t('value.emptyText')}</EmptyState>
      </Panel>
    )
  }
  return (
    <div className="stack">
      {model.quality === null ? (
        <Panel>
          <p className="soft">{t('value.noQuality')}</p>
        </Panel>
      ) : (
        <Quality quality={model.quality} />
      )}
      <div className="grid-2 align-start">
        {model.quality === null ? null : <Deciles quality={model.quality} />}
        <Card model={model} />
      </div>
      {model.propensity === null ? null : <Propensity propensity={model.propensity} />}
    </div>
  )
}

function Quality({ quality }: { quality: ValueQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency } = useSession()
  const money = (minor: number) => format.money({ minor: Math.round(minor), currency })
  return (
    <section className="panel">
      <div className="figures">
        <Figure
          label={t('value.error')}
          value={money(quality.error)}
          detail={t('value.ruleReaches', { figure: money(quality.baselineError) })}
        />
        <Figure
          label={t('value.rank')}
          value={format.decimal(quality.rankCorrelation, 3)}
          detail={t('value.ruleReaches', { figure: format.decimal(quality.baselineRankCorrelation, 3) })}
        />
        <Figure label={t('value.ratio')} value={format.percent(quality.totalRatio, 0)} detail={t('value.ratioDetail')} />
        <Figure
          label={t('value.coverage')}
          value={format.percent(quality.coverage, 0)}
          detail={t('value.promised', { promised: format.percent(quality.promised, 0) })}
        />
      </div>
      <p className="figures-foot">
        {t('value.backtest', { asOf: format.date(quality.asOf), days: quality.days, customers: format.integer(quality.customers) })}
      </p>
    </section>
  )
}

/** Predicted against actual spend by tenths of the prediction. */
function Deciles({ quality }: { quality: ValueQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { currency } = useSession()
  const { deciles } = quality
  const option = useMemo<ChartOption>(() => {
    const money = (minor: number) => format.moneyCompact({ minor: Math.round(minor), currency })
    return {
      ...baseOption(tokens),
      grid: { left: 8, right: 8, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: topLegend(tokens),
      xAxis: categoryAxis(
        tokens,
        deciles.map((one) => String(one.decile)),
      ),
      yAxis: valueAxis(tokens, money),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const one = deciles[itemIndex(items)]
          if (one === undefined) return ''
          return tooltipHtml(t('value.decile', { n: one.decile }), [
            [t('churn.predicted'), money(one.predicted)],
            [t('churn.observed'), money(one.actual)],
            [t('common.customers'), format.integer(one.customers)],
          ])
        },
      },
      series: [
        {
          type: 'bar',
          name: t('churn.predicted'),
          barGap: '8%',
          itemStyle: { color: tokens.accent, borderRadius: [2, 2, 0, 0] },
          data: deciles.map((one) => one.predicted),
        },
        {
          type: 'bar',
          name: t('churn.observed'),
          itemStyle: { color: tokens.grey, borderRadius: [2, 2, 0, 0] },
          data: deciles.map((one) => one.actual),
        },
      ],
    }
  }, [deciles, currency, tokens, format, t])
  return (
    <ChartPanel
      title={t('value.deciles')}
      note={t('value.decilesNote')}
      label={t('value.decilesLabel')}
      height={280}
      option={option}
      table={{
        head: [t('value.decileColumn'), t('common.customers'), t('churn.predicted'), t('churn.observed')],
        rows: deciles.map((one) => [
          String(one.decile),
          format.integer(one.customers),
          format.money({ minor: Math.round(one.predicted), currency }),
          format.money({ minor: Math.round(one.actual), currency }),
        ]),
      }}
    />
  )
}

function Card({ model }: { model: ValueModelCard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  type Row = ValueModelCard['parameters'][number]
  // Parameters differ by orders of size: about four digits of each.
  const number = (value: number) => format.decimal(value, Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 4)
  const columns: Column<Row>[] = [
    { key: 'name', title: t('value.parameter'), render: (row) => <span className="mono">{row.name}</span> },
    { key: 'estimate', title: t('value.estimate'), numeric: true, render: (row) => number(row.estimate) },
    {
      key: 'interval',
      title: t('common.interval95'),
      numeric: true,
      render: (row) => (row.low === null || row.high === null ? <Unknown /> : `${number(row.low)} – ${number(row.high)}`),
    },
  ]
  return (
    <Panel title={code('model', model.rung)} note={t('churn.version', { version: model.version })} flush>
      <dl className="pairs panel-body">
        <dt>{t('churn.why')}</dt>
        <dd>{format.text(model.rungReason)}</dd>
        <dt>{t('churn.trainedAt')}</dt>
        <dd>{format.dateTime(model.trainedAt)}</dd>
        <dt>{t('churn.trainedOn')}</dt>
        <dd>{t('value.trainedOn', { customers: format.integer(model.customers), repeat: format.integer(model.repeatCustomers) })}</dd>
        <dt>{t('value.horizon')}</dt>
        <dd>{t('value.horizonPair', { months: model.horizonMonths, discount: format.percent(model.yearlyDiscount, 0) })}</dd>
      </dl>
      {model.parameters.length === 0 ? null : (
        <DataTable label={t('value.parameter')} columns={columns} rows={model.parameters} rowKey={(row) => row.name} empty={null} />
      )}
    </Panel>
  )
}

/** How well "orders within 30 days" was foretold. */
function Propensity({ propensity }: { propensity: PropensityQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  type Row = PropensityQuality['candidates'][number]
  const columns: Column<Row>[] = [
    {
      key: 'method',
      title: t('churn.candidate'),
      render: (row) => (
        <span className="row">
          <span className="cell-main">{code('model', row.method)}</span>
          {row.chosen ? <StateTag tone="accent">{t('churn.chosen')}</StateTag> : null}
        </span>
      ),
    },
    { key: 'auc', title: 'AUC', numeric: true, render: (row) => format.decimal(row.auc, 3) },
    { key: 'logLoss', title: t('churn.logLoss'), numeric: true, render: (row) => format.decimal(row.logLoss, 3) },
  ]
  return (
    <div className="grid-2 align-start">
      <ReliabilityChart reliability={propensity.reliability} title={t('value.propensity')} />
      <Panel title={t('value.propensityQuality')} note={code('model', propensity.method)} flush>
        <div className="figures figures-tight">
          <Figure
            label="AUC"
            value={format.decimal(propensity.auc, 3)}
            detail={t('value.recencyReaches', { figure: format.decimal(propensity.baselineAuc, 3) })}
          />
          <Figure label={t('churn.ece')} value={format.decimal(propensity.ece, 3)} detail={t('churn.eceDetail')} />
          <Figure
            label={t('value.baseRate')}
            value={format.percent(propensity.baseRate)}
            detail={t('value.ofCustomers', { n: format.integer(propensity.customers) })}
          />
        </div>
        {propensity.candidates.length === 0 ? null : (
          <DataTable
            label={t('churn.candidates')}
            columns={columns}
            rows={propensity.candidates}
            rowKey={(row) => row.method}
            empty={null}
          />
        )}
      </Panel>
    </div>
  )
}
