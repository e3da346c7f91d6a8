import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { Panel } from '../../components/page.tsx'
import { useThemeMode } from '../../theme/theme-mode.tsx'
import { useFormat } from '../../format/use-format.ts'

/** Customers by recency and frequency score as a table of shaded cells: the figures are the chart. */
export function RfmHeatmap({ rfm, levels }: { rfm: SegmentSummary['rfm']; levels: number }) {
  const scores = Array.from({ length: levels }, (_, i) => i + 1)
  const { t } = useTranslation()
  const format = useFormat()
  // Never so strong that the figure on it is hard to read: the accent is dark in the light theme and light in the dark one.
  const strongest = useThemeMode().name === 'dark' ? 50 : 70
  const largest = Math.max(1, ...rfm.map((cell) => cell.customers))
  const at = (r: number, f: number) => rfm.find((cell) => cell.r === r && cell.f === f)
  const ends: Record<number, string> = { 1: t('segment.longAgo'), [levels]: t('segment.recent') }
  const often: Record<number, string> = { 1: t('segment.rare'), [levels]: t('segment.often') }
  return (
    <Panel title={t('segment.rfmTitle')} note={t('segment.rfmNote')}>
      <table className="heat" aria-label={t('segment.rfmLabel')}>
        <thead>
          <tr>
            <th scope="col">R \ F</th>
            {scores.map((f) => (
              <th key={f} scope="col">
                {f} {often[f] ?? ''}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...scores].reverse().map((r) => (
            <tr key={r}>
              <th scope="row">
                {r} {ends[r] ?? ''}
              </th>
              {scores.map((f) => {
                const cell = at(r, f)
                const customers = cell?.customers ?? 0
                const mix = Math.round(Math.sqrt(customers / largest) * strongest)
                return (
                  <td key={f} aria-label={`${t('segment.rfmCell', { r, f })}: ${format.integer(customers)}`}>
                    <Tooltip
                      title={`${t('segment.rfmCell', { r, f })}: ${format.integer(customers)}${cell === undefined ? '' : ` · ${format.moneyCompact(cell.monetary)}`}`}
                    >
                      <span
                        className="heat-cell"
                        style={{
                          background: `color-mix(in srgb, var(--accent) ${mix}%, var(--sunken))`,
                          color: 'var(--text)',
                        }}
                      >
                        {customers === 0 ? (
                          '·'
                        ) : (
                          <Link to={`/customers?r=${r}&f=${f}`} data-count={customers}>
                            {format.integer(customers)}
                          </Link>
                        )}
                      </span>
                    </Tooltip>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
