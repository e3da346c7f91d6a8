import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { OfferRow } from '#http/act/offer-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useCode } from '../../../components/codes.ts'
import type { Column } from '../../../components/data-table.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { Label, StateTag } from '../../../components/tags.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { STATES, TONES, useOfferWords } from './use-offer-words.ts'
import './offers.css'

/** What the shop promises, who got it and who used it. */
export default function OffersPage() {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const navigate = useNavigate()
  const params = usePageParams()
  const [q, state] = ['q', 'state'].map((name) => params.get(name))
  const [typed, setTyped] = useState(q ?? '')
  const asked = useDebounced(typed.trim())
  const pages = usePages('offers', params, (page) => endpoints.offers({ q, state, ...page }))
  const columns = useColumns()
  useEffect(() => {
    if (asked !== (params.get('q') ?? '')) params.set({ q: asked })
  }, [asked, params])
  return (
    <Page
      title={t('offers.title')}
      purpose={t('offers.purpose')}
      {...(can('contents:write')
        ? {
            actions: (
              <Button type="primary" icon={<Icon name="plus" />} onClick={() => void navigate('/retain/offers/new')}>
                {t('offers.new')}
              </Button>
            ),
          }
        : {})}
    >
      <Panel flush>
        <div className="filters">
          <Input
            className="offers-search"
            value={typed}
            aria-label={t('offers.search')}
            placeholder={t('offers.search')}
            onChange={({ target }) => setTyped(target.value)}
          />
          <Select
            allowClear
            aria-label={t('offers.state')}
            placeholder={t('offers.state')}
            value={state ?? null}
            onChange={(value: string | null) => params.set({ state: value ?? undefined })}
            options={STATES.map((value) => ({ value, label: code('offerState', value) }))}
          />
        </div>
        <PagedTable
          label={t('offers.title')}
          columns={columns}
          pages={pages}
          rowKey={({ id }) => id}
          onOpen={({ id }) => void navigate(`/retain/offers/${id}`)}
          empty={<EmptyState title={t('offers.emptyTitle')}>{t('offers.emptyText')}</EmptyState>}
        />
      </Panel>
    </Page>
  )
}

function useColumns(): Column<OfferRow>[] {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const words = useOfferWords()
  return [
    {
      key: 'name',
      title: t('offers.name'),
      render: (row) => (
        <>
          <span className="cell-main">{row.name}</span>
          <span className="cell-sub">{words.either(row.title)}</span>
        </>
      ),
      maxWidth: 260,
    },
    { key: 'kind', title: t('offers.kind'), render: ({ kind }) => <Label>{code('offerKind', kind)}</Label> },
    { key: 'value', title: t('offers.gives'), render: ({ value }) => words.either(value), maxWidth: 200 },
    {
      key: 'state',
      title: t('offers.state'),
      render: (row) => (
        <>
          <StateTag tone={TONES[row.state]}>{code('offerState', row.state)}</StateTag>
          <span className="cell-sub">{[words.problem(row), words.valid(row)].filter((part) => part !== '').join(' · ')}</span>
        </>
      ),
    },
    {
      key: 'left',
      title: t('offers.left'),
      numeric: true,
      render: ({ left }) => (left === null ? t('offers.unlimited') : format.integer(left)),
    },
    { key: 'issued', title: t('offers.issued'), numeric: true, render: ({ counts }) => format.integer(counts.issued) },
    { key: 'delivered', title: t('offers.delivered'), numeric: true, render: ({ counts }) => format.integer(counts.delivered) },
    { key: 'opened', title: t('offers.opened'), numeric: true, render: ({ counts }) => format.integer(counts.opened) },
    {
      key: 'used',
      title: t('offers.used'),
      numeric: true,
      render: ({ counts }) => (
        <>
          {format.integer(counts.used)}
          {counts.issued === 0 ? null : <span className="cell-sub">{format.percent(counts.used / counts.issued, 0)}</span>}
        </>
      ),
    },
  ]
}
