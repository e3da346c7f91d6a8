import type { ClusterOverview } from '#http/segment/cluster-schemas.ts'
import type { ChartTable } from '../../charts/chart-panel.tsx'
import { minorUnits } from '../../format/format.ts'
import type { Format } from '../../format/format.ts'

type Figures = ClusterOverview['clusters'][number]['figures']

const AMOUNTS: ReadonlySet<string> = new Set(['spend', 'averageOrder'])

/** A row for each figure and a column for each cluster, in natural units; a dash where most customers of a cluster have none. */
export function clusterFigures({ clusters, features, currency }: ClusterOverview, format: Format, title: string): ChartTable {
  const shown = (name: string, value: number | null): string => {
    if (value === null) return '—'
    if (AMOUNTS.has(name)) return format.money(minorUnits(value, currency))
    return name === 'returnedShare' ? format.percent(value, 1) : format.integer(Math.round(value))
  }
  return {
    head: [title, ...clusters.map(({ name }) => format.text(name))],
    rows: features.map(({ name, label }) => [
      format.text(label),
      ...clusters.map(({ figures }) => shown(name, figures[name as keyof Figures])),
    ]),
  }
}
