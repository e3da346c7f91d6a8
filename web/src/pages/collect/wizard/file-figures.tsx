import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { FileFigures as FiguresSchema } from '#http/collect/import-preview-schemas.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { monthlyBars } from '../../../charts/monthly-bars.ts'
import { Figure } from '../../../components/figure.tsx'
import { minorUnits } from '../../../format/format.ts'
import type { Format } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'

export type Figures = Static<typeof FiguresSchema>

interface Props {
  figures: Figures
  /** The figures before the last change, to show what it changed. */
  before?: Figures | undefined
  /** Rows of the file that cannot be read: they say nothing of its customers. */
  refused?: number
  /** What the figures come from. */
  note: string
}

/** What is true after the import: big figures, what a change did to them, totals by month. */
export function FileFigures({ figures, before, refused = 0, note }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const changes = (show: (one: Figures) => string): ReactNode => {
    if (before === undefined || show(before) === show(figures)) return null
    return <span className="figure-was">{t('collect.was', { value: show(before) })}</span>
  }
  const figure = (label: string, show: (one: Figures) => string, more?: string) => (
    <Figure
      label={label}
      value={show(figures)}
      detail={
        <>
          {changes(show)}
          {more === undefined ? null : <div>{more}</div>}
        </>
      }
    />
  )
  const { anonymousOrders, returns, tests, unanswered } = figures
  const nobody = figures.customers === 0 && (refused === 0 || figures.orders > 0)
  return (
    <section className="stack-small" aria-label={t('collect.truthTitle')}>
      <div className="between">
        <h2 className="subhead">{t('collect.truthTitle')}</h2>
        <span className="faint">{note}</span>
      </div>
      <div className="panel figures file-figures">
        {figure(t('collect.orders'), (one) => format.integer(one.orders))}
        {figure(
          t('collect.fileCustomers'),
          (one) => (one.customers === 0 ? '—' : format.integer(one.customers)),
          nobody
            ? t('collect.noCustomers')
            : anonymousOrders > 0
              ? t('collect.anonymous', { count: anonymousOrders, n: format.integer(anonymousOrders) })
              : undefined,
        )}
        {figure(t('collect.sales'), (one) => amounts(format, one.sales))}
        {figure(
          t('collect.refunds'),
          (one) => amounts(format, one.refunds),
          returns > 0 ? t('collect.returns', { count: returns, n: format.integer(returns) }) : undefined,
        )}
        {figure(t('collect.span'), (one) => span(format, one))}
      </div>
      {unanswered.orders > 0 ? (
        <p className="soft">
          {t('collect.unanswered', {
            count: unanswered.orders,
            n: format.integer(unanswered.orders),
            amount: amounts(format, unanswered.amounts),
          })}
        </p>
      ) : null}
      {tests.orders > 0 ? (
        <p className="soft">
          {t('collect.tests', { count: tests.orders, n: format.integer(tests.orders), amount: amounts(format, tests.sales) })}
        </p>
      ) : null}
      <MonthBars figures={figures} />
    </section>
  )
}

function amounts(format: Format, money: Figures['sales']): string {
  const sums = Object.entries(money).toSorted((a, b) => b[1] - a[1])
  return sums.length === 0 ? '—' : sums.map(([currency, amount]) => format.majorMoney(amount, currency)).join(' · ')
}

function span(format: Format, { firstAt, lastAt }: Figures): string {
  if (firstAt === null || lastAt === null) return '—'
  return format.dateRange(firstAt, lastAt)
}

function MonthBars({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { months, sales } = figures
  const currency = Object.entries(sales).toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ''
  const option = useMemo<ChartOption>(
    () =>
      monthlyBars(tokens, format, {
        months,
        currency,
        amount: (one) => minorUnits(one.sales[currency] ?? 0, currency),
        barMaxWidth: 26,
        steps: 3,
        heading: (one) => format.month(one.month),
        lines: (one) => [
          ...Object.entries(one.sales).map(([name, amount]): [string, string] => [t('collect.sales'), format.majorMoney(amount, name)]),
          [t('collect.orders'), format.integer(one.orders)],
        ],
      }),
    [months, currency, tokens, format, t],
  )
  if (months.length < 2 || currency === '') return null
  return (
    <ChartPanel
      title={t('collect.months')}
      note={t('collect.monthsNote', { currency })}
      label={t('collect.months')}
      height={150}
      option={option}
      table={{
        head: [t('collect.span'), t('collect.orders'), t('collect.sales')],
        rows: months.map(({ month, orders, sales: ofMonth }) => [format.month(month), format.integer(orders), amounts(format, ofMonth)]),
      }}
    />
  )
}
