import { useTranslation } from 'react-i18next'
import type { Measures } from '#http/profile/measure-schemas.ts'
import type { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

/** Dated values of a customer or account: the last of each, what it was before, and how it went. */
export function MeasurePanel({ of }: { of: ReturnType<typeof endpoints.measures> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const shown = (value: number) => format.decimal(value, Number.isInteger(value) ? 0 : 2)
  const { data } = useApi(of)
  if (data === undefined || data.items.length === 0) return null
  return (
    <Panel title={t('profile.measures')}>
      <ul className="id-list">
        {data.items.map((one) => (
          <li key={`${one.name} ${one.unit}`}>
            <span className="id-main">
              {one.name}
              <span className="cell-sub">
                {one.before === null
                  ? t('profile.measureOnce', { at: format.date(one.at) })
                  : t('profile.measureBefore', { at: format.date(one.at), before: shown(one.before) })}
              </span>
            </span>
            <Line points={one.points} label={t('profile.measureTrend', { name: one.name, count: one.points.length })} />
            <span className="num">
              {shown(one.value)} {one.unit}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const [WIDTH, HEIGHT] = [90, 24]

function Line({ points, label }: { points: Measures['items'][number]['points']; label: string }) {
  if (points.length < 2) return null
  const values = points.map(({ value }) => value)
  const times = points.map(({ at }) => new Date(at).getTime())
  const [least, most, first, last] = [Math.min(...values), Math.max(...values), Math.min(...times), Math.max(...times)]
  const path = points
    .map(({ value }, i) => {
      const x = ((times[i] ?? first) - first) / (last - first || 1)
      const y = 1 - (value - least) / (most - least || 1)
      return `${(x * WIDTH).toFixed(1)},${(2 + y * (HEIGHT - 4)).toFixed(1)}`
    })
    .join(' ')
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polyline points={path} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
