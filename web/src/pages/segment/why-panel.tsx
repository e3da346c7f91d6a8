import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { CustomerSelect } from '../../components/customer-select.tsx'
import { Panel } from '../../components/page.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { WhySteps } from './why-steps.tsx'

const NOBODY: readonly CustomerRow[] = []

interface Props {
  /** The condition as text; null while there is none to ask. */
  where: string | null
  params: PageParams
}

/** Asks of one customer why the condition holds or not. */
export function WhyPanel({ where, params }: Props) {
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
        {customerId === undefined || where === null ? null : <WhySteps of={{ where }} customerId={customerId} />}
      </div>
    </Panel>
  )
}
