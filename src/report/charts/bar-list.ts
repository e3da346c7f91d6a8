import { INK, LABEL, NO_LINE, nameAxis, widthOfNames } from './chart-style.ts'
import type { ChartSize } from './chart-style.ts'
import type { ChartPlan } from './draw-chart.ts'

export interface BarListItem {
  readonly name: string
  readonly value: number
  /** Written at the end of the bar. */
  readonly text: string
  readonly colour?: string
  /** Position of a target, in units of the value. */
  readonly target?: number
}

/** Horizontal bars, the first on top, each labelled with its figure; a tick marks a target. `least`: minimum height, to match a taller chart next to it. */
export function barList(label: string, items: readonly BarListItem[], least = 0): ChartPlan {
  const names = items.map((item) => item.name)
  const most = Math.max(...items.map((item) => Math.max(item.value, item.target ?? 0)), Number.MIN_VALUE)
  return {
    label,
    height: Math.max(items.length * 34 + 16, least),
    narrowHeight: items.length * 34 + 16,
    option: (size: ChartSize) => ({
      grid: {
        left: roomForNames(names, size),
        right: widthOfNames(items.map((item) => item.text)) + 6,
        top: 8,
        bottom: 8,
        outerBoundsMode: 'none',
      },
      xAxis: { type: 'value', min: 0, max: most, show: false },
      yAxis: nameAxis(names, {
        inverse: true,
        axisLine: NO_LINE,
        axisLabel: { ...LABEL, color: INK.text, lineHeight: 14, ...brokenNames(names, size) },
      }),
      series: [
        {
          type: 'bar',
          silent: true,
          clip: false,
          barWidth: 16,
          data: items.map((item) => ({ value: item.value, itemStyle: { color: item.colour ?? INK.accent, borderRadius: [0, 3, 3, 0] } })),
        },
        {
          type: 'scatter',
          silent: true,
          clip: false,
          symbol: 'rect',
          symbolSize: [1, 1],
          itemStyle: { opacity: 0 },
          // After the bar, or after the tick when that would cross the text.
          data: items.map(({ value, target, text }, i) => [
            target !== undefined && target >= value && target - value < (most * 7 * (text.length + 3)) / (size.width * 0.55)
              ? target
              : value,
            i,
          ]),
          label: {
            show: true,
            opacity: 1,
            position: 'right',
            color: INK.text,
            fontSize: 12,
            formatter: ({ dataIndex }: { dataIndex: number }) => items[dataIndex]?.text ?? '',
          },
        },
        {
          type: 'scatter',
          silent: true,
          clip: false,
          symbol: 'rect',
          symbolSize: [2, 26],
          itemStyle: { color: INK.text },
          data: items.flatMap((item, i) => (item.target === undefined ? [] : [[item.target, i]])),
        },
      ],
    }),
  }
}

function roomForNames(names: readonly string[], size: ChartSize): number {
  return Math.min(widthOfNames(names), Math.round(size.width * (size.narrow ? 0.4 : 0.5)))
}

/** Names too long for the space are broken into lines, with some spare space because fonts differ. */
function brokenNames(names: readonly string[], size: ChartSize): Record<string, unknown> {
  const room = roomForNames(names, size)
  return widthOfNames(names) <= room ? {} : { width: (room - 12) * 0.86, overflow: 'break' }
}
