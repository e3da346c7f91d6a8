import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CustomerSelection } from '#http/profile/selection-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { RunWizard } from './run-wizard.tsx'
import './decide.css'

/** A run of chosen customers: choose strategies, look at the preview with its reasons, run exactly that. */
export function RunDialog({ customers, close }: { customers: CustomerSelection; close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.strategies())
  if (query.data !== undefined) return <RunWizard open strategies={query.data.items} customers={customers} close={close} />
  return (
    <Modal open title={t('decide.wizardTitle')} onCancel={close} footer={null}>
      <QueryView query={query} skeleton={<BlockSkeleton />}>
        {() => null}
      </QueryView>
    </Modal>
  )
}
