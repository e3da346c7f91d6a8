import { Alert, Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { EffectReport } from '#http/measure/effect-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Figure, Points } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { UnconvertedArms } from '../../components/unconverted.tsx'
import { VerdictTag } from './verdict.tsx'
import { interval } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { EffectTable } from './effect-table.tsx'
import { ForestPlot } from './forest-plot.tsx'
import { RetentionCurve } from './retention-curve.tsx'
import './effect.css'

export default function EffectPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const { runId } = useParams()
  const list = useApi(endpoints.effects())
  const items = list.data?.items ?? []
  const listed = runId === undefined ? items[0] : items.find((one) => one.runId === runId)
  // A run of an old link may not be in the list: it is asked for by itself.
  const single = useApi(endpoints.effect(runId ?? ''), { enabled: runId !== undefined && list.data !== undefined && listed === undefined })
  const report = listed ?? single.data
  return (
    <Page
      title={t('measure.title')}
      purpose={t('measure.purpose')}
      actions={
        items.length > 0 ? (
          <Select
            aria-label={t('measure.chooseRun')}
            value={report?.runId ?? null}
            onChange={(value: string | null) => void navigate(value === null ? '/effect' : `/effect/${value}`)}
            options={items.map((one) => ({ value: one.runId, label: t('measure.runOf', { when: format.dateTime(one.asOf) }) }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 220 }}
          />
        ) : undefined
      }
    >
      {runId !== undefined && listed === undefined && list.data !== undefined ? (
        <QueryView query={single} skeleton={<FiguresSkeleton />}>
          {(data) => <Report report={data} />}
        </QueryView>
      ) : (
        <QueryView query={list} skeleton={<FiguresSkeleton />}>
          {() => (listed === undefined ? <Nothing /> : <Report report={listed} />)}
        </QueryView>
      )}
    </Page>
  )
}

function Nothing() {
  const { t } = useTranslation()
  return (
    <Panel>
      <EmptyState
        title={t('measure.empty')}
        action={
          <Link to="/retain/strategies">
            <Button type="primary">{t('decide.toStrategies')}</Button>
          </Link>
        }
      >
        {t('measure.emptyText')}
      </EmptyState>
    </Panel>
  )
}

function Report({ report }: { report: EffectReport }) {
  return (
    <div className="stack">
      <UnconvertedArms {...report.unconverted} />
      <Headline report={report} />
      <div className="grid-2">
        <ForestPlot report={report} />
        <RetentionCurve report={report} />
      </div>
      <EffectTable report={report} />
    </div>
  )
}

function Headline({ report }: { report: EffectReport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { overall, currency } = report
  // Both arms are there, but no figure: the first day is not over.
  const unknown = overall.verdict === 'not_yet' && overall.control > 0 ? t('measure.liftTooEarly') : t('measure.liftUnknown')
  const p = overall.sampleRatioP === null ? undefined : format.decimal(overall.sampleRatioP, 3)
  return (
    <section className="panel">
      <div className="verdict-line">
        <VerdictTag verdict={overall.verdict} />
        <strong>{format.text(overall.verdictText)}</strong>
        <span className="faint">
          {t('measure.window', { days: report.windowDays })} ·{' '}
          {report.complete ? t('measure.complete') : t('measure.open', { date: format.date(report.windowEndsAt) })}
        </span>
      </div>
      <div className="figures">
        <Figure
          tone="lead"
          label={t('measure.lift')}
          value={overall.lift === null ? null : <Points value={overall.lift.estimate} />}
          unknown={unknown}
          detail={overall.lift === null ? undefined : t('common.interval95Of', { interval: interval(overall.lift, format.pointsNumber) })}
        />
        <Figure
          label={t('measure.retainedExtra')}
          value={overall.extraCustomers === null ? null : format.signedInteger(overall.extraCustomers.estimate)}
          unknown={unknown}
          detail={overall.extraCustomers === null ? undefined : interval(overall.extraCustomers, format.integer)}
        />
        <Figure
          label={t('measure.treatedRate')}
          value={overall.treatedRate === null ? null : format.percent(overall.treatedRate)}
          unknown={unknown}
          detail={t('measure.ofN', { retained: format.integer(overall.treatedRetained), n: format.integer(overall.treated) })}
        />
        <Figure
          label={t('measure.controlRate')}
          value={overall.controlRate === null ? null : format.percent(overall.controlRate)}
          unknown={unknown}
          detail={t('measure.ofN', { retained: format.integer(overall.controlRetained), n: format.integer(overall.control) })}
        />
        <Figure
          label={t('measure.revenue')}
          value={overall.revenuePerCustomer === null ? null : format.money({ minor: overall.revenuePerCustomer.estimate, currency })}
          unknown={unknown}
          detail={
            overall.revenuePerCustomer === null
              ? undefined
              : interval(overall.revenuePerCustomer, (minor) => format.money({ minor, currency }))
          }
        />
        <Figure
          label={t('measure.cost')}
          value={format.money(overall.cost)}
          detail={overall.roi === null ? undefined : `${t('measure.roi')} ${format.decimal(overall.roi, 1)}×`}
        />
      </div>
      {overall.companies === 0 ? null : (
        <p className="figures-foot">
          {t('measure.byCompany', {
            people: format.integer(overall.companyPeople),
            companies: format.integer(overall.companies),
            draws: format.integer(overall.treatedDraws + overall.controlDraws),
            all: format.integer(overall.treated + overall.control),
          })}
          {overall.designEffect === null
            ? ''
            : `${t('decide.sentenceGap')}${t('measure.alikeCompany', { ratio: format.decimal(overall.designEffect, 1) })}`}
        </p>
      )}
      {overall.sampleRatioOk ? (
        <p className="figures-foot">
          <Icon name="check" size={14} /> {p === undefined ? t('measure.ratioUnknown') : t('measure.ratioOk', { p })}
          {overall.verdict === 'not_enough_data' && overall.detectableEffect !== null
            ? ` ${t('measure.detectable', { effect: format.pointsSize(overall.detectableEffect) })}`
            : ''}
        </p>
      ) : (
        <Alert className="ratio-alert" type="error" showIcon title={t('measure.ratioBad', { p: p ?? '—' })} />
      )}
    </section>
  )
}
