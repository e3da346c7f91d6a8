import { majorUnits, minorUnits } from '../format/format.ts'
import type { Format } from '../format/format.ts'
import type { Tokens } from '../theme/tokens.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, valueAxis } from './chart-option.ts'
import type { ChartOption } from './chart-option.ts'

type Money = Parameters<Format['money']>[0]

interface MonthlyBars<T> {
  months: readonly T[]
  currency: string
  amount: (month: T) => Money
  /** False for a month that is not over: hatched, because it will still grow. */
  complete?: (month: T) => boolean
  barMaxWidth: number
  /** How many steps the scale is to have, about; a low chart has room for few. */
  steps?: number
  heading: (month: T) => string
  lines: (month: T) => readonly (readonly [string, string])[]
}

/** One bar of money per month from zero; the year is named at the first month and at each January. */
export function monthlyBars<T extends { month: string }>(tokens: Tokens, format: Format, bars: MonthlyBars<T>): ChartOption {
  const { months, currency, complete = () => true } = bars
  const base = baseOption(tokens)
  const hatched = {
    color: tokens.accentSoft,
    borderColor: tokens.accent,
    borderWidth: 1,
    decal: { symbol: 'rect', color: tokens.accent, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 },
  }
  return {
    ...base,
    xAxis: categoryAxis(
      tokens,
      months.map(({ month }, index) => (index === 0 || month.slice(5, 7) === '01' ? format.month(month) : format.monthShort(month))),
    ),
    yAxis: {
      ...valueAxis(tokens, (value) => format.moneyCompact(minorUnits(value, currency))),
      ...(bars.steps === undefined ? {} : { splitNumber: bars.steps }),
    },
    tooltip: {
      ...base.tooltip,
      axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
      formatter: (items: unknown) => {
        const one = months[itemIndex(items)]
        return one === undefined ? '' : tooltipHtml(bars.heading(one), bars.lines(one))
      },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: bars.barMaxWidth,
        data: months.map((one) => ({
          value: majorUnits(bars.amount(one)),
          itemStyle: { borderRadius: [3, 3, 0, 0], ...(complete(one) ? { color: tokens.accent } : hatched) },
        })),
      },
    ],
  }
}
