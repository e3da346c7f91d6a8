import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ValueBoard } from '#http/predict/value-schemas.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { Panel } from '../../../components/page.tsx'
import { majorUnits, minorUnits } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useSession } from '../../../session/session-context.tsx'
import { useTokens } from '../../../theme/theme-mode.tsx'
import type { Tokens } from '../../../theme/tokens.ts'

interface Bars {
  tokens: Tokens
  names: string[]
  values: number[]
  axis: (value: number) => string
  heading: (index: number) => string
  lines: (index: number) => readonly (readonly [string, string])[]
}

/** Plain bars from zero with their exact figures in the tooltip. */
function bars({ tokens, names, values, axis, heading, lines }: Bars): ChartOption {
  return {
    ...baseOption(tokens),
    xAxis: categoryAxis(tokens, names),
    yAxis: valueAxis(tokens, axis),
    tooltip: {
      ...baseOption(tokens).tooltip,
      axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
      formatter: (items: unknown) => {
        const index = itemIndex(items)
        return tooltipHtml(heading(index), lines(index))
      },
    },
    series: [
      {
        type: 'bar',
        barCategoryGap: '12%',
        barMaxWidth: 40,
        itemStyle: { color: tokens.accent, borderRadius: [2, 2, 0, 0] },
        data: values,
      },
    ],
  }
}

/** How many customers are worth how much. */
export function ValueHistogram({ bins }: { bins: ValueBoard['histogram'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const option = useMemo(
    () =>
      bars({
        tokens,
        names: bins.map((bin) => format.moneyCompact(bin.low)),
        values: bins.map((bin) => bin.customers),
        axis: format.compact,
        heading: (index) => {
          const bin = bins[index]
          return bin === undefined ? '' : `${format.moneyCompact(bin.low)} – ${format.moneyCompact(bin.high)}`
        },
        lines: (index) => {
          const bin = bins[index]
          return bin === undefined
            ? []
            : [
                [t('common.customers'), format.integer(bin.customers)],
                [t('value.clv'), format.moneyCompact(bin.value)],
              ]
        },
      }),
    [bins, tokens, format, t],
  )
  return (
    <ChartPanel
      title={t('value.histogram')}
      note={t('value.histogramNote')}
      label={t('value.histogramLabel')}
      height={228}
      option={option}
      table={{
        head: [t('value.clv'), t('common.customers'), t('value.together')],
        rows: bins.map((bin) => [
          `${format.moneyCompact(bin.low)} – ${format.moneyCompact(bin.high)}`,
          format.integer(bin.customers),
          format.moneyCompact(bin.value),
        ]),
      }}
    />
  )
}

/** How much of the value hangs on customers who may have left already. */
export function AliveChart({ bins }: { bins: ValueBoard['alive'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { currency } = useSession()
  const option = useMemo(() => {
    const name = (bin: { low: number; high: number }) => `${Math.round(bin.low * 100)}–${Math.round(bin.high * 100)}%`
    return bars({
      tokens,
      names: bins.map(name),
      values: bins.map((bin) => majorUnits(bin.value)),
      axis: (value) => format.moneyCompact(minorUnits(value, bins[0]?.value.currency ?? currency)),
      heading: (index) => {
        const bin = bins[index]
        return bin === undefined ? '' : t('value.aliveBand', { band: name(bin) })
      },
      lines: (index) => {
        const bin = bins[index]
        return bin === undefined
          ? []
          : [
              [t('value.clv'), format.moneyCompact(bin.value)],
              [t('common.customers'), format.integer(bin.customers)],
            ]
      },
    })
  }, [bins, tokens, format, currency, t])
  return (
    <ChartPanel
      title={t('value.alive')}
      note={t('value.aliveNote')}
      label={t('value.aliveLabel')}
      height={228}
      option={option}
      table={{
        head: [t('value.aliveColumn'), t('common.customers'), t('value.clv')],
        rows: bins.map((bin) => [
          `${Math.round(bin.low * 100)}–${Math.round(bin.high * 100)}%`,
          format.integer(bin.customers),
          format.moneyCompact(bin.value),
        ]),
      }}
    />
  )
}

/** The weeks in which next orders are most likely. */
export function NextOrdersChart({ weeks }: { weeks: ValueBoard['nextOrders'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const option = useMemo(
    () =>
      bars({
        tokens,
        names: weeks.map((one) => format.date(one.week)),
        values: weeks.map((one) => one.customers),
        axis: format.compact,
        heading: (index) => {
          const one = weeks[index]
          return one === undefined ? '' : t('value.weekOf', { date: format.date(one.week) })
        },
        lines: (index) => {
          const one = weeks[index]
          return one === undefined
            ? []
            : [
                [t('common.customers'), format.integer(one.customers)],
                [t('value.amount'), format.moneyCompact(one.amount)],
              ]
        },
      }),
    [weeks, tokens, format, t],
  )
  if (weeks.length === 0) {
    return (
      <Panel title={t('value.nextOrders')}>
        <p className="soft">{t('value.nextOrdersNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('value.nextOrders')}
      note={t('value.nextOrdersNote')}
      label={t('value.nextOrdersLabel')}
      height={300}
      option={option}
      table={{
        head: [t('value.week'), t('common.customers'), t('value.amount')],
        rows: weeks.map((one) => [format.date(one.week), format.integer(one.customers), format.moneyCompact(one.amount)]),
      }}
    />
  )
}
