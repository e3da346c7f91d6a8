import { Button, Popover } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Figure } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { UnconvertedNote } from '../../components/unconverted.tsx'
import { useFormat } from '../../format/use-format.ts'
import './metrics-card.css'

/** The figures of everything that is stored, by their one definition. */
export function MetricsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.metrics())
  return (
    <QueryView query={query}>
      {(data) => {
        const named = (metric: string): ReactNode => {
          const definition = data.definitions.find(({ id }) => id === metric)
          if (definition === undefined) return metric
          return (
            <Popover content={format.text(definition.meaning)} trigger="click" styles={{ root: { maxWidth: 'min(420px, 100vw)' } }}>
              <Button type="text" size="small" className="metric-name">
                {format.text(definition.label)}
              </Button>
            </Popover>
          )
        }
        return (
          <Panel title={t('quality.metricsTitle')} note={t('quality.metricsNote', { version: data.definitionVersion })} flush>
            <UnconvertedNote sales={data.unconverted} />
            <div className="figures metrics">
              <Figure label={named('lines')} value={format.integer(data.lines)} />
              <Figure label={named('customers')} value={format.integer(data.customers)} to="/customers" />
              <Figure label={named('invoices')} value={format.integer(data.invoices)} />
              <Figure
                label={named('revenue')}
                value={data.currency === '' ? null : format.majorMoney(data.revenue, data.currency)}
                unknown={t('overview.noActivity')}
                detail={
                  data.firstAt === null || data.lastAt === null
                    ? undefined
                    : t('quality.span', { from: format.date(data.firstAt), to: format.date(data.lastAt) })
                }
              />
              <Figure label={named('returns')} value={format.integer(data.returns)} />
            </div>
          </Panel>
        )
      }}
    </QueryView>
  )
}
