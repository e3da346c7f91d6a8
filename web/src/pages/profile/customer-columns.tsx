import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { MoneyAndOthers } from '../../components/unconverted.tsx'
import { Label, RiskTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { FilledMark } from './filled-mark.tsx'

/** Shown until a person chooses otherwise. */
export const standardColumns = ['name', 'risk', 'tier', 'topReason', 'lastOrder', 'lifetimeOrders', 'lifetimeSpend', 'valueAtRisk']

/** Every column of a table of customers. */
export function useCustomerColumns(): Column<CustomerRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  return useMemo(() => {
    const unprofiled = <Unknown reason={t('profile.notProfiled')} />
    const neverOrdered = (row: CustomerRow) => (row.profiledAt === null ? unprofiled : <Unknown reason={t('profile.neverOrdered')} />)
    const orDash = (text: string) => (text === '' ? <Unknown /> : text)
    return [
      {
        key: 'name',
        title: t('profile.name'),
        render: (row) => (
          <>
            <span className="cell-main">{row.maskedName === '' ? t('profile.unnamed') : row.maskedName}</span>
            <span className="cell-sub mono">{row.identifiers[0]?.masked ?? row.id.slice(0, 8)}</span>
          </>
        ),
      },
      {
        key: 'identifiers',
        hideOnCard: true,
        title: t('profile.identifiers'),
        maxWidth: 260,
        render: (row) => <span className="mono">{row.identifiers.map((one) => one.masked).join(' · ')}</span>,
      },
      {
        key: 'risk',
        title: t('profile.risk'),
        sort: 'risk',
        render: (row) => <RiskTag tier={row.riskTier} probability={row.riskProbability} />,
      },
      {
        key: 'tier',
        hideOnCard: true,
        title: t('profile.tier'),
        render: (row) => (row.lifecycleTier === null ? unprofiled : <Label>{t(`codes.lifecycle.${row.lifecycleTier}`)}</Label>),
      },
      {
        key: 'valueClass',
        hideOnCard: true,
        title: t('profile.valueClass'),
        render: (row) => (row.valueClass === null ? neverOrdered(row) : <Label>{t(`codes.valueClass.${row.valueClass}`)}</Label>),
      },
      {
        key: 'topReason',
        wideOnCard: true,
        title: t('profile.topReason'),
        maxWidth: 280,
        render: (row) =>
          row.topReason === null ? (
            <Unknown reason={t('codes.noScore')} />
          ) : (
            <span title={format.text(row.topReason)}>{format.text(row.topReason)}</span>
          ),
      },
      {
        key: 'cause',
        hideOnCard: true,
        title: t('profile.cause'),
        render: (row) => (row.cause === null ? <Unknown /> : t(`codes.cause.${row.cause}`)),
      },
      {
        key: 'lastOrder',
        title: t('profile.lastOrder'),
        sort: 'recency',
        render: (row) => (row.lastOrderAt === null ? neverOrdered(row) : format.date(row.lastOrderAt)),
      },
      {
        key: 'recency',
        hideOnCard: true,
        title: t('profile.recency'),
        numeric: true,
        render: (row) => (row.recencyDays === null ? neverOrdered(row) : format.integer(row.recencyDays)),
      },
      {
        key: 'lifetimeOrders',
        hideOnCard: true,
        title: t('profile.frequency'),
        numeric: true,
        sort: 'lifetime_orders',
        render: (row) => (row.lifetimeOrders === null ? unprofiled : format.integer(row.lifetimeOrders)),
      },
      {
        key: 'lifetimeSpend',
        hideOnCard: true,
        title: t('profile.monetary'),
        numeric: true,
        sort: 'lifetime_spend',
        render: (row) => (row.lifetimeSpend === null ? unprofiled : <MoneyAndOthers amount={row.lifetimeSpend} others={row.otherSpend} />),
      },
      {
        key: 'frequency',
        hideOnCard: true,
        title: t('profile.frequencyWindow'),
        numeric: true,
        sort: 'frequency',
        render: (row) => (row.frequency === null ? unprofiled : format.integer(row.frequency)),
      },
      {
        key: 'monetary',
        hideOnCard: true,
        title: t('profile.monetaryWindow'),
        numeric: true,
        sort: 'monetary',
        render: (row) => (row.monetary === null ? unprofiled : format.money(row.monetary)),
      },
      {
        key: 'valueAtRisk',
        title: t('profile.valueAtRisk'),
        numeric: true,
        sort: 'value_at_risk',
        render: (row) => (row.valueAtRisk === null ? <Unknown reason={t('codes.noScore')} /> : format.money(row.valueAtRisk)),
      },
      { key: 'channel', title: t('profile.channel'), render: (row) => orDash(code('channel', row.mainChannel)) },
      {
        key: 'region',
        title: t('profile.region'),
        render: (row) => (
          <>
            {orDash(row.region)} <FilledMark filled={row.filled} field="region" />
          </>
        ),
      },
      {
        key: 'level',
        title: t('profile.level'),
        render: (row) => (
          <>
            {orDash(row.memberLevel)} <FilledMark filled={row.filled} field="memberLevel" />
          </>
        ),
      },
    ]
  }, [t, format, code])
}
