import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AccountRisks } from '#http/predict/account-risk-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useReach } from '../../session/use-can.ts'
import { TrainingProgress, useTraining } from '../predict/training.tsx'
import { riskModelText } from './account-risk-words.ts'

type Row = AccountRisks['items'][number]

const SHOWN = 10
/** The worst of each; its page has all. */
const SIGNALS = 2

/** The companies with most at stake, for those who see the whole shop. */
export function AccountRisksPanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const { can, limited } = useReach()
  const training = useTraining('/accounts/risks/refresh', usePageParams())
  const { data } = useApi(endpoints.accountRisks({ limit: SHOWN }), { enabled: can('churn:read') && !limited })
  if (data === undefined) return null
  const why = riskModelText(data.model, t, format)
  const columns: Column<Row>[] = [
    {
      key: 'account',
      title: t('profile.accountName'),
      maxWidth: 220,
      render: ({ id, name, accountId }) => (
        <Link to={`/customers/accounts/${id}`} className="cell-main">
          {name === '' ? accountId : name}
        </Link>
      ),
    },
    {
      key: 'risk',
      title: t('accountRisk.risk'),
      numeric: true,
      render: ({ probability }) => (probability === null ? <Unknown reason={why} /> : format.percent(probability)),
    },
    {
      key: 'atRisk',
      title: t('accountRisk.atRisk'),
      numeric: true,
      render: ({ valueAtRisk }) => (valueAtRisk === null ? <Unknown reason={why} /> : format.money(valueAtRisk)),
    },
    {
      key: 'contracts',
      title: t('accountRisk.contractYear'),
      numeric: true,
      render: ({ contractYear }) => (contractYear === null ? <Unknown reason={t('accountRisk.noPrice')} /> : format.money(contractYear)),
    },
    {
      key: 'signals',
      title: t('accountRisk.signals'),
      maxWidth: 420,
      render: ({ signals }) =>
        signals.length === 0
          ? '—'
          : signals
              .slice(0, SIGNALS)
              .map(({ text }) => format.text(text))
              .join(t('accountRisk.between')),
    },
  ]
  const refresh = can('models:train') ? (
    <Button size="small" loading={training.starting} onClick={() => training.start()}>
      {t('accountRisk.refresh')}
    </Button>
  ) : undefined
  return (
    <>
      <TrainingProgress training={training} done={t('accountRisk.done')} />
      <Panel
        title={t('accountRisk.listTitle')}
        flush
        note={refresh ?? (data.model === null ? '' : t('accountRisk.asOf', { at: format.date(data.model.asOf) }))}
      >
        {data.items.length === 0 ? null : (
          <DataTable label={t('accountRisk.listTitle')} columns={columns} rows={data.items} rowKey={({ id }) => id} empty={null} />
        )}
        <p className="figures-foot">{why}</p>
      </Panel>
    </>
  )
}
