import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnModelCard, ChurnQuality } from '#http/schemas/churn.ts'
import { baseOption, categoryAxis, labelStyle, nameWidth, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import type { Tokens } from '../../theme/tokens.ts'

const firstIndex = (items: unknown) => (Array.isArray(items) ? Number((items[0] as { dataIndex: number }).dataIndex) : 0)

function shareAxis(t: Tokens, percent: (share: number) => string, name: string) {
  return { ...valueAxis(t, percent), min: 0, max: 1, interval: 0.2, name, nameLocation: 'middle' as const, nameGap: 26 }
}

function diagonal(t: Tokens) {
  return {
    type: 'line' as const,
    data: [
      [0, 0],
      [1, 1],
    ],
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
    lineStyle: { color: t.grey, type: 'dashed' as const, width: 1.5 },
  }
}

/** Mean predicted risk of each bin against the share that left; dots are as large as their bin. */
export function ReliabilityChart({ quality }: { quality: ChurnQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const bins = useMemo(() => quality.reliability.filter((bin) => bin.count > 0), [quality])
  const option = useMemo<ChartOption>(() => {
    const largest = Math.max(1, ...bins.map((bin) => bin.count))
    const percent = (value: number) => format.percent(value, 0)
    return {
      ...baseOption(tokens),
      grid: { left: 28, right: 20, top: 12, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: shareAxis(tokens, percent, t('predict.predicted')),
      yAxis: { ...shareAxis(tokens, percent, t('predict.observed')), nameGap: 40 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        trigger: 'item',
        formatter: (item: unknown) => {
          const bin = bins[(item as { dataIndex: number }).dataIndex]
          if (bin === undefined) return ''
          return tooltipHtml(`${percent(bin.low)}–${percent(bin.high)}`, [
            [t('predict.predicted'), format.percent(bin.predicted)],
            [t('predict.observed'), format.percent(bin.observed)],
            [t('predict.count'), format.integer(bin.count)],
          ])
        },
      },
      series: [
        {
          type: 'line',
          data: bins.map((bin) => [bin.predicted, bin.observed]),
          symbol: 'circle',
          symbolSize: (_: unknown, item: { dataIndex?: number }) => 6 + 14 * Math.sqrt((bins[item.dataIndex ?? 0]?.count ?? 0) / largest),
          lineStyle: { color: tokens.accent, width: 1.5 },
          itemStyle: { color: tokens.accent, borderColor: tokens.surface, borderWidth: 1.5 },
        },
        diagonal(tokens),
      ],
    }
  }, [bins, tokens, format, t])
  return (
    <ChartPanel
      title={t('predict.reliability')}
      note={t('predict.reliabilityNote')}
      label={t('predict.reliabilityLabel')}
      height={270}
      option={option}
      table={{
        head: [t('predict.probability'), t('predict.predicted'), t('predict.observed'), t('predict.count')],
        rows: bins.map((bin) => [
          `${format.percent(bin.low, 0)}–${format.percent(bin.high, 0)}`,
          format.percent(bin.predicted),
          format.percent(bin.observed),
          format.integer(bin.count),
        ]),
      }}
    />
  )
}

/** How many of those who left are among the riskiest share. */
export function LiftChart({ quality }: { quality: ChurnQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const curve = quality.liftCurve
  const option = useMemo<ChartOption>(() => {
    const percent = (value: number) => format.percent(value, 0)
    const points: [number, number][] = curve.map((point) => [point.share, point.captured])
    const line = curve[0]?.share === 0 ? points : [[0, 0] as [number, number], ...points]
    return {
      ...baseOption(tokens),
      grid: { left: 28, right: 20, top: 12, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: shareAxis(tokens, percent, t('predict.contacted')),
      yAxis: { ...shareAxis(tokens, percent, t('predict.captured')), nameGap: 40 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const point = line[firstIndex(items)]
          return point === undefined
            ? ''
            : tooltipHtml('', [
                [t('predict.contacted'), format.percent(point[0])],
                [t('predict.captured'), format.percent(point[1])],
              ])
        },
      },
      series: [
        {
          type: 'line',
          data: line,
          symbol: 'none',
          lineStyle: { color: tokens.accent, width: 2 },
          areaStyle: { color: tokens.accentSoft },
        },
        diagonal(tokens),
      ],
    }
  }, [curve, tokens, format, t])
  return (
    <ChartPanel
      title={t('predict.liftCurve')}
      note={t('predict.liftCurveNote')}
      label={t('predict.liftCurveLabel')}
      height={270}
      option={option}
      table={{
        head: [t('predict.contacted'), t('predict.captured')],
        rows: curve.map((point) => [format.percent(point.share), format.percent(point.captured)]),
      }}
    />
  )
}

export function ImportanceChart({ importance }: { importance: ChurnModelCard['importance'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const top = useMemo(() => [...importance].sort((a, b) => b.importance - a.importance).slice(0, 15), [importance])
  const total = useMemo(
    () =>
      Math.max(
        1e-9,
        importance.reduce((sum, one) => sum + one.importance, 0),
      ),
    [importance],
  )
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 48, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), show: false },
      yAxis: {
        ...categoryAxis(
          tokens,
          top.map((one) => format.text(one.label)),
        ),
        inverse: true,
        axisLabel: { color: tokens.textSoft, fontSize: 12, width: nameWidth(200), overflow: 'truncate' },
      },
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const one = top[firstIndex(items)]
          return one === undefined
            ? ''
            : tooltipHtml(format.text(one.label), [[t('predict.importanceValue'), format.percent(one.importance / total)]])
        },
      },
      series: [
        {
          type: 'bar',
          barWidth: 12,
          itemStyle: { color: tokens.accent, borderRadius: 2 },
          label: { show: true, position: 'right', ...labelStyle(tokens), formatter: (item) => format.percent(Number(item.value)) },
          data: top.map((one) => one.importance / total),
        },
      ],
    }),
    [top, total, tokens, format, t],
  )
  return (
    <ChartPanel
      title={t('predict.importance')}
      label={t('predict.importanceLabel')}
      height={top.length * 27 + 16}
      option={option}
      table={{
        head: [t('predict.feature'), t('predict.importanceValue')],
        rows: importance.map((one) => [format.text(one.label), format.percent(one.importance / total)]),
      }}
    />
  )
}
