import { BarChart, CustomChart, GraphChart, HeatmapChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { ChartOption } from './chart-option.ts'

echarts.use([
  BarChart,
  CustomChart,
  GraphChart,
  HeatmapChart,
  LineChart,
  SankeyChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
])

export interface ChartCanvasProps {
  option: ChartOption
  height: number
  label: string
  /** Called with the series and data index of the mark that was clicked, and its name. */
  onPick?: (seriesIndex: number, dataIndex: number, name: string) => void
}

/** The chart engine on one element; it follows the size of its box. */
export default function ChartCanvas({ option, height, label, onPick }: ChartCanvasProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.ECharts>(undefined)
  const pick = useRef(onPick)
  useEffect(() => {
    pick.current = onPick
  }, [onPick])
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const instance = echarts.init(element)
    chart.current = instance
    instance.on('click', (event) => pick.current?.(event.seriesIndex ?? 0, event.dataIndex, event.name))
    const observer = new ResizeObserver(() => instance.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      instance.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true })
  }, [option])
  return <div ref={box} role="img" aria-label={label} style={{ height }} className={onPick === undefined ? 'chart' : 'chart chart-pick'} />
}
