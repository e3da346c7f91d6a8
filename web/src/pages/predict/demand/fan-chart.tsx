import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DemandSeries } from '#http/predict/demand-schemas.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'
import { fanPoints } from './fan-points.ts'

interface Props {
  title: string
  note?: ReactNode
  series: DemandSeries
  /** How many days of the past are drawn. */
  past?: number
}

/** What was sold, what will be with its 80 % band, the baseline dashed, and the holidays as marks. */
export function FanChart({ title, note, series, past = 90 }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  // A narrow screen has no room for so many days.
  const days = window.innerWidth < 640 ? Math.round(past / 3) : past
  const points = useMemo(() => fanPoints(series, days), [series, days])
  const holidays = useMemo(() => series.holidays.filter((one) => points.some((point) => point.day === one.day)), [series.holidays, points])
  const option = useMemo<ChartOption>(() => {
    const { day } = format
    return {
      ...baseOption(tokens),
      grid: { left: 8, right: 16, top: 44, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: {
        top: 0,
        left: 0,
        itemWidth: 18,
        selectedMode: false,
        textStyle: { color: tokens.textSoft, fontSize: 12 },
        data: [t('demand.sold'), t('demand.expected'), t('demand.band'), t('demand.baseline')],
      },
      xAxis: {
        ...categoryAxis(
          tokens,
          points.map((point) => day(point.day)),
        ),
        boundaryGap: false,
      },
      yAxis: { ...valueAxis(tokens, format.compact), min: 0 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const point = points[itemIndex(items)]
          if (point === undefined) return ''
          const feast = holidays.find((one) => one.day === point.day)
          const heading = feast === undefined ? day(point.day) : `${day(point.day)} · ${format.text(feast.name)}`
          return tooltipHtml(heading, [
            ...(point.sold === null ? [] : [[t('demand.sold'), format.integer(point.sold)] as const]),
            ...(point.forecast === null
              ? []
              : ([
                  [t('demand.expected'), format.decimal(point.forecast.mean, 1)],
                  [t('demand.band'), `${format.decimal(point.forecast.low, 1)} – ${format.decimal(point.forecast.high, 1)}`],
                  [t('demand.baseline'), format.decimal(point.forecast.baseline, 1)],
                ] as const)),
          ])
        },
      },
      series: [
        {
          type: 'line',
          name: 'low',
          stack: 'band',
          symbol: 'none',
          silent: true,
          lineStyle: { opacity: 0 },
          data: points.map((point) => point.forecast?.low ?? null),
        },
        {
          type: 'line',
          name: t('demand.band'),
          stack: 'band',
          symbol: 'none',
          silent: true,
          lineStyle: { opacity: 0 },
          itemStyle: { color: tokens.accent, opacity: 0.3 },
          areaStyle: { color: tokens.accent, opacity: 0.18 },
          data: points.map((point) => (point.forecast === null ? null : point.forecast.high - point.forecast.low)),
        },
        {
          type: 'line',
          name: t('demand.sold'),
          symbol: 'none',
          lineStyle: { color: tokens.grey, width: 1.5 },
          itemStyle: { color: tokens.grey },
          data: points.map((point) => point.sold),
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { type: 'dotted', color: tokens.lineStrong },
            label: { show: true, position: 'end', color: tokens.textFaint, fontSize: 11, width: 72, overflow: 'truncate' },
            // Two names must not stand on one another: the later one is left to the tooltip.
            data: holidays.map((one, index) => ({
              xAxis: day(one.day),
              label: { formatter: crowded(holidays[index - 1]?.day, one.day, points.length) ? '' : format.text(one.name) },
            })),
          },
        },
        {
          type: 'line',
          name: t('demand.baseline'),
          symbol: 'none',
          lineStyle: { color: tokens.textFaint, width: 1.5, type: 'dashed' },
          itemStyle: { color: tokens.textFaint },
          data: points.map((point) => point.forecast?.baseline ?? null),
        },
        {
          type: 'line',
          name: t('demand.expected'),
          symbol: 'none',
          lineStyle: { color: tokens.accent, width: 2 },
          itemStyle: { color: tokens.accent },
          data: points.map((point) => point.forecast?.mean ?? null),
        },
      ],
    }
  }, [points, holidays, tokens, format, t])
  return (
    <ChartPanel
      title={title}
      {...(note === undefined ? {} : { note })}
      label={t('demand.fanLabel', { name: title })}
      height={320}
      option={option}
      table={{
        head: [t('demand.day'), t('demand.sold'), t('demand.expected'), t('demand.band'), t('demand.baseline')],
        rows: [...points]
          .reverse()
          .map(({ day, sold, forecast }) => [
            format.day(day),
            sold === null ? '—' : format.integer(sold),
            forecast === null ? '—' : format.decimal(forecast.mean, 1),
            forecast === null ? '—' : `${format.decimal(forecast.low, 1)} – ${format.decimal(forecast.high, 1)}`,
            forecast === null ? '—' : format.decimal(forecast.baseline, 1),
          ]),
      }}
    />
  )
}

/** Whether two days lie too close together on an axis of so many days for a name at each. */
function crowded(before: string | undefined, day: string, days: number): boolean {
  if (before === undefined) return false
  return (Date.parse(day) - Date.parse(before)) / 86_400_000 < days * (window.innerWidth < 640 ? 0.2 : 0.07)
}
