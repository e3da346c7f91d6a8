import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EffectReport } from '#http/measure/effect-schemas.ts'
import { baseOption, itemIndex, labelStyle, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

/** The share of each arm that has ordered by day n; the two lines are named at their ends. */
export function RetentionCurve({ report }: { report: EffectReport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { curve } = report
  const option = useMemo<ChartOption>(() => {
    const arm = (name: string, pick: (point: EffectReport['curve'][number]) => number, colour: string, width: number) => ({
      type: 'line' as const,
      name,
      symbol: 'none',
      lineStyle: { color: colour, width },
      itemStyle: { color: colour },
      endLabel: { show: true, ...labelStyle(tokens), color: colour, formatter: name, distance: 6 },
      labelLayout: { moveOverlap: 'shiftY' as const },
      data: curve.map((point) => [point.day, pick(point)]),
    })
    return {
      ...baseOption(tokens),
      grid: { left: 8, right: 76, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'value',
        min: 0,
        max: report.windowDays,
        splitLine: { show: false },
        axisLine: { lineStyle: { color: tokens.lineStrong } },
        axisTick: { show: false },
        axisLabel: { color: tokens.textFaint, formatter: (value: number) => t('measure.day', { n: value }), hideOverlap: true },
      },
      yAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), min: 0 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const index = itemIndex(items)
          const point = curve[index]
          if (point === undefined) return ''
          return tooltipHtml(t('measure.day', { n: point.day }), [
            [t('measure.treated'), format.percent(point.treated)],
            [t('measure.control'), format.percent(point.control)],
            [t('measure.lift'), format.points(point.treated - point.control)],
          ])
        },
      },
      series: [
        arm(t('measure.treated'), (point) => point.treated, tokens.accent, 2.5),
        arm(t('measure.control'), (point) => point.control, tokens.grey, 2),
      ],
    }
  }, [curve, report.windowDays, tokens, format, t])
  if (curve.length < 2) {
    return (
      <Panel title={t('measure.curve')}>
        <p className="soft">{t('measure.curveNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('measure.curve')}
      note={t('measure.curveNote')}
      label={t('measure.curveLabel')}
      height={Math.max(220, (report.strategies.length + 1) * 40 + 60)}
      option={option}
      table={{
        head: [t('measure.dayColumn'), t('measure.treated'), t('measure.control'), t('measure.lift')],
        rows: curve.map((point) => [
          point.day,
          format.percent(point.treated),
          format.percent(point.control),
          format.points(point.treated - point.control),
        ]),
      }}
    />
  )
}
