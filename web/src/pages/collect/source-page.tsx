import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { FirstEvent } from './first-event.tsx'
import { PartnerPanel } from './partner-panel.tsx'
import { SourceSnippets } from './source-snippets.tsx'
import { SourceWatch } from './source-watch.tsx'
import { TraitMeasurePanel } from './trait-measures.tsx'
import { WebhookReceivers } from './webhook-receivers.tsx'
import './source-watch.css'
import './streams.css'

/** One source: how to send its first event, and what it sends now. */
export default function SourcePage() {
  const { t } = useTranslation()
  const { sourceId = '' } = useParams()
  const params = usePageParams()
  const query = useApi(endpoints.sources())
  const source = query.data?.items.find(({ id }) => id === sourceId)
  return (
    <Page
      title={source?.name ?? t('collect.sourceTitle')}
      purpose={t('collect.sourcePurpose')}
      above={<Link to="/data/sources">{t('collect.sourcesTitle')}</Link>}
    >
      <QueryView query={query}>
        {() =>
          source === undefined ? (
            <EmptyState title={t('collect.sourceGone')} action={<Link to="/data/sources">{t('collect.sourcesTitle')}</Link>} />
          ) : (
            <div className="stack">
              <SourceWatch sourceId={source.id} params={params} />
              <WebhookReceivers sourceId={source.id} />
              <PartnerPanel source={source} />
              <TraitMeasurePanel sourceId={source.id} />
              <Panel title={t('collect.snippetTitle')}>
                <FirstEvent sourceId={source.id} />
                <SourceSnippets sourceId={source.id} kind={source.kind} />
              </Panel>
            </div>
          )
        }
      </QueryView>
    </Page>
  )
}
