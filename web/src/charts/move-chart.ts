import type { Tokens } from '../theme/tokens.ts'
import { baseOption, labelStyle, tooltipHtml } from './chart-option.ts'
import type { ChartOption } from './chart-option.ts'

interface Move<P extends string> {
  from: P
  to: P
  customers: number
}

interface Look<P extends string> {
  colour: (place: P) => string
  word: (place: P) => string
  /** What the tooltip says of a move. */
  count: (customers: number) => [string, string]
  /** Kept on both sides; without it the chart finds the order with the fewest crossings. */
  order?: readonly P[]
  opacity: number
}

/** Customers who went from one place to another, as bands from left to right. The ends are called `<place>|before` and `<place>|now`. */
export function moveChart<P extends string>(
  tokens: Tokens,
  moves: readonly Move<P>[],
  { colour, word, count, order, opacity }: Look<P>,
): ChartOption {
  const nodes = (side: 'before' | 'now', places: ReadonlySet<P>) =>
    [...(order?.filter((place) => places.has(place)) ?? places)].map((place) => ({
      name: `${place}|${side}`,
      itemStyle: { color: colour(place) },
      label: { position: side === 'before' ? ('right' as const) : ('left' as const), formatter: word(place) },
    }))
  return {
    ...baseOption(tokens),
    tooltip: {
      ...baseOption(tokens).tooltip,
      trigger: 'item',
      formatter: (item: unknown) => {
        const { dataType, dataIndex } = item as { dataType?: string; dataIndex: number }
        const move = moves[dataIndex]
        if (dataType !== 'edge' || move === undefined) return ''
        return tooltipHtml(`${word(move.from)} → ${word(move.to)}`, [count(move.customers)])
      },
    },
    series: [
      {
        type: 'sankey',
        left: 4,
        right: 4,
        top: 8,
        bottom: 8,
        nodeGap: 12,
        nodeWidth: 10,
        ...(order === undefined ? {} : { layoutIterations: 0 }),
        draggable: false,
        emphasis: { focus: 'adjacency' },
        label: labelStyle(tokens),
        lineStyle: { color: 'source', opacity, curveness: 0.5 },
        data: [...nodes('before', new Set(moves.map(({ from }) => from))), ...nodes('now', new Set(moves.map(({ to }) => to)))],
        links: moves.map((move) => ({ source: `${move.from}|before`, target: `${move.to}|now`, value: move.customers })),
      },
    ],
  }
}
