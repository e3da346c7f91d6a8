import { escapeHtml } from '../format/escape-html.ts'
import type { EChartsOption } from 'echarts'
import type { Tokens } from '../theme/tokens.ts'

export type ChartOption = EChartsOption

const font = "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

/** What every chart starts from: quiet axes, one type size, a tooltip in the console's colours, no animation of data. */
export function baseOption(t: Tokens): ChartOption {
  return {
    animation: false,
    color: [t.accent, t.grey],
    textStyle: { fontFamily: font, fontSize: 12, color: t.textSoft },
    grid: { left: 8, right: 16, top: 24, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: t.raised,
      borderColor: t.lineStrong,
      borderWidth: 1,
      padding: [8, 12],
      textStyle: { color: t.text, fontSize: 12 },
      axisPointer: { type: 'line', lineStyle: { color: t.lineStrong }, shadowStyle: { color: t.hover } },
      extraCssText: 'box-shadow: 0 4px 16px rgba(0,0,0,.12); border-radius: 6px;',
    },
  }
}

export function categoryAxis(t: Tokens, data: string[]) {
  return {
    type: 'category' as const,
    data,
    axisLine: { lineStyle: { color: t.lineStrong } },
    axisTick: { show: false },
    axisLabel: { color: t.textFaint, fontSize: 12, hideOverlap: true },
  }
}

export function valueAxis(t: Tokens, format: (value: number) => string) {
  return {
    type: 'value' as const,
    splitLine: { lineStyle: { color: t.grid } },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: t.textFaint, fontSize: 12, formatter: format, hideOverlap: true },
    nameTextStyle: { color: t.textFaint, fontSize: 12 },
  }
}

/** Names of several series above the chart, as squares; the grid leaves 30 pixels for them. */
export function topLegend(t: Tokens) {
  return {
    top: 0,
    left: 0,
    icon: 'roundRect',
    itemWidth: 10,
    itemHeight: 10,
    selectedMode: false,
    textStyle: { color: t.textSoft, fontSize: 12 },
  }
}

/** Which item a tooltip of an axis is about. */
export function itemIndex(items: unknown): number {
  return Array.isArray(items) ? Number((items[0] as { dataIndex: number }).dataIndex) : 0
}

/** How wide the names beside horizontal bars may be: a third of a narrow screen, so that the bars keep their room. */
export function nameWidth(full: number): number {
  return Math.min(full, Math.round(window.innerWidth * 0.3))
}

/** Text beside a mark. */
export function labelStyle(t: Tokens) {
  return { color: t.textSoft, fontSize: 12, fontFamily: font }
}

/** The words of a tooltip: a heading, and lines of name and figure. Text is escaped because names come from data. */
export function tooltipHtml(heading: string, lines: readonly (readonly [string, string])[]): string {
  const rows = lines
    .map(
      ([name, value]) =>
        `<tr><td style="padding-right:16px;opacity:.75">${escapeHtml(name)}</td><td style="text-align:right;font-variant-numeric:tabular-nums">${escapeHtml(value)}</td></tr>`,
    )
    .join('')
  return `<div style="font-weight:600;margin-bottom:4px">${escapeHtml(heading)}</div><table style="border-spacing:0">${rows}</table>`
}
