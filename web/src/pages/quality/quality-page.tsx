import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'
import { PageTabs, usePageTabs, type PageTab } from '../../components/page-tabs.tsx'
import { type PageParams, usePageParams } from '../../components/use-page-params.ts'
import { BoardTab } from './board-tab.tsx'
import { FlagsTab } from './flags-tab.tsx'
import { PortraitsTab } from './portraits-tab.tsx'
import { QualityRulesTab } from './quality-rules-tab.tsx'
import { SignUpsTab } from './sign-ups-tab.tsx'
import './quality.css'

export interface TabProps {
  params: PageParams
}

const TABS: readonly [PageTab<TabProps>, ...PageTab<TabProps>[]] = [
  { key: 'board', label: 'quality.board', view: BoardTab },
  { key: 'portraits', label: 'portraits.tab', view: PortraitsTab, needs: 'segments:read' },
  { key: 'flags', label: 'quality.flags', view: FlagsTab },
  { key: 'sign-ups', label: 'quality.signUps', view: SignUpsTab },
  { key: 'rules', label: 'quality.rules', view: QualityRulesTab },
]

/** How good the data are: what rules check, and what they found. */
export default function QualityPage() {
  const { t } = useTranslation()
  const params = usePageParams()
  const tabs = usePageTabs(params, TABS)
  const View = tabs.current.view
  return (
    <Page title={t('quality.title')} purpose={t('quality.purpose')}>
      <PageTabs params={params} tabs={tabs} />
      <View params={params} />
    </Page>
  )
}
