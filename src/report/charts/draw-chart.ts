import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import type { EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { escapeHtml } from '#kernel/escape-html.ts'
import { html, trusted } from '../html.ts'
import type { Html } from '../html.ts'
import { FONT, INK } from './chart-style.ts'
import type { ChartSize } from './chart-style.ts'

use([BarChart, LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer])

export interface ChartPlan {
  /** Text alternative for screen readers. */
  readonly label: string
  readonly height: number
  /** Default: the same height. */
  readonly narrowHeight?: number
  /** Uses the full page width. */
  readonly full?: boolean
  option(size: ChartSize): EChartsCoreOption
}

const WIDTH = { half: 520, full: 1076, narrow: 334 } as const

/** The chart as two inline SVGs, of which the page shows one. */
export function drawChart(plan: ChartPlan): Html {
  const wide = { width: plan.full === true ? WIDTH.full : WIDTH.half, height: plan.height, narrow: false }
  const narrow = { width: WIDTH.narrow, height: plan.narrowHeight ?? plan.height, narrow: true }
  return html`<div class="chart wide">${drawing(plan, wide)}</div>
    <div class="chart narrow">${drawing(plan, narrow)}</div>`
}

function drawing(plan: ChartPlan, size: ChartSize): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height: size.height })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...plan.option(size) })
    return trusted(tidy(chart.renderToSVGString({ useViewBox: true }), plan.label))
  } finally {
    chart.dispose()
  }
}

/** Removes interactive parts, labels the drawing, and turns colours into the page's variables. */
function tidy(svg: string, label: string): string {
  let text = svg
    .replace(/<style ?>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
    .replace(/font-family:inherit;/g, '')
    .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>/, '')
    .replace(/\n+/g, '\n')
    .replace(
      /^<svg width="(\d+)" height="(\d+)"/,
      `<svg role="img" aria-label="${escapeHtml(label)}" style="font-family:${FONT.replaceAll('"', '&#39;')}"`,
    )
  for (const [name, colour] of Object.entries(INK)) text = text.replaceAll(colour, `var(--${name})`)
  return text
}
