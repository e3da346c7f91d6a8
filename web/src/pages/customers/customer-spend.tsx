import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer360 } from '#http/schemas/customers.ts'
import { baseOption, categoryAxis, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { Panel } from '../../components/page.tsx'
import { majorUnits, minorUnits } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

export function CustomerSpend({ data }: { data: Customer360 }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const months = data.monthlySpend
  const currency = data.row.monetary.currency
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      xAxis: categoryAxis(
        tokens,
        months.map((one, index) =>
          index === 0 || one.month.slice(5, 7) === '01' ? format.month(one.month) : format.monthShort(one.month),
        ),
      ),
      yAxis: valueAxis(tokens, (value) => format.moneyCompact(minorUnits(value, currency))),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const one = months[Array.isArray(items) ? Number((items[0] as { dataIndex: number }).dataIndex) : 0]
          if (one === undefined) return ''
          return tooltipHtml(format.month(one.month), [
            [t('customers.spent'), format.money(one.amount)],
            [t('customers.frequency'), format.integer(one.orders)],
          ])
        },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 26,
          itemStyle: { color: tokens.accent, borderRadius: [3, 3, 0, 0] },
          data: months.map((one) => majorUnits(one.amount)),
        },
      ],
    }),
    [months, currency, tokens, format, t],
  )
  if (months.length === 0) {
    return (
      <Panel title={t('customers.spend')}>
        <p className="soft">{t('customers.spendNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('customers.spend')}
      label={t('customers.spend')}
      height={170}
      option={option}
      table={{
        head: [t('overview.month'), t('customers.spent'), t('customers.frequency')],
        rows: months.map((one) => [format.month(one.month), format.money(one.amount), format.integer(one.orders)]),
      }}
    />
  )
}
