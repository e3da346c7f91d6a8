import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Page } from '../../../components/page.tsx'
import { PageTabs, usePageTabs } from '../../../components/page-tabs.tsx'
import type { PageTab } from '../../../components/page-tabs.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import type { PageParams } from '../../../components/use-page-params.ts'
import { PlanTab } from './plan-tab.tsx'
import { ViolationsTab } from './violations-tab.tsx'
import './plan.css'

export interface PlanTabProps {
  params: PageParams
  /** `all`, or the id of a source. */
  scope: string
}

const tabs: readonly [PageTab<PlanTabProps>, ...PageTab<PlanTabProps>[]] = [
  { key: 'plan', label: 'plan.tabPlan', view: PlanTab },
  { key: 'violations', label: 'plan.tabViolations', view: ViolationsTab },
]

/** What sources are expected to send, and what came that is not. */
export default function PlanPage() {
  const { t } = useTranslation()
  const params = usePageParams()
  const sources = useApi(endpoints.sources())
  const open = usePageTabs(params, tabs)
  const scope = params.get('source') ?? 'all'
  const View = open.current.view
  return (
    <Page
      title={t('plan.title')}
      purpose={t('plan.purpose')}
      actions={
        <Select
          aria-label={t('plan.scope')}
          className="plan-scope"
          value={scope}
          onChange={(value) => params.set({ source: value === 'all' ? undefined : value })}
          options={[
            { value: 'all', label: t('plan.allSources') },
            ...(sources.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      }
    >
      <PageTabs params={params} tabs={open} />
      <View params={params} scope={scope} />
    </Page>
  )
}
