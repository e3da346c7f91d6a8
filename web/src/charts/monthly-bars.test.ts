import { expect, it } from 'vitest'
import { createFormat } from '../format/format.ts'
import { tokens } from '../theme/tokens.ts'
import { monthlyBars } from './monthly-bars.ts'

const format = createFormat('en', 'UTC')
const months = [
  { month: '2010-12', minor: 100_000, complete: true },
  { month: '2011-01', minor: 250_050, complete: true },
  { month: '2011-02', minor: 1_000, complete: false },
]
const option = monthlyBars(tokens.light, format, {
  months,
  currency: 'GBP',
  amount: ({ minor }) => ({ minor, currency: 'GBP' }),
  complete: (one) => one.complete,
  barMaxWidth: 30,
  heading: (one) => format.month(one.month),
  lines: ({ minor }) => [['Revenue', format.money({ minor, currency: 'GBP' })]],
})

it('names the year at the first month and at each January', () => {
  expect(option.xAxis).toMatchObject({ data: [format.month('2010-12'), format.month('2011-01'), format.monthShort('2011-02')] })
})

it('draws money in major units and hatches only the month that is not over', () => {
  const whole = { itemStyle: { color: tokens.light.accent, borderRadius: [3, 3, 0, 0] } }
  expect(option.series).toEqual([
    {
      type: 'bar',
      barMaxWidth: 30,
      data: [
        { value: 1000, ...whole },
        { value: 2500.5, ...whole },
        { value: 10, itemStyle: expect.objectContaining({ color: tokens.light.accentSoft, decal: expect.anything() }) as unknown },
      ],
    },
  ])
})

it('says the figures of the month under the pointer', () => {
  const formatter = (option.tooltip as { formatter: (items: unknown) => string }).formatter
  expect(formatter([{ dataIndex: 1 }])).toContain('£2,500.50')
  expect(formatter([{ dataIndex: 9 }])).toBe('')
})
