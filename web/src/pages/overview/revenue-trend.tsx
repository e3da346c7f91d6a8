import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Overview } from '#http/schemas/overview.ts'
import { baseOption, categoryAxis, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { majorUnits, minorUnits } from '../../format/format.ts'
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
          const index = Array.isArray(items) ? Number((items[0] as { dataIndex: number }).dataIndex) : 0
          const one = months[index]
          if (one === undefined) return ''
          const head = `${format.month(one.month)}${one.complete ? '' : ` · ${t('overview.incompleteShort')}`}`
          return tooltipHtml(head, [
            [t('overview.revenue'), format.money(one.revenue)],
            [t('overview.orders'), format.integer(one.orders)],
            [t('overview.buyers'), format.integer(one.customers)],
          ])
        },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 34,
          data: months.map((one) => ({
            value: majorUnits(one.revenue),
            itemStyle: {
              borderRadius: [3, 3, 0, 0],
              color: one.complete ? tokens.accent : tokens.accentSoft,
              ...(one.complete
                ? {}
                : {
                    borderColor: tokens.accent,
                    borderWidth: 1,
                    decal: { symbol: 'rect', color: tokens.accent, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 },
                  }),
            },
          })),
        },
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
