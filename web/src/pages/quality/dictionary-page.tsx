import { Input, Popover, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DictionaryEntry } from '#http/quality/dictionary-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { useDebounced } from '../../components/use-debounced.ts'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { pageOf } from '../../shell/nav.ts'
import { useCan } from '../../session/use-can.ts'
import './quality.css'

/** What metrics and fields mean, and where they are used. */
export default function DictionaryPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const params = usePageParams()
  const [typed, setTyped] = useState(params.get('search') ?? '')
  const search = useDebounced(typed.trim())
  const query = useApi(endpoints.dictionary(search === '' ? {} : { search }), { keepPrevious: true })
  const columns: Column<DictionaryEntry>[] = [
    {
      key: 'name',
      title: t('quality.entry'),
      render: (row) => (
        <>
          <span className="cell-main">{format.text(row.label)}</span>
          <span className="cell-sub">{t(`quality.entryKind_${row.kind}`)}</span>
        </>
      ),
    },
    {
      key: 'meaning',
      title: t('quality.meaning'),
      wideOnCard: true,
      render: (row) => <span className="dictionary-text">{format.text(row.meaning)}</span>,
    },
    { key: 'version', title: t('quality.entryVersion'), render: (row) => <Versions entry={row} /> },
    { key: 'owner', title: t('quality.owner'), render: (row) => <Owner entry={row} /> },
    { key: 'used', title: t('quality.usedIn'), wideOnCard: true, render: (row) => <Uses entry={row} /> },
  ]
  const consistency = query.data?.consistency
  return (
    <Page title={t('quality.dictionaryTitle')} purpose={t('quality.dictionaryPurpose')}>
      <div className="stack">
        {consistency === undefined ? null : (
          <p className="soft">
            {t('quality.consistency')}{' '}
            {t('quality.consistencyText', {
              share: format.percent(consistency.reading / consistency.all),
              reading: format.integer(consistency.reading),
              all: format.integer(consistency.all),
            })}
          </p>
        )}
        <div className="panel">
          <div className="panel-body">
            <Input
              allowClear
              aria-label={t('quality.dictionarySearch')}
              placeholder={t('quality.dictionarySearch')}
              maxLength={100}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value)
                params.set({ search: event.target.value.trim() === '' ? undefined : event.target.value.trim() })
              }}
            />
          </div>
          <DataTable
            label={t('quality.dictionaryTitle')}
            columns={columns}
            rows={query.data?.items}
            rowKey={(row) => row.id}
            error={query.error}
            retry={() => void query.refetch()}
            empty={<EmptyState title={t('quality.dictionaryNone')} />}
          />
        </div>
      </div>
    </Page>
  )
}

function Versions({ entry }: { entry: DictionaryEntry }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (entry.history.length === 0) return <>{entry.version}</>
  return (
    <Popover
      trigger="click"
      title={t('quality.history')}
      content={
        <ul className="quality-list">
          {entry.history.map((one) => (
            <li key={one.version}>
              {one.version} · {format.day(one.since)} · {format.text(one.change)}
            </li>
          ))}
        </ul>
      }
    >
      <Button type="text" size="small" aria-label={t('quality.versionsOf', { name: format.text(entry.label), version: entry.version })}>
        {entry.version}
      </Button>
    </Popover>
  )
}

function Owner({ entry }: { entry: DictionaryEntry }) {
  const { t } = useTranslation()
  const can = useCan()
  const [owner, setOwner] = useState(entry.owner)
  const save = useChange<null>(['/dictionary'])
  const shown = entry.owner === '' ? t('quality.ownerNone') : entry.owner
  if (!can('settings:manage')) return <>{shown}</>
  return (
    <Popover
      trigger="click"
      title={t('quality.owner')}
      content={
        <div className="quality-actions">
          {save.error === null ? null : <ErrorNotice problem={save.error} />}
          <Input aria-label={t('quality.owner')} maxLength={120} value={owner} onChange={(event) => setOwner(event.target.value)} />
          <Button
            type="primary"
            size="small"
            loading={save.isPending}
            onClick={() => save.mutate({ method: 'PUT', path: '/dictionary/owners', body: { entry: entry.id, owner } })}
          >
            {t('common.save')}
          </Button>
        </div>
      }
    >
      <Button type="text" size="small">
        {shown}
      </Button>
    </Popover>
  )
}

function Uses({ entry }: { entry: DictionaryEntry }) {
  const { t } = useTranslation()
  const code = useCode()
  const pageWord = (place: string) => {
    const page = pageOf(place)
    return page === undefined ? place : t(`shell.nav.${page.key}`)
  }
  if (entry.usedIn.length === 0) return <span className="faint">{t('quality.usedNowhere')}</span>
  return (
    <span className="quality-actions dictionary-text">
      {entry.usedIn.map(({ kind, place }) =>
        kind === 'rule' ? (
          <Link key={`${kind} ${place}`} to={`/data/quality?tab=flags&rule=${encodeURIComponent(place)}`}>
            {t('quality.readerKind_rule')} {code('qualityRule', place)}
          </Link>
        ) : (
          <Link key={`${kind} ${place}`} to={place}>
            {pageWord(place)} ({t(`quality.readerKind_${kind}`)})
          </Link>
        ),
      )}
    </span>
  )
}
