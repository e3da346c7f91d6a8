import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Money } from '#http/shared-schemas.ts'
import { useFormat } from '../format/use-format.ts'
import { useCan } from '../session/use-can.ts'

interface Sales {
  readonly amount: Money
  readonly lines: number
}

/** What the totals of a page do not hold: sales in currencies without a rate. Nothing when there are none. */
export function UnconvertedNote({ sales }: { sales: readonly Sales[] }) {
  const { t } = useTranslation()
  const said = useSaid()
  return sales.length === 0 ? null : <Note title={t('common.unconverted', said(sales))} />
}

/** Likewise for two groups that are compared, each by itself: the difference between them may lie in what is left out. */
export function UnconvertedArms({ treated, control }: { treated: readonly Sales[]; control: readonly Sales[] }) {
  const { t } = useTranslation()
  const said = useSaid()
  if (treated.length + control.length === 0) return null
  const [left, right] = [said(treated), said(control)]
  return (
    <Note
      title={t('measure.unconverted', {
        treated: left.amounts,
        treatedLines: left.lines,
        control: right.amounts,
        controlLines: right.lines,
      })}
    />
  )
}

function useSaid(): (sales: readonly Sales[]) => { amounts: string; lines: string } {
  const { t } = useTranslation()
  const format = useFormat()
  return (sales) => ({
    amounts:
      sales.length === 0 ? t('common.unconvertedNone') : sales.map(({ amount }) => format.money(amount)).join(t('common.listSeparator')),
    lines: format.integer(sales.reduce((sum, one) => sum + one.lines, 0)),
  })
}

function Note({ title }: { title: string }) {
  const { t } = useTranslation()
  const can = useCan()
  return (
    <Alert
      type="warning"
      showIcon
      title={title}
      {...(can('settings:manage') ? { action: <Link to="/settings/project">{t('common.addRates')}</Link> } : {})}
    />
  )
}

/** An amount, and beside it what was spent in currencies without a rate. */
export function MoneyAndOthers({ amount, others }: { amount: Money; others: readonly Money[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (others.length === 0) return format.money(amount)
  const beside = others.map((one) => format.money(one)).join(t('common.listSeparator'))
  return (
    <span title={t('common.notConverted', { amounts: beside })}>
      {format.money(amount)} <span className="faint">+ {beside}</span>
    </span>
  )
}
