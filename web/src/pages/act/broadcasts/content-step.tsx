import { Alert, Radio, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ContentRow } from '#http/act/content-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { ContentPreviewPanel, FindingsPanel } from '../contents/content-preview.tsx'
import type { FormChannel } from '../contents/content-preview.tsx'
import '../contents/contents.css'
import type { Draft } from './broadcast-wizard.tsx'

/** What a content can have a form for, in the order in which they are offered. */
export const FORMS = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook'] as const satisfies readonly FormChannel[]

interface Props {
  draft: Draft
  change: (changes: Partial<Draft>) => void
}

/** What it says: a published version of a content, looked at as a customer gets it. */
export function ContentStep({ draft, change }: Props) {
  const { t } = useTranslation()
  const query = useApi(endpoints.contents({ limit: 200, state: 'published' }))
  const choose = ({ id, published, channels }: ContentRow) => {
    const forms = FORMS.filter((one) => channels.includes(one))
    const kept = draft.channels.filter((one) => forms.some((form) => form === one))
    change({ content: { id, version: published ?? 1 }, channels: kept.length > 0 ? kept : forms.slice(0, 1) })
  }
  return (
    <div className="broadcast-content">
      <Panel title={t('broadcasts.contentTitle')}>
        <QueryView query={query}>
          {({ items }) => {
            const usable = items.filter(({ channels }) => FORMS.some((one) => channels.includes(one)))
            return usable.length === 0 ? (
              <EmptyState title={t('broadcasts.noContents')} action={<Link to="/retain/contents">{t('broadcasts.toContents')}</Link>}>
                {t('broadcasts.noContentsText')}
              </EmptyState>
            ) : (
              <Choice items={usable} draft={draft} choose={choose} />
            )
          }}
        </QueryView>
      </Panel>
      {draft.content === null ? null : <ChosenContent id={draft.content.id} version={draft.content.version} />}
    </div>
  )
}

function Choice({ items, draft, choose }: { items: readonly ContentRow[]; draft: Draft; choose: (row: ContentRow) => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const chosen = items.find(({ id }) => id === draft.content?.id)
  const newer = chosen?.published ?? null
  return (
    <div className="stack">
      {draft.content !== null && newer !== null && newer > draft.content.version && chosen !== undefined ? (
        <Alert
          type="info"
          showIcon
          title={t('broadcasts.newerVersion', { version: newer, mine: draft.content.version })}
          action={
            <button type="button" className="text-button" onClick={() => choose(chosen)}>
              {t('broadcasts.takeNewer')}
            </button>
          }
        />
      ) : null}
      <Radio.Group
        className="check-list broadcast-choice"
        aria-label={t('broadcasts.contentTitle')}
        value={draft.content?.id ?? null}
        onChange={({ target }) => {
          const row = items.find(({ id }) => id === target.value)
          if (row !== undefined) choose(row)
        }}
        options={items.map((row) => ({
          value: row.id,
          label: (
            <span>
              {row.name}{' '}
              <span className="faint">
                {row.channels.map((one) => code('channel', one)).join(t('common.listSeparator'))} · {t(`contents.purposes.${row.purpose}`)}{' '}
                · {t('broadcasts.versionN', { version: row.id === draft.content?.id ? draft.content.version : (row.published ?? 1) })}
              </span>
            </span>
          ),
        }))}
      />
    </div>
  )
}

/** The pinned version, as a customer gets it on each channel, and what there is to say about it. */
export function ChosenContent({ id, version }: { id: string; version: number }) {
  const { t, i18n } = useTranslation()
  const code = useCode()
  const query = useApi(endpoints.contentVersion(id, version))
  const [channel, setChannel] = useState<FormChannel>()
  const [language, setLanguage] = useState<'zh' | 'en'>(i18n.language.startsWith('zh') ? 'zh' : 'en')
  return (
    <QueryView query={query}>
      {({ content }) => {
        const forms = FORMS.filter((one) => content[one] !== undefined)
        const shown = forms.find((one) => one === channel) ?? forms[0]
        return (
          <div className="stack">
            <div className="row">
              <Segmented<FormChannel>
                aria-label={t('broadcasts.channels')}
                value={shown ?? 'email'}
                onChange={setChannel}
                options={forms.map((value) => ({ value, label: code('channel', value) }))}
              />
              <Segmented<'zh' | 'en'>
                aria-label={t('contents.language')}
                value={language}
                onChange={setLanguage}
                options={[
                  { value: 'zh', label: '中文' },
                  { value: 'en', label: 'English' },
                ]}
              />
              <Link to={`/retain/contents/${id}`}>{t('broadcasts.openContent')}</Link>
            </div>
            {shown === undefined ? null : <ContentPreviewPanel content={content} channel={shown} language={language} />}
            <FindingsPanel content={content} />
          </div>
        )
      }}
    </QueryView>
  )
}
