import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Money } from '#http/schemas/shared.ts'
import { useFormat } from '../format/use-format.ts'
import { useCan } from '../session/use-can.ts'

/** What the totals of a page do not hold: sales in currencies without a rate. Nothing when there are none. */
export function UnconvertedNote({ sales }: { sales: readonly { amount: Money; lines: number }[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  if (sales.length === 0) return null
  const amounts = sales.map(({ amount }) => format.money(amount)).join(t('common.listSeparator'))
  const lines = format.integer(sales.reduce((sum, one) => sum + one.lines, 0))
  return (
    <Alert
      type="warning"
      showIcon
      title={t('common.unconverted', { amounts, lines })}
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
