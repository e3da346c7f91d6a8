import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PieceRow } from '#http/act/piece-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import type { Column } from '../../../components/data-table.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { Label, StateTag } from '../../../components/tags.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { PieceChoiceDrawer } from './piece-choice.tsx'
import { PieceDrawer } from './piece-drawer.tsx'
import { PieceTagsDrawer } from './piece-tags.tsx'
import './pieces.css'

const KINDS = ['article', 'guide', 'right', 'free'] as const
const STATES = ['current', 'upcoming', 'over', 'archived'] as const
const TONES = { current: 'accent', upcoming: 'plain', over: 'warn', archived: 'muted' } as const

/** What is chosen for each customer to read: the pieces, how they did, and the way to write one. */
export default function PiecesPage() {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const params = usePageParams()
  const [q, kind, tag, state, open] = ['q', 'kind', 'tag', 'state', 'piece'].map((name) => params.get(name))
  const [typed, setTyped] = useState(q ?? '')
  const asked = useDebounced(typed.trim())
  const tags = useApi(endpoints.pieceTags())
  const pages = usePages('pieces', params, (page) => endpoints.pieces({ q, kind, tag, state, ...page }))
  const columns = useColumns()
  const [panel, setPanel] = useState<'tags' | 'choice'>()
  useEffect(() => {
    if (asked !== (params.get('q') ?? '')) params.set({ q: asked })
  }, [asked, params])
  const isWriter = can('contents:write')
  return (
    <Page
      title={t('pieces.title')}
      purpose={t('pieces.purpose')}
      actions={
        <>
          {can('customers:read') ? <Button onClick={() => setPanel('choice')}>{t('pieces.choice')}</Button> : null}
          <Button onClick={() => setPanel('tags')}>{t('pieces.tags')}</Button>
          {isWriter ? (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => params.set({ piece: 'new' })}>
              {t('pieces.new')}
            </Button>
          ) : null}
        </>
      }
    >
      <Panel flush>
        <div className="filters">
          <Input
            className="pieces-search"
            value={typed}
            aria-label={t('pieces.search')}
            placeholder={t('pieces.search')}
            onChange={({ target }) => setTyped(target.value)}
          />
          <Select
            allowClear
            aria-label={t('pieces.kind')}
            placeholder={t('pieces.kind')}
            value={kind ?? null}
            onChange={(value: string | null) => params.set({ kind: value ?? undefined })}
            options={KINDS.map((value) => ({ value, label: code('pieceKind', value) }))}
          />
          <Select
            allowClear
            showSearch
            aria-label={t('pieces.tag')}
            placeholder={t('pieces.tag')}
            value={tag ?? null}
            onChange={(value: string | null) => params.set({ tag: value ?? undefined })}
            options={(tags.data?.items ?? []).map(({ name }) => ({ value: name, label: name }))}
          />
          <Select
            allowClear
            aria-label={t('pieces.validity')}
            placeholder={t('pieces.validity')}
            value={state ?? null}
            onChange={(value: string | null) => params.set({ state: value ?? undefined })}
            options={STATES.map((value) => ({ value, label: code('pieceState', value) }))}
          />
        </div>
        <PagedTable
          label={t('pieces.title')}
          columns={columns}
          pages={pages}
          rowKey={({ id }) => id}
          onOpen={({ id }) => params.set({ piece: id })}
          empty={<EmptyState title={t('pieces.emptyTitle')}>{t('pieces.emptyText')}</EmptyState>}
        />
      </Panel>
      {open === undefined ? null : (
        <PieceDrawer key={open} id={open === 'new' ? null : open} close={() => params.set({ piece: undefined })} />
      )}
      {panel === 'tags' ? <PieceTagsDrawer close={() => setPanel(undefined)} /> : null}
      {panel === 'choice' ? <PieceChoiceDrawer close={() => setPanel(undefined)} /> : null}
    </Page>
  )
}

function useColumns(): Column<PieceRow>[] {
  const { t, i18n } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const titleOf = ({ titles }: PieceRow) => (i18n.language.startsWith('zh') ? titles.zh || titles.en : titles.en || titles.zh)
  const valid = ({ validFrom, validUntil }: PieceRow) => {
    if (validFrom === null && validUntil === null) return t('pieces.always')
    if (validFrom === null) return t('pieces.until', { day: format.day(validUntil ?? '') })
    return validUntil === null ? t('pieces.from', { day: format.day(validFrom) }) : `${format.day(validFrom)} – ${format.day(validUntil)}`
  }
  return [
    {
      key: 'name',
      title: t('pieces.name'),
      render: (row) => (
        <>
          <span className="cell-main">{row.name}</span>
          <span className="cell-sub">{titleOf(row)}</span>
        </>
      ),
      maxWidth: 280,
    },
    { key: 'kind', title: t('pieces.kind'), render: ({ kind }) => <Label>{code('pieceKind', kind)}</Label> },
    {
      key: 'tags',
      title: t('pieces.tags'),
      render: ({ tags }) => (tags.length === 0 ? <Unknown reason={t('pieces.noTags')} /> : tags.join(t('contents.comma'))),
      maxWidth: 200,
    },
    {
      key: 'forms',
      title: t('pieces.forms'),
      hideOnCard: true,
      render: ({ mail, short }) =>
        [
          ['mail', mail],
          ['short', short],
        ].flatMap(([form, languages]) =>
          languages === undefined || languages.length === 0
            ? []
            : [
                <div
                  key={String(form)}
                >{`${t(`pieces.form.${form as 'mail' | 'short'}`)} ${[...languages].map((one) => t(`pieces.language.${one as 'zh' | 'en'}`)).join(' ')}`}</div>,
              ],
        ),
    },
    {
      key: 'valid',
      title: t('pieces.validity'),
      render: (row) => (
        <>
          <StateTag tone={TONES[row.state]}>{code('pieceState', row.state)}</StateTag>
          <span className="cell-sub">
            {[valid(row), row.pinned ? t('pieces.pinned') : '', row.hasAudience ? t('pieces.limited') : '']
              .filter((part) => part !== '')
              .join(' · ')}
          </span>
        </>
      ),
    },
    { key: 'sent', title: t('pieces.sent'), numeric: true, render: ({ results }) => format.integer(results.sent) },
    { key: 'delivered', title: t('pieces.delivered'), numeric: true, render: ({ results }) => format.integer(results.delivered) },
    { key: 'clicked', title: t('pieces.clicked'), numeric: true, render: ({ results }) => format.integer(results.clicked) },
    {
      key: 'share',
      title: t('pieces.share'),
      numeric: true,
      render: ({ results: { share } }) =>
        share === null ? (
          <span className="faint">{t('pieces.notEnough')}</span>
        ) : (
          <>
            {format.percent(share.estimate, 1)}
            <span className="cell-sub">{`${format.percent(share.low, 1)} – ${format.percent(share.high, 1)}`}</span>
          </>
        ),
    },
  ]
}
