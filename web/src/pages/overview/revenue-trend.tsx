import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Overview } from '#http/overview/overview-schemas.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { monthlyBars } from '../../charts/monthly-bars.ts'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

/** Bars from zero; a month that is not over is hatched, because it will still grow. */
export function RevenueTrend({ monthly }: { monthly: Overview['monthly'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const months = useMemo(() => monthly.slice(-18), [monthly])
  const currency = months[0]?.revenue.currency ?? 'CNY'
  const option = useMemo<ChartOption>(
    () =>
      monthlyBars(tokens, format, {
        months,
        currency,
        amount: (one) => one.revenue,
        complete: (one) => one.complete,
        barMaxWidth: 34,
        heading: (one) => `${format.month(one.month)}${one.complete ? '' : ` · ${t('overview.incompleteShort')}`}`,
        lines: (one) => [
          [t('overview.revenue'), format.money(one.revenue)],
          [t('overview.orders'), format.integer(one.orders)],
          [t('overview.buyers'), format.integer(one.customers)],
        ],
      }),
    [months, currency, tokens, format, t],
  )
  return (
    <ChartPanel
      title={t('overview.revenueTrend')}
      {...(months.some((one) => !one.complete) ? { note: t('overview.incomplete') } : {})}
      label={t('overview.revenueTrend')}
      height={248}
      option={option}
      table={{
        head: [t('overview.month'), t('overview.revenue'), t('overview.orders'), t('overview.buyers')],
        rows: months.map((one) => [
          `${format.month(one.month)}${one.complete ? '' : ` (${t('overview.incompleteShort')})`}`,
          format.money(one.revenue),
          format.integer(one.orders),
          format.integer(one.customers),
        ]),
      }}
    />
  )
}
