import { Alert, App, Button } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useBlocker, useNavigate, useParams } from 'react-router'
import type { CheckedCondition, Condition, ConditionLanguage, Grain } from '#http/segment/condition-schemas.ts'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { useCan } from '../../session/use-can.ts'
import { ConditionBuilder } from './builder/condition-builder.tsx'
import type { Built } from './builder/condition-builder.tsx'
import { SaveSegmentDialog } from './builder/save-segment-dialog.tsx'
import { WhyPanel } from './why-panel.tsx'
import './builder/builder.css'

const EVERYONE: Condition = { all: [] }

/** Makes a segment, or changes the condition of one. */
export default function SegmentBuilderPage() {
  const { id } = useParams()
  return id === undefined ? <Started key="new" segment={null} /> : <OfSegment key={id} id={id} />
}

function OfSegment({ id }: { id: string }) {
  const query = useApi(endpoints.savedSegment(id))
  const [opened, open] = useState<SavedSegment>()
  if (opened === undefined && query.data !== undefined) open(query.data.segment)
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {/* A version that somebody else saves meanwhile takes nothing away from what is being edited: saving says so. */}
      {() => (opened === undefined ? <PageSkeleton /> : <Started segment={opened} />)}
    </QueryView>
  )
}

function PageSkeleton() {
  return (
    <div className="page">
      <BlockSkeleton rows={8} />
    </div>
  )
}

/** The condition that the page starts from: that of the address, of the segment, or everybody. */
function Started({ segment }: { segment: SavedSegment | null }) {
  const params = usePageParams()
  const [where] = useState(() => params.get('where'))
  const grain = segment?.grain ?? (params.get('grain') === 'accounts' ? 'accounts' : 'customers')
  const language = useApi(endpoints.conditionLanguage())
  const given = useAnswer<CheckedCondition>('/conditions/check', { where, grain }, { enabled: where !== undefined })
  const isReady = language.data !== undefined && (where === undefined || given.data !== undefined || given.error !== null)
  if (language.error !== null) {
    return (
      <div className="page">
        <ErrorNotice problem={language.error} retry={() => void language.refetch()} />
      </div>
    )
  }
  if (!isReady || language.data === undefined) return <PageSkeleton />
  const start = (given.data?.condition ?? segment?.condition ?? EVERYONE) as Condition
  return <Editing params={params} grain={grain} segment={segment} language={language.data} start={start} isUnread={given.error !== null} />
}

interface EditingProps {
  params: PageParams
  grain: Grain
  segment: SavedSegment | null
  language: ConditionLanguage
  start: Condition
  /** The text in the address is not understood: it is shown as it is. */
  isUnread: boolean
}

function Editing({ params, grain, segment, language, start, isUnread }: EditingProps) {
  const { t } = useTranslation()
  const can = useCan()
  const navigate = useNavigate()
  const [built, setBuilt] = useState<Built>({ condition: null, text: '', isChanged: false })
  const [saving, setSaving] = useState<Condition | null>(null)
  const isSaved = useRef(false)
  const isText = params.get('mode') === 'text'
  useEffect(() => {
    if (isUnread && !isText) params.set({ mode: 'text' })
  }, [isUnread, isText, params])
  const tell = useCallback((next: Built) => setBuilt(next), [])
  const isOther = segment === null ? built.isChanged : built.isChanged && built.text !== segment.text
  useUnsavedGuard(() => isOther && !isSaved.current)
  const title =
    segment === null ? t(grain === 'accounts' ? 'groups.newOfAccounts' : 'groups.newTitle') : t('groups.editTitle', { name: segment.name })
  const mayWrite = can('segments:write') && segment?.kind !== 'snapshot'
  return (
    <Page
      title={title}
      purpose={t(grain === 'accounts' ? 'groups.builderPurposeOfAccounts' : 'groups.builderPurpose')}
      above={
        <Link to={segment === null ? '/customers/groups' : `/customers/groups/${segment.id}`} className="crumb">
          <Icon name="chevronLeft" size={14} />
          {segment === null ? t('groups.title') : segment.name}
        </Link>
      }
      {...(mayWrite
        ? {
            actions: (
              <Button type="primary" disabled={built.condition === null} onClick={() => setSaving(built.condition)}>
                {t('groups.save')}
              </Button>
            ),
          }
        : {})}
    >
      <div className="stack">
        {can('segments:write') ? null : <Alert type="info" showIcon title={t('groups.readOnly')} />}
        {segment?.kind === 'snapshot' ? <Alert type="info" showIcon title={t('groups.snapshotStays')} /> : null}
        <ConditionBuilder
          params={params}
          language={language}
          grain={grain}
          start={start}
          startText={segment?.text ?? 'everyone'}
          built={tell}
          aside={(text) => (can('customers:read') ? <WhyPanel where={text} grain={grain} params={params} /> : null)}
        />
      </div>
      {saving === null ? null : (
        <SaveSegmentDialog
          condition={saving}
          grain={grain}
          segment={segment}
          close={() => setSaving(null)}
          saved={({ id }) => {
            isSaved.current = true
            void navigate(`/customers/groups/${id}`)
          }}
        />
      )}
    </Page>
  )
}

/** Asks before the page is left with something unsaved. The people behind the count do not lose it: their address holds the condition. */
function useUnsavedGuard(isUnsaved: () => boolean): void {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      currentLocation.pathname !== nextLocation.pathname && !nextLocation.search.includes('where=') && isUnsaved(),
  )
  const asked = useRef(false)
  useEffect(() => {
    if (blocker.state !== 'blocked') {
      asked.current = false
      return
    }
    if (asked.current) return
    asked.current = true
    modal.confirm({
      title: t('groups.discardAsk'),
      content: t('groups.discardText'),
      okText: t('groups.discard'),
      okButtonProps: { danger: true },
      cancelText: t('groups.keepEditing'),
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    })
  }, [blocker, modal, t])
  const latest = useRef(isUnsaved)
  useEffect(() => {
    latest.current = isUnsaved
  })
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (latest.current()) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [])
}
