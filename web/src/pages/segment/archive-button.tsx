import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SavedSegment, SegmentUses } from '#http/segment/saved-segment-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'

type Use = SegmentUses['uses'][number]

const PAGES: Readonly<Record<Use['kind'], (id: string) => string>> = {
  segment: (id) => `/customers/groups/${id}`,
  strategy: (id) => `/retain/strategies?edit=${encodeURIComponent(id)}`,
  journey: (id) => `/retain/journeys/${id}`,
  broadcast: (id) => `/retain/broadcasts/${id}`,
  series: (id) => `/retain/broadcasts/${id}`,
  content: (id) => `/retain/contents/${id}`,
}

/** Puts a segment away, where it is used being told first; or takes it out again. */
export function ArchiveButton({ segment }: { segment: SavedSegment }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useSegmentArchive(segment)
  const [isOpen, setOpen] = useState(false)
  const isInUse = segment.archivedAt === null
  const restore = () =>
    change.set(false, {
      onSuccess: () => void message.success(t('groups.wasRestored', { name: segment.name })),
      onError: (problem) => void message.error(problemText(problem)),
    })
  return (
    <>
      <Button
        size="small"
        type="text"
        loading={!isInUse && change.isPending}
        aria-label={t(isInUse ? 'groups.archiveOne' : 'groups.restoreOne', { name: segment.name })}
        onClick={() => (isInUse ? setOpen(true) : restore())}
      >
        {t(isInUse ? 'groups.archive' : 'groups.restore')}
      </Button>
      {isOpen ? <ArchiveDialog segment={segment} close={() => setOpen(false)} /> : null}
    </>
  )
}

function useSegmentArchive({ id }: SavedSegment) {
  const change = useChange(['/segments', '/conditions/fields'])
  return {
    isPending: change.isPending,
    error: change.error,
    set: (archived: boolean, then: Parameters<typeof change.mutate>[1]) =>
      change.mutate({ method: 'PUT', path: `/segments/${encodeURIComponent(id)}/archived`, body: { archived } }, then),
  }
}

function ArchiveDialog({ segment, close }: { segment: SavedSegment; close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const change = useSegmentArchive(segment)
  const query = useApi(endpoints.segmentUses(segment.id))
  const isBlocked = query.data?.uses.some(({ isBlocking }) => isBlocking) ?? true
  return (
    <Modal
      open
      title={t('groups.archiveOne', { name: segment.name })}
      okText={t('groups.archive')}
      okButtonProps={{ disabled: isBlocked, loading: change.isPending }}
      cancelText={t('common.cancel')}
      onCancel={close}
      onOk={() =>
        change.set(true, {
          onSuccess: () => {
            void message.success(t('groups.wasArchived', { name: segment.name }))
            close()
          },
        })
      }
      destroyOnHidden
    >
      <QueryView query={query} skeleton={<BlockSkeleton rows={2} />}>
        {({ uses }) => (
          <div className="stack-small">
            <UseList title={t('groups.usesBlock')} uses={uses.filter(({ isBlocking }) => isBlocking)} />
            <UseList title={t('groups.usesWarn')} uses={uses.filter(({ isBlocking }) => !isBlocking)} />
            {uses.length === 0 ? <p>{t('groups.noUses')}</p> : null}
            {change.error === null ? null : <ErrorNotice problem={change.error} />}
          </div>
        )}
      </QueryView>
    </Modal>
  )
}

function UseList({ title, uses }: { title: string; uses: readonly Use[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (uses.length === 0) return null
  return (
    <div>
      <p>{title}</p>
      <ul>
        {uses.map(({ kind, id, name }) => (
          <li key={`${kind} ${id}`}>
            {t(`groups.useKinds.${kind}`)} ·{' '}
            <Link className="text-link" to={PAGES[kind](id)}>
              {format.text(name)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
