import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EffectReport } from '#http/measure/effect-schemas.ts'
import { Figure, Points } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { UnconvertedArms } from '../../components/unconverted.tsx'
import { interval } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { EffectTable } from './effect-table.tsx'
import { ForestPlot } from './forest-plot.tsx'
import { RetentionCurve } from './retention-curve.tsx'
import { VerdictTag } from './verdict.tsx'
import './effect.css'

interface Props {
  report: EffectReport
  /** Why there is no figure of the cost; without it the cost is known. */
  costUnknown?: string | undefined
}

/** The effect of a run or of a broadcast, which is one comparison: nothing to hold against each other, and no table. */
export function EffectReportView({ report, costUnknown }: Props) {
  return (
    <div className="stack">
      <UnconvertedArms {...report.unconverted} />
      <Headline report={report} costUnknown={costUnknown} />
      {report.strategies.length === 0 ? (
        <RetentionCurve report={report} />
      ) : (
        <>
          <div className="grid-2">
            <ForestPlot report={report} />
            <RetentionCurve report={report} />
          </div>
          <EffectTable report={report} />
        </>
      )}
    </div>
  )
}

function Headline({ report, costUnknown }: Props) {
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
          value={costUnknown === undefined ? format.money(overall.cost) : null}
          unknown={costUnknown ?? ''}
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
