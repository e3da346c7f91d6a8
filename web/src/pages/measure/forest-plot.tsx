import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EffectReport } from '#http/measure/effect-schemas.ts'
import { baseOption, categoryAxis, labelStyle, nameWidth, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { dash, interval } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'

/** Each strategy's difference with its interval as whiskers around zero; the overall effect first, the demo's truth dashed. */
export function ForestPlot({ report }: { report: EffectReport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const rows = useMemo(
    () => [{ ...report.overall, isOverall: true }, ...report.strategies.map((one) => ({ ...one, isOverall: false }))],
    [report],
  )
  const names = useMemo(() => rows.map((row) => (row.isOverall ? t('measure.overall') : format.text(row.name))), [rows, format, t])
  const option = useMemo<ChartOption>(() => {
    const bounds = rows.flatMap((row) => (row.lift === null ? [] : [row.lift.low, row.lift.high]))
    const reach = Math.min(1, Math.max(0.02, ...bounds.map(Math.abs), Math.abs(report.truth ?? 0)) * 1.1)
    const edge = Math.ceil(reach / 0.02) * 0.02
    const points = rows.flatMap((row, index) => (row.lift === null ? [] : [[row.lift.estimate, index, row.lift.low, row.lift.high]]))
    return {
      ...baseOption(tokens),
      grid: {
        left: 8,
        right: 24,
        top: report.truth === null ? 8 : 30,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      xAxis: {
        ...valueAxis(tokens, (value) => format.pointsNumber(value, 0)),
        min: -edge,
        max: edge,
        splitNumber: 4,
        axisLabel: {
          color: tokens.textFaint,
          showMinLabel: false,
          showMaxLabel: false,
          formatter: (value: number) => format.pointsNumber(value, 0),
        },
      },
      yAxis: {
        ...categoryAxis(tokens, names),
        inverse: true,
        axisLabel: { color: tokens.textSoft, fontSize: 12, width: nameWidth(150), overflow: 'truncate' },
        splitLine: { show: false },
      },
      tooltip: {
        ...baseOption(tokens).tooltip,
        trigger: 'item',
        formatter: (item: unknown) => {
          const index = Number((item as { value?: number[] }).value?.[1] ?? -1)
          const row = rows[index]
          if (row === undefined || row.lift === null) return ''
          return tooltipHtml(names[index] ?? '', [
            [t('measure.lift'), format.points(row.lift.estimate, 2)],
            [t('measure.interval'), interval(row.lift, (value) => format.pointsNumber(value, 2))],
            [t('measure.arms'), `${format.integer(row.treated)} / ${format.integer(row.control)}`],
          ])
        },
      },
      series: [
        {
          type: 'custom',
          data: points,
          encode: { x: [2, 3], y: 1 },
          renderItem: (_params, api) => {
            const y = Number(api.value(1))
            const place = (value: number) => api.coord([value, y])
            const low = place(Number(api.value(2)))
            const mid = place(Number(api.value(0)))
            const high = place(Number(api.value(3)))
            const at = mid[1] ?? 0
            const overall = y === 0
            const colour = overall ? tokens.accent : tokens.textSoft
            const line = (x1: number, y1: number, x2: number, y2: number) => ({
              type: 'line' as const,
              shape: { x1, y1, x2, y2 },
              style: { stroke: colour, lineWidth: overall ? 2 : 1.5 },
            })
            return {
              type: 'group' as const,
              children: [
                line(low[0] ?? 0, at, high[0] ?? 0, at),
                line(low[0] ?? 0, at - 5, low[0] ?? 0, at + 5),
                line(high[0] ?? 0, at - 5, high[0] ?? 0, at + 5),
                overall
                  ? {
                      type: 'polygon' as const,
                      shape: {
                        points: [
                          [(mid[0] ?? 0) - 8, at],
                          [mid[0] ?? 0, at - 7],
                          [(mid[0] ?? 0) + 8, at],
                          [mid[0] ?? 0, at + 7],
                        ],
                      },
                      style: { fill: colour },
                    }
                  : {
                      type: 'rect' as const,
                      shape: { x: (mid[0] ?? 0) - 5, y: at - 5, width: 10, height: 10 },
                      style: { fill: colour },
                    },
              ],
            }
          },
        },
        {
          type: 'scatter',
          data: [],
          markLine: {
            silent: true,
            symbol: 'none',
            label: { ...labelStyle(tokens), position: 'start' },
            data: [
              { xAxis: 0, label: { show: false }, lineStyle: { color: tokens.text, width: 1, type: 'solid' } },
              ...(report.truth === null
                ? []
                : [
                    {
                      xAxis: report.truth,
                      label: { show: true, formatter: `${t('measure.truth')} ${format.points(report.truth)}` },
                      lineStyle: { color: tokens.riskHigh, width: 1.5, type: 'dashed' as const },
                    },
                  ]),
            ],
          },
        },
      ],
    }
  }, [rows, names, report, tokens, format, t])
  return (
    <ChartPanel
      title={t('measure.forest')}
      note={t('measure.forestNote')}
      label={t('measure.forestLabel')}
      height={Math.max(220, rows.length * 40 + 60)}
      option={option}
      {...(report.truth === null ? {} : { caption: t('measure.truthHelp') })}
      table={{
        head: [t('measure.strategy'), t('measure.lift'), t('measure.interval')],
        rows: rows.map((row, index) => [
          names[index] ?? '',
          row.lift === null ? dash : format.points(row.lift.estimate, 2),
          row.lift === null ? dash : interval(row.lift, (value) => format.pointsNumber(value, 2)),
        ]),
      }}
    />
  )
}
