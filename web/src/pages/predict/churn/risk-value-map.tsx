import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RiskValueMap as Map } from '#http/predict/churn-model-schemas.ts'
import { Panel } from '../../../components/page.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useThemeMode } from '../../../theme/theme-mode.tsx'
import { cellFilter, isChosen, everyone } from './cell-filter.ts'

/** Customers by value and risk; a cell stands out the more from the page the more it is expected to lose, and filters the worklist. */
export function RiskValueMap({ map, params }: { map: Map; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const theme = useThemeMode().name
  const largest = Math.max(1, ...map.cells.map((cell) => cell.expectedLoss.minor))
  const percent = (share: number) => Math.round(share * 100)
  const valueName = ({ low, high }: Map['valueBands'][number]) =>
    high === null ? `≥ ${format.moneyCompact(low)}` : `${format.moneyCompact(low)} – ${format.moneyCompact(high)}`
  const riskName = ({ low, high }: Map['riskBands'][number]) => `${percent(low)}–${percent(high)}%`
  return (
    <Panel title={t('churn.map')} note={t('churn.mapNote', { stronger: t(`churn.mapStronger_${theme}`) })}>
      <table className="heat risk-map" aria-label={t('churn.mapLabel')}>
        <thead>
          <tr>
            <th scope="col">{t('churn.mapAxes')}</th>
            {map.riskBands.map((band) => (
              <th key={band.low} scope="col">
                {riskName(band)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {map.valueBands
            .map((band, value) => [band, value] as const)
            .reverse()
            .map(([band, value]) => (
              <tr key={band.low.minor}>
                <th scope="row">{valueName(band)}</th>
                {map.riskBands.map((risk, index) => {
                  const cell = map.cells.find((one) => one.value === value && one.risk === index)
                  const customers = cell?.customers ?? 0
                  const mix = cell === undefined ? 0 : Math.round(Math.sqrt(cell.expectedLoss.minor / largest) * 52)
                  const filter = cellFilter(band, risk)
                  const chosen = isChosen(params, filter)
                  const words = `${valueName(band)} · ${riskName(risk)}: ${format.integer(customers)}${cell === undefined ? '' : ` · ${t('churn.expectedLoss', { value: format.moneyCompact(cell.expectedLoss) })}`}`
                  return (
                    <td key={risk.low}>
                      <Tooltip title={words}>
                        <button
                          type="button"
                          className="heat-cell"
                          aria-label={words}
                          aria-pressed={chosen}
                          data-count={customers === 0 ? undefined : customers}
                          disabled={customers === 0}
                          onClick={() => params.set({ ...everyone, ...(chosen ? {} : filter) })}
                          style={{ background: `color-mix(in srgb, var(--risk-medium) ${mix}%, var(--sunken))` }}
                        >
                          {customers === 0 ? '·' : format.integer(customers)}
                        </button>
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
