import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AccountOutlook } from '#http/predict/account-risk-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Figure } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { riskModelText } from './account-risk-words.ts'

/** Risk, value and health of a company, with the reasons in words. */
export function AccountOutlookPanel({ accountId }: { accountId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { data } = useApi(endpoints.accountOutlook(accountId), { enabled: can('churn:read') })
  if (data === undefined) return null
  const { outlook, model } = data
  if (outlook === null) return <Alert type="info" showIcon title={t('accountRisk.notScored')} />
  return (
    <Panel title={t('accountRisk.title')} note={t('accountRisk.asOf', { at: format.date(outlook.asOf) })}>
      <div className="stack">
        <Figures outlook={outlook} unknown={riskModelText(model, t, format)} />
        <Sentences
          title={t('accountRisk.signals')}
          items={outlook.signals.map(({ text }) => format.text(text))}
          none={t('accountRisk.noSignals')}
        />
        {outlook.reasons.length === 0 ? null : (
          <Sentences title={t('accountRisk.reasons')} items={outlook.reasons.map(({ text }) => format.text(text))} none="" />
        )}
        <p className="soft">{riskModelText(model, t, format)}</p>
      </div>
    </Panel>
  )
}

function Figures({ outlook, unknown }: { outlook: NonNullable<AccountOutlook['outlook']>; unknown: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { probability, contractYear, spendYear, valueAtRisk, figures } = outlook
  const why = figures.running > figures.ending ? unknown : t('accountRisk.noOpenContract')
  return (
    <div className="figures figures-tight">
      <Figure tone="lead" label={t('accountRisk.risk')} value={probability === null ? null : format.percent(probability)} unknown={why} />
      <Figure label={t('accountRisk.atRisk')} value={valueAtRisk === null ? null : format.money(valueAtRisk)} unknown={why} />
      <Figure
        label={t('accountRisk.contractYear')}
        value={contractYear === null ? null : format.money(contractYear)}
        unknown={t('accountRisk.noPrice')}
        detail={t('accountRisk.spent', { amount: format.money(spendYear) })}
      />
      <Figure
        label={t('accountRisk.active')}
        value={
          figures.active30 === null
            ? null
            : t('accountRisk.ofMembers', { active: format.integer(figures.active30), members: format.integer(figures.members) })
        }
        unknown={t('accountRisk.noActivity')}
        detail={figures.activeBefore === null ? undefined : t('accountRisk.before', { n: format.decimal(figures.activeBefore, 1) })}
      />
      <Figure
        label={t('accountRisk.seats')}
        value={figures.seats === null ? null : format.integer(figures.seats)}
        unknown={t('accountRisk.noSeats')}
        detail={figures.seatsPeak === null ? undefined : t('accountRisk.peak', { n: format.integer(figures.seatsPeak) })}
      />
    </div>
  )
}

function Sentences({ title, items, none }: { title: string; items: readonly string[]; none: string }) {
  return (
    <div>
      <h3 className="subhead">{title}</h3>
      {items.length === 0 ? (
        <p className="soft">{none}</p>
      ) : (
        <ul className="id-list">
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
