import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer360 } from '#http/profile/customer-schemas.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { monthlyBars } from '../../charts/monthly-bars.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

export function CustomerSpend({ data }: { data: Customer360 }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const months = data.monthlySpend
  const currency = months[0]?.amount.currency ?? ''
  const option = useMemo<ChartOption>(
    () =>
      monthlyBars(tokens, format, {
        months,
        currency,
        amount: (one) => one.amount,
        barMaxWidth: 26,
        heading: (one) => format.month(one.month),
        lines: (one) => [
          [t('profile.spent'), format.money(one.amount)],
          [t('profile.frequency'), format.integer(one.orders)],
        ],
      }),
    [months, currency, tokens, format, t],
  )
  if (months.length === 0) {
    return (
      <Panel title={t('profile.spend')}>
        <p className="soft">{t('profile.spendNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('profile.spend')}
      label={t('profile.spend')}
      height={170}
      option={option}
      table={{
        head: [t('overview.month'), t('profile.spent'), t('profile.frequency')],
        rows: months.map((one) => [format.month(one.month), format.money(one.amount), format.integer(one.orders)]),
      }}
    />
  )
}
