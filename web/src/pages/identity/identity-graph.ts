import type { IdentityGraph } from '#http/identity/identity-schemas.ts'
import { baseOption, labelStyle, tooltipHtml } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import type { Tokens } from '../../theme/tokens.ts'

/** Drawn in each of the three columns; the tables have all. */
export const MOST_DRAWN = 30
const ROW_PX = 46

interface Words {
  kind: (kind: string) => string
  rule: (rule: string) => string
  record: (n: number) => string
  shared: string
  other: string
}

/** How many rows the picture has. */
export function graphRows({ identifiers, origins, devices, edges }: IdentityGraph): number {
  const others = new Set(edges.flatMap((edge) => (edge.isOther ? (edge.otherId ?? []) : [])))
  return Math.min(MOST_DRAWN, Math.max(identifiers.length, origins.length, devices.length + others.size, 3))
}

export function graphHeight(graph: IdentityGraph): number {
  return graphRows(graph) * ROW_PX + 40
}

/** Identifiers at the left, the records that they were put on in the middle, devices and other customers at the right; lines say what ties them. */
export function graphOption(t: Tokens, graph: IdentityGraph, words: Words): ChartOption {
  const rows = graphRows(graph)
  const y = (index: number, count: number) => ((index + 0.5) * rows) / Math.max(count, 1)
  const identifiers = graph.identifiers.slice(0, MOST_DRAWN)
  const origins = graph.origins.slice(0, MOST_DRAWN)
  const devices = graph.devices.slice(0, MOST_DRAWN)
  const apart = new Map(graph.edges.flatMap((edge) => (edge.isOther && edge.otherId !== null ? [[edge.otherId, edge] as const] : [])))
  const others = [...apart].slice(0, MOST_DRAWN - devices.length)
  const right = devices.length + others.length
  const label = { ...labelStyle(t), show: true, position: 'bottom' as const, distance: 3, width: 112, overflow: 'truncate' as const }
  const line = (dashed: boolean) => ({ color: t.textFaint, width: 1.2, type: dashed ? ('dashed' as const) : ('solid' as const) })
  const drawn = new Set(origins.map(({ id }) => id))
  return {
    ...baseOption(t),
    tooltip: {
      ...baseOption(t).tooltip,
      trigger: 'item',
      formatter: (item: unknown) => tooltipHtml(String((item as { data: { tip?: string } }).data.tip ?? ''), []),
    },
    grid: { left: 60, right: 60, top: 4, bottom: 12 },
    xAxis: { type: 'value', min: 0, max: 2, show: false },
    yAxis: { type: 'value', min: 0, max: rows, inverse: true, show: false },
    series: [
      {
        type: 'graph',
        // On axes nobody sees, so that marks keep their shape whatever the size of the box.
        coordinateSystem: 'cartesian2d',
        cursor: 'default',
        label,
        edgeLabel: { show: false },
        data: [
          ...identifiers.map((one, i) => ({
            id: `i${i}`,
            name: `i${i}`,
            value: [0, y(i, identifiers.length)],
            symbol: 'rect',
            symbolSize: [12, 12],
            itemStyle: { color: t.accent },
            label: { formatter: `${words.kind(one.kind)} ${one.masked}${one.others > 0 ? ` · ${words.shared}` : ''}` },
            tip: `${words.kind(one.kind)} ${one.masked}`,
          })),
          ...origins.map((one, i) => ({
            id: one.id,
            name: one.id,
            value: [1, y(i, origins.length)],
            symbol: 'circle',
            symbolSize: one.id === graph.customerId ? 22 : 14,
            itemStyle: { color: one.id === graph.customerId ? t.accent : t.grey },
            label: { formatter: words.record(i + 1) },
            tip: one.id,
          })),
          ...devices.map((one, i) => ({
            id: `d${i}`,
            name: `d${i}`,
            value: [2, y(i, right)],
            symbol: 'diamond',
            symbolSize: 14,
            itemStyle: { color: t.grey },
            label: { formatter: `${words.kind('device')} ${one.masked}${one.people > 1 ? ` · ${words.shared}` : ''}` },
            tip: one.masked,
          })),
          ...others.map(([id], i) => ({
            id: `o${id}`,
            name: `o${id}`,
            value: [2, y(devices.length + i, right)],
            symbol: 'emptyCircle',
            symbolSize: 16,
            itemStyle: { color: t.textFaint },
            label: { formatter: `${words.other} ${id.slice(0, 8)}` },
            tip: id,
          })),
        ],
        links: [
          ...identifiers.flatMap((one, i) =>
            drawn.has(one.originId)
              ? [{ source: `i${i}`, target: one.originId, lineStyle: line(one.others > 0), tip: `${words.kind(one.kind)} ${one.masked}` }]
              : [],
          ),
          ...graph.edges.flatMap((edge) =>
            edge.standing && edge.from !== null && edge.to !== null && drawn.has(edge.from) && drawn.has(edge.to)
              ? [
                  {
                    source: edge.from,
                    target: edge.to,
                    lineStyle: { color: t.accent, width: 2.5, curveness: 0.25 },
                    tip: `${words.rule(edge.rule)} ${edge.masked}`,
                  },
                ]
              : [],
          ),
          ...devices.flatMap((one, i) =>
            drawn.has(one.originId) ? [{ source: one.originId, target: `d${i}`, lineStyle: line(one.people > 1), tip: one.masked }] : [],
          ),
          ...others.map(([id, edge]) => ({
            source: graph.customerId,
            target: `o${id}`,
            lineStyle: line(true),
            tip: `${words.rule(edge.rule)} ${edge.masked}`,
          })),
        ],
      },
    ],
  }
}
