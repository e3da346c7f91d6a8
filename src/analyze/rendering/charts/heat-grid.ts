import { INK, LABEL, NO_LINE, nameAxis } from '#report/charts/chart-style.ts'
import type { ChartSize } from '#report/charts/chart-style.ts'
import type { ChartPlan } from '#report/charts/draw-chart.ts'

export interface HeatCell {
  readonly column: number
  readonly row: number
  /** 0 pale to 1 full. */
  readonly heat: number
  readonly text: string
}

export interface HeatGrid {
  readonly label: string
  readonly columns: readonly string[]
  /** From top to bottom. */
  readonly rows: readonly string[]
  readonly cells: readonly HeatCell[]
  readonly columnTitle: string
  readonly rowTitle: string
  readonly rowHeight: number
  readonly full?: boolean
  /** Width for the row names. */
  readonly left: number
  readonly narrowColumns?: number
}

/** A table whose cells are shaded by one colour: the figures stay readable without it. */
export function heatGrid(plan: HeatGrid): ChartPlan {
  const height = plan.rows.length * plan.rowHeight + 72
  return {
    label: plan.label,
    height,
    ...(plan.full === undefined ? {} : { full: plan.full }),
    option: (size: ChartSize) => {
      const shown = size.narrow ? (plan.narrowColumns ?? plan.columns.length) : plan.columns.length
      const columns = plan.columns.slice(0, shown)
      const box = { left: plan.left, right: 4, top: 28, bottom: 44 }
      const width = (size.width - box.left - box.right) / Math.max(columns.length, 1)
      return {
        grid: { ...box, outerBoundsMode: 'none' },
        xAxis: nameAxis(columns, {
          name: plan.columnTitle,
          nameLocation: 'middle',
          nameGap: 26,
          nameTextStyle: { ...LABEL, color: INK.faint },
          axisLine: NO_LINE,
          axisLabel: { ...LABEL, margin: 6, interval: 0 },
        }),
        yAxis: nameAxis(plan.rows, {
          inverse: true,
          name: plan.rowTitle,
          nameLocation: 'start',
          nameGap: 12,
          nameTextStyle: { ...LABEL, color: INK.faint, align: 'right', padding: [0, 6, 0, 0] },
          axisLine: NO_LINE,
          axisLabel: { ...LABEL, margin: 8, interval: 0 },
        }),
        series: [
          {
            type: 'scatter',
            silent: true,
            clip: false,
            symbol: 'rect',
            symbolSize: [width - 2, plan.rowHeight - 2],
            data: plan.cells
              .filter((cell) => cell.column < shown)
              .map((cell) => ({
                value: [cell.column, cell.row],
                itemStyle: { color: INK.accent, opacity: 0.07 + 0.93 * Math.min(1, Math.max(0, cell.heat)) },
                label: { color: cell.heat > 0.75 ? INK.onAccent : INK.text, opacity: 1 },
                name: cell.text,
              })),
            label: { show: true, position: 'inside', fontSize: size.narrow ? 10.5 : 12, formatter: ({ name }: { name: string }) => name },
          },
        ],
      }
    },
  }
}
