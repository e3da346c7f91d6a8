import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedTag, SavedTags } from '#http/segment/tag-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useReach } from '../../../session/use-can.ts'
import { TrainingProgress, useTraining } from '../../predict/training.tsx'
import { StarterDialog, StarterSets } from './starter-sets.tsx'
import { TagCard } from './tag-card.tsx'
import { TagEditor } from './tag-editor.tsx'
import './tag-list.css'

const CATEGORIES = ['static', 'behaviour', 'value', 'scene'] as const

/** What the project says of each customer by a name. */
export default function TagsPage() {
  const { t } = useTranslation()
  const { can, limited } = useReach()
  const params = usePageParams()
  const query = useApi(endpoints.tags(), { watched: ({ items }) => items.some(({ waits, problem }) => waits && problem === null) })
  const refresh = useTraining('/tags/refresh', params)
  const [editing, setEditing] = useState<SavedTag | 'new' | null>(null)
  const [isChoosing, setChoosing] = useState(false)
  return (
    <Page
      title={t('tags.title')}
      purpose={t('tags.purpose')}
      {...(can('segments:write') && !limited
        ? {
            actions: (
              <>
                <Button loading={refresh.starting} onClick={() => refresh.start()}>
                  {t('tags.refreshAll')}
                </Button>
                <Button onClick={() => setChoosing(true)}>{t('tags.starters')}</Button>
                <Button type="primary" icon={<Icon name="plus" />} onClick={() => setEditing('new')}>
                  {t('tags.new')}
                </Button>
              </>
            ),
          }
        : {})}
    >
      <div className="stack">
        <TrainingProgress training={refresh} done={t('tags.refreshDone')} />
        <QueryView query={query} skeleton={<BlockSkeleton rows={10} />}>
          {(data) => (data.items.length === 0 ? <NoneYet /> : <Listed data={data} params={params} edit={setEditing} />)}
        </QueryView>
      </div>
      {editing === null ? null : <TagEditor tag={editing === 'new' ? null : editing} close={() => setEditing(null)} />}
      {isChoosing ? <StarterDialog close={() => setChoosing(false)} /> : null}
    </Page>
  )
}

function NoneYet() {
  const { t } = useTranslation()
  const { can, limited } = useReach()
  return (
    <Panel>
      <EmptyState title={t('tags.emptyTitle')}>{t('tags.emptyText')}</EmptyState>
      {can('segments:write') && !limited ? <StarterSets /> : null}
    </Panel>
  )
}

function Listed({ data, params, edit }: { data: SavedTags; params: PageParams; edit: (tag: SavedTag) => void }) {
  const { t } = useTranslation()
  const isArchive = params.get('archived') === '1'
  const typed = params.get('q') ?? ''
  const wanted = typed.trim().toLowerCase()
  const shown = data.items.filter(
    ({ name, label, archivedAt }) =>
      (archivedAt !== null) === isArchive && [name, label.zh, label.en].some((text) => text.toLowerCase().includes(wanted)),
  )
  return (
    <>
      <div className="filters panel" role="search">
        <Input
          allowClear
          className="exact-search"
          aria-label={t('tags.search')}
          placeholder={t('tags.search')}
          value={typed}
          onChange={(event) => params.set({ q: event.target.value })}
        />
        <Segmented
          aria-label={t('groups.archivedFilter')}
          value={isArchive ? '1' : ''}
          onChange={(archived) => params.set({ archived })}
          options={[
            { value: '', label: t('groups.inUse') },
            { value: '1', label: t('groups.archived') },
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <Panel>
          <EmptyState title={t('tags.noneFound')} />
        </Panel>
      ) : null}
      {CATEGORIES.map((category) => {
        const some = shown.filter((tag) => tag.category === category)
        return some.length === 0 ? null : (
          <section key={category} className="stack-small" aria-label={t(`tags.categories.${category}`)}>
            <h2 className="tag-category">
              {t(`tags.categories.${category}`)} <span className="faint">{some.length}</span>
            </h2>
            <div className="tag-cards">
              {some.map((tag) => (
                <TagCard key={tag.name} tag={tag} everyone={data.everyone} edit={() => edit(tag)} />
              ))}
            </div>
          </section>
        )
      })}
    </>
  )
}
