import { Button, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { StateTag } from '../../components/tags.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useReach } from '../../session/use-can.ts'
import { ArchiveButton } from './archive-button.tsx'
import { builderAddress, peopleAddress } from './people-address.ts'
import { SegmentExamples } from './segment-examples.tsx'
import { SizeFigure } from './size-figure.tsx'
import '../profile/customers.css'
import './builder/builder.css'

/** Segments by name: who is in them in words, how many, who saved them. */
export default function SavedSegmentsPage() {
  const { t } = useTranslation()
  const { can } = useReach()
  const params = usePageParams()
  const query = useApi(endpoints.savedSegments())
  const start = can('segments:write') ? (
    <>
      <Link to={builderAddress(null, 'accounts')}>
        <Button>{t('groups.newOfAccounts')}</Button>
      </Link>
      <Link to="/customers/groups/new">
        <Button type="primary" icon={<Icon name="plus" />}>
          {t('groups.new')}
        </Button>
      </Link>
    </>
  ) : (
    <Link to="/customers/groups/new">
      <Button icon={<Icon name="search" />}>{t('groups.explore')}</Button>
    </Link>
  )
  return (
    <Page title={t('groups.title')} purpose={t('groups.purpose')} actions={start}>
      <QueryView query={query} skeleton={<BlockSkeleton rows={10} />}>
        {({ items }) => (items.length === 0 ? <NoneYet /> : <Listed items={items} params={params} />)}
      </QueryView>
    </Page>
  )
}

function NoneYet() {
  const { t } = useTranslation()
  return (
    <div className="panel">
      <EmptyState title={t('groups.emptyTitle')}>{t('groups.emptyText')}</EmptyState>
      <SegmentExamples />
    </div>
  )
}

function Listed({ items, params }: { items: readonly SavedSegment[]; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const { can } = useReach()
  const isArchive = params.get('archived') === '1'
  const typed = params.get('q') ?? ''
  const kept = items.filter(({ archivedAt }) => (archivedAt !== null) === isArchive)
  const wanted = typed.trim().toLowerCase()
  const rows = kept.filter(({ name, description, sentence }) =>
    [name, description, sentence.zh, sentence.en].some((text) => text.toLowerCase().includes(wanted)),
  )
  const columns: Column<SavedSegment>[] = [
    {
      key: 'name',
      title: t('groups.name'),
      maxWidth: 260,
      render: (row) => (
        <Link to={`/customers/groups/${row.id}`} className="cell-main">
          {row.name}
        </Link>
      ),
    },
    {
      key: 'sentence',
      title: t('groups.sentence'),
      maxWidth: 420,
      wideOnCard: true,
      render: (row) => (
        <span className="soft" title={format.text(row.sentence)}>
          {row.problem === null ? format.text(row.sentence) : <StateTag tone="danger">{t('groups.broken')}</StateTag>}
        </span>
      ),
    },
    {
      key: 'size',
      title: t('groups.size'),
      numeric: true,
      render: (row) =>
        row.size === null ? (
          <SizeFigure segment={row} />
        ) : (
          <Link to={peopleAddress({ segment: row.id }, row.grain) ?? ''} aria-label={t('groups.openPeople', { name: row.name })}>
            {format.integer(row.size.customers)}
          </Link>
        ),
    },
    {
      key: 'counted',
      title: t('groups.counted'),
      render: (row) => (row.size === null ? <Unknown reason={t('groups.notCounted')} /> : format.dateTime(row.size.at)),
    },
    { key: 'grain', title: t('groups.grainLabel'), render: (row) => t(`groups.grain.${row.grain}`) },
    { key: 'kind', title: t('groups.kindLabel'), render: (row) => t(`groups.kind.${row.kind}`) },
    { key: 'by', title: t('groups.by'), maxWidth: 160, render: (row) => row.savedBy },
    {
      key: 'usedBy',
      title: t('groups.usedBy'),
      maxWidth: 200,
      render: (row) =>
        row.usedBy.length === 0 ? (
          <span className="faint">{t('groups.unused')}</span>
        ) : (
          row.usedBy.map(({ name }) => name).join(t('common.listSeparator'))
        ),
    },
    ...(can('segments:write') ? [{ key: 'archive', title: '', render: (row: SavedSegment) => <ArchiveButton segment={row} /> }] : []),
  ]
  return (
    <div className="panel">
      <div className="filters" role="search">
        <Input
          allowClear
          className="exact-search"
          aria-label={t('groups.search')}
          placeholder={t('groups.search')}
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
      <DataTable
        label={t('groups.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/customers/groups/${row.id}`)}
        empty={<EmptyState title={t(isArchive && kept.length === 0 ? 'groups.noArchived' : 'groups.noneFound')} />}
      />
    </div>
  )
}
