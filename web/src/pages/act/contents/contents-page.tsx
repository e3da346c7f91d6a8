import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ContentDetail, ContentLibrary, ContentRow, MessageContent } from '#http/act/content-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { Label } from '../../../components/tags.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import './contents.css'

const EMPTY: MessageContent = {
  name: '',
  purpose: 'marketing',
  email: { subject: { zh: '', en: '' }, preheader: { zh: '', en: '' }, body: { kind: 'blocks', blocks: { zh: [], en: [] } } },
  fallbacks: {},
  utm: null,
}

/** What messages say: the contents, and ready ones to begin with. */
export default function ContentsPage() {
  const { t } = useTranslation()
  const can = useCan()
  const [q, setQ] = useState('')
  const [state, setState] = useState<string>()
  const [isAdding, setIsAdding] = useState(false)
  const asked = useDebounced(q.trim())
  const query = useApi(
    endpoints.contents({ limit: 200, ...(asked === '' ? {} : { q: asked }), ...(state === undefined ? {} : { state }) }),
    { keepPrevious: true },
  )
  return (
    <Page
      title={t('contents.title')}
      purpose={t('contents.purpose')}
      {...(can('contents:write')
        ? {
            actions: (
              <Button type="primary" icon={<Icon name="plus" />} onClick={() => setIsAdding(true)}>
                {t('contents.new')}
              </Button>
            ),
          }
        : {})}
    >
      <Panel flush>
        <div className="content-filters">
          <Input
            allowClear
            value={q}
            aria-label={t('contents.search')}
            placeholder={t('contents.search')}
            onChange={({ target }) => setQ(target.value)}
          />
          <Select
            allowClear
            value={state}
            aria-label={t('contents.state')}
            placeholder={t('contents.state')}
            onChange={(value: string | undefined) => setState(value)}
            options={(['draft', 'published', 'archived'] as const).map((value) => ({ value, label: t(`contents.states.${value}`) }))}
          />
        </div>
        <QueryView query={query}>{({ items }) => <List items={items} />}</QueryView>
      </Panel>
      {isAdding ? <LibraryDialog close={() => setIsAdding(false)} /> : null}
    </Page>
  )
}

function List({ items }: { items: readonly ContentRow[] }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const go = useNavigate()
  return (
    <DataTable<ContentRow>
      label={t('contents.title')}
      rows={items}
      rowKey={({ id }) => id}
      onOpen={({ id }) => void go(`/retain/contents/${id}`)}
      empty={<EmptyState title={t('contents.emptyTitle')}>{t('contents.emptyText')}</EmptyState>}
      columns={[
        { key: 'name', title: t('contents.name'), render: ({ name }) => <span className="cell-main">{name}</span> },
        { key: 'state', title: t('contents.state'), render: (one) => <Label>{t(`contents.states.${one.state}`)}</Label> },
        { key: 'purpose', title: t('contents.purposeOf'), render: ({ purpose }) => t(`contents.purposes.${purpose}`) },
        {
          key: 'channels',
          title: t('contents.channels'),
          render: ({ channels, variants }) => (
            <>
              {channels.map((channel) => code('channel', channel)).join(t('contents.comma'))}
              {variants === 0 ? null : <span className="cell-sub">{t('contents.variant.count', { count: variants })}</span>}
            </>
          ),
        },
        {
          key: 'version',
          title: t('contents.version'),
          render: ({ version, published }) =>
            published === null || published === version ? String(version) : t('contents.ahead', { version, published }),
        },
        { key: 'saved', title: t('contents.saved'), render: ({ savedAt, savedBy }) => `${format.dateTime(savedAt)} · ${savedBy}` },
      ]}
    />
  )
}

function LibraryDialog({ close }: { close: () => void }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const go = useNavigate()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const library = useApi(endpoints.contentLibrary())
  const create = useChange<ContentDetail>(['/contents'])
  const begin = (content: MessageContent) =>
    create.mutate(
      { method: 'POST', path: '/contents', body: { content } },
      {
        onSuccess: ({ id }) => void go(`/retain/contents/${id}`),
        onError: (problem) => void message.error(problemText(problem)),
      },
    )
  const nameOf = ({ label }: ContentLibrary['items'][number]) => (i18n.language.startsWith('zh') ? label.zh : label.en)
  return (
    <Modal open title={t('contents.new')} width={760} onCancel={close} footer={null} destroyOnHidden>
      <p className="soft">{t('contents.libraryText')}</p>
      <QueryView query={library}>
        {({ items }) => (
          <div className="content-library">
            <button
              type="button"
              className="content-card"
              disabled={create.isPending}
              onClick={() => begin({ ...EMPTY, name: t('contents.untitled') })}
            >
              <strong>{t('contents.blank')}</strong>
              <span>{t('contents.blankText')}</span>
            </button>
            {items.map((one) => (
              <button
                key={one.key}
                type="button"
                className="content-card"
                disabled={create.isPending}
                onClick={() => begin({ ...one.content, name: nameOf(one) })}
              >
                <strong>{format.text(one.label)}</strong>
                <span>{format.text(one.use)}</span>
              </button>
            ))}
          </div>
        )}
      </QueryView>
    </Modal>
  )
}
