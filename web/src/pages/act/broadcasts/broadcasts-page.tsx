import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Broadcast } from '#http/act/broadcast-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useCode } from '../../../components/codes.ts'
import { Unknown } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { BroadcastStateTag, isMoving } from './broadcast-state.tsx'
import './broadcasts.css'

const STATES = ['draft', 'awaiting', 'repeating', 'scheduled', 'planning', 'sending', 'done', 'stopped'] as const

/** One message to many: all broadcasts, the newest first. */
export default function BroadcastsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const go = useNavigate()
  const params = usePageParams()
  const typed = params.get('q') ?? ''
  const asked = useDebounced(typed.trim())
  const state = params.get('state')
  const pages = usePages('broadcasts', params, (page) => endpoints.broadcasts({ ...page, state, q: asked === '' ? undefined : asked }), {
    watched: isMoving,
  })
  const isFiltered = asked !== '' || state !== undefined
  const start = can('strategies:write') ? (
    <Link to="/retain/broadcasts/new">
      <Button type="primary" icon={<Icon name="plus" />}>
        {t('broadcasts.new')}
      </Button>
    </Link>
  ) : undefined
  return (
    <Page title={t('broadcasts.title')} purpose={t('broadcasts.purpose')} actions={start}>
      <div className="panel">
        <div className="filters broadcast-filters" role="search">
          <Input
            allowClear
            className="exact-search"
            value={typed}
            aria-label={t('broadcasts.search')}
            placeholder={t('broadcasts.search')}
            onChange={({ target }) => params.set({ q: target.value })}
          />
          <Select
            allowClear
            value={state ?? null}
            aria-label={t('broadcasts.state')}
            placeholder={t('broadcasts.anyState')}
            onChange={(value: string | null) => params.set({ state: value ?? undefined })}
            options={STATES.map((value) => ({ value, label: t(`broadcasts.states.${value}`) }))}
            style={{ minWidth: 140 }}
          />
        </div>
        <PagedTable<Broadcast>
          label={t('broadcasts.title')}
          pages={pages}
          rowKey={({ id }) => id}
          onOpen={({ id }) => void go(`/retain/broadcasts/${id}`)}
          empty={
            isFiltered ? (
              <EmptyState title={t('broadcasts.noneFound')}>{t('broadcasts.noneFoundText')}</EmptyState>
            ) : (
              <EmptyState title={t('broadcasts.emptyTitle')} action={start}>
                {t('broadcasts.emptyText')}
              </EmptyState>
            )
          }
          columns={[
            {
              key: 'name',
              title: t('broadcasts.name'),
              maxWidth: 280,
              render: ({ id, name, contentName }) => (
                <>
                  <Link to={`/retain/broadcasts/${id}`} className="cell-main">
                    {name}
                  </Link>
                  <span className="cell-sub">{contentName ?? t('broadcasts.noContent')}</span>
                </>
              ),
            },
            { key: 'state', title: t('broadcasts.state'), render: (row) => <BroadcastStateTag broadcast={row} /> },
            {
              key: 'channels',
              title: t('broadcasts.channels'),
              render: ({ channels }) =>
                channels.length === 0 ? (
                  <Unknown reason={t('broadcasts.noChannels')} />
                ) : (
                  channels.map((one) => code('channel', one)).join(t('common.listSeparator'))
                ),
            },
            {
              key: 'audience',
              title: t('broadcasts.audience'),
              numeric: true,
              render: ({ audienceSize }) =>
                audienceSize === null ? <Unknown reason={t('broadcasts.audienceLater')} /> : format.integer(audienceSize),
            },
            { key: 'sent', title: t('broadcasts.sent'), numeric: true, render: ({ sends }) => format.integer(sends.sent) },
            {
              key: 'when',
              title: t('broadcasts.when'),
              hideOnCard: true,
              render: ({ startsAt }) => (startsAt === null ? <Unknown reason={t('broadcasts.notStarted')} /> : format.dateTime(startsAt)),
            },
            { key: 'by', title: t('broadcasts.by'), hideOnCard: true, maxWidth: 160, render: (row) => row.startedBy ?? row.createdBy },
          ]}
        />
      </div>
    </Page>
  )
}
