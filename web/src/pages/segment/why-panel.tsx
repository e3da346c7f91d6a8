import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'
import type { Grain } from '#http/segment/condition-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { AccountSelect } from '../../components/account-select.tsx'
import { CustomerSelect } from '../../components/customer-select.tsx'
import { Panel } from '../../components/page.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { WhySteps } from './why-steps.tsx'

const NOBODY: readonly CustomerRow[] = []

interface Props {
  /** The condition as text; null while there is none to ask. */
  where: string | null
  grain: Grain
  params: PageParams
}

/** Asks of one customer, or account, why the condition holds or not. */
export function WhyPanel({ grain, ...props }: Props) {
  return grain === 'accounts' ? <WhyAccount {...props} /> : <WhyCustomer {...props} />
}

function WhyCustomer({ where, params }: Omit<Props, 'grain'>) {
  const { t } = useTranslation()
  const customerId = params.get('customer')
  // A customer of the address is shown by name, masked, and not by id.
  const { data: chosen } = useApi(endpoints.customers({ q: customerId, limit: 1 }), { enabled: customerId !== undefined })
  return (
    <Panel title={t('groups.whyTitle')}>
      <div className="stack-small">
        <CustomerSelect
          label={t('groups.whyWhom')}
          first={chosen?.items ?? NOBODY}
          value={customerId}
          change={(id) => params.set({ customer: id })}
          style={{ width: '100%' }}
        />
        {customerId === undefined ? <p className="soft">{t('groups.whyHelp')}</p> : null}
        {customerId === undefined || where === null ? null : <WhySteps of={{ where }} who={{ customerId }} />}
      </div>
    </Panel>
  )
}

function WhyAccount({ where, params }: Omit<Props, 'grain'>) {
  const { t } = useTranslation()
  const accountId = params.get('account')
  return (
    <Panel title={t('groups.whyAccountTitle')}>
      <div className="stack-small">
        <AccountSelect label={t('groups.whyAccount')} value={accountId} change={(id) => params.set({ account: id })} />
        {accountId === undefined || where === null ? null : <WhySteps of={{ where }} who={{ accountId }} />}
      </div>
    </Panel>
  )
}
