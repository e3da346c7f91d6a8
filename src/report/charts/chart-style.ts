/** Colours of the console's light theme. In the page each becomes a CSS variable, so that the charts follow a dark screen. */
export const INK = {
  text: '#191b19',
  soft: '#50544f',
  faint: '#696d67',
  accent: '#0b6e63',
  accentSoft: '#bfdcd6',
  onAccent: '#fefffe',
  high: '#9c3412',
  medium: '#d9803f',
  low: '#edc9a8',
  grey: '#8c908a',
  greySoft: '#d2d4ce',
  grid: '#ecece8',
  line: '#cfcfc8',
  surface: '#fffffe',
} as const

export const FONT = 'system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'

/** A chart is drawn twice: for a wide page and for a phone. */
export interface ChartSize {
  readonly width: number
  readonly height: number
  readonly narrow: boolean
}

export const LABEL = { color: INK.soft, fontSize: 12 } as const

export const GRID_LINES = { show: true, lineStyle: { color: INK.grid } } as const

export const NO_LINE = { show: false } as const

/** Axis of amounts, from zero, with pale lines. */
export function valueAxis(format: (value: number) => string, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'value',
    min: 0,
    axisLine: NO_LINE,
    axisTick: NO_LINE,
    splitLine: GRID_LINES,
    axisLabel: { ...LABEL, color: INK.faint, formatter: format },
    splitNumber: 4,
    ...extra,
  }
}

/** Axis of names. */
export function nameAxis(names: readonly string[], extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'category',
    data: names,
    axisLine: { lineStyle: { color: INK.line } },
    axisTick: NO_LINE,
    axisLabel: LABEL,
    ...extra,
  }
}

/** Upper estimate of the width in pixels of the longest name at 12 px; Chinese characters are square. */
export function widthOfNames(names: readonly string[], most = 260): number {
  const widths = names.map((name) => [...name].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 12.2 : 7), 0))
  return Math.min(most, Math.ceil(Math.max(0, ...widths)) + 12)
}
