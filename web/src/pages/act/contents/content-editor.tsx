import { Alert, App, Button, Input, InputNumber, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ContentDetail, EmailBlock, MessageContent } from '#http/act/content-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { segment } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { BlockEditor } from './block-editor.tsx'
import { ContentPreviewPanel, FindingsPanel } from './content-preview.tsx'
import type { FormChannel } from './content-preview.tsx'
import { TestDialog } from './test-dialog.tsx'
import { useDraft } from './draft-history.ts'

type Language = 'zh' | 'en'
const CHANNELS: readonly FormChannel[] = ['email', 'sms', 'push', 'agent_task']
const EMPTY = { zh: '', en: '' }

function withForm(content: MessageContent, channel: FormChannel): MessageContent {
  if (content[channel] !== undefined) return content
  switch (channel) {
    case 'email':
      return { ...content, email: { subject: EMPTY, preheader: EMPTY, body: { kind: 'blocks', blocks: { zh: [], en: [] } } } }
    case 'sms':
      return { ...content, sms: { text: EMPTY, templates: {} } }
    case 'push':
      return { ...content, push: { title: EMPTY, body: EMPTY, url: '{{ shop.url }}', imageUrl: '' } }
    case 'agent_task':
      return { ...content, agent_task: { title: EMPTY, script: EMPTY, slaHours: 24 } }
  }
}

/** Writes a content: its forms in both languages, beside how it looks and what is wrong with it. */
export function ContentEditor({ of }: { of: ContentDetail }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const [language, setLanguage] = useState<Language>('zh')
  const [channel, setChannel] = useState<FormChannel>(CHANNELS.find((one) => of.content[one] !== undefined) ?? 'email')
  const [isTesting, setIsTesting] = useState(false)
  const { draft, set, undo, redo, canUndo, canRedo } = useDraft(of.content)
  const change = useChange<ContentDetail>(['/contents'])
  const readOnly = !can('contents:write') || of.state === 'archived'
  const isChanged = draft !== of.content
  const send = (method: 'PUT' | 'POST', path: string, body: unknown, done: string) =>
    change.mutate({ method, path, body }, { onSuccess: () => void message.success(done) })
  const at = `/contents/${segment(of.id)}`
  const email = draft.email
  const blocks = email?.body.kind === 'blocks' ? email.body.blocks : null
  return (
    <Page
      title={of.name}
      purpose={t('contents.editing', { version: of.version, state: t(`contents.states.${of.state}`) })}
      above={<Link to="/retain/contents">{t('contents.title')}</Link>}
      {...(can('contents:write')
        ? {
            actions: (
              <>
                <Button icon={<Icon name="undo" />} disabled={!canUndo} onClick={undo}>
                  {t('contents.undo')}
                </Button>
                <Button disabled={!canRedo} onClick={redo}>
                  {t('contents.redo')}
                </Button>
                {can('channels:read') ? <Button onClick={() => setIsTesting(true)}>{t('contents.test')}</Button> : null}
                <Button
                  disabled={isChanged}
                  onClick={() => send('PUT', `${at}/archived`, { archived: of.state !== 'archived' }, t('common.saved'))}
                >
                  {t(of.state === 'archived' ? 'contents.restore' : 'contents.archive')}
                </Button>
                <Button
                  disabled={readOnly || !isChanged}
                  loading={change.isPending}
                  onClick={() => send('PUT', at, { base: of.version, content: draft }, t('common.saved'))}
                >
                  {t('contents.save')}
                </Button>
                <Button
                  type="primary"
                  disabled={readOnly || isChanged || of.published === of.version}
                  onClick={() => send('POST', `${at}/publish`, { version: of.version }, t('contents.publishedNow'))}
                >
                  {t('contents.publish')}
                </Button>
              </>
            ),
          }
        : {})}
    >
      {isTesting ? <TestDialog content={draft} language={language} channel={channel} close={() => setIsTesting(false)} /> : null}
      {change.error === null ? null : <Alert type="error" showIcon title={problemText(change.error)} />}
      <div className="content-editor">
        <div className="stack">
          <Panel>
            <div className="stack-small">
              <Input
                maxLength={100}
                readOnly={readOnly}
                aria-label={t('contents.name')}
                value={draft.name}
                onChange={({ target }) => set({ ...draft, name: target.value })}
              />
              <Select
                disabled={readOnly}
                aria-label={t('contents.purposeOf')}
                value={draft.purpose}
                onChange={(purpose) => set({ ...draft, purpose })}
                options={(['marketing', 'transactional'] as const).map((value) => ({ value, label: t(`contents.purposes.${value}`) }))}
              />
              <Segmented<FormChannel>
                value={channel}
                aria-label={t('contents.channels')}
                onChange={setChannel}
                options={CHANNELS.map((value) => ({ value, label: code('channel', value) }))}
              />
              <Segmented<Language>
                value={language}
                aria-label={t('contents.language')}
                onChange={setLanguage}
                options={[
                  { value: 'zh', label: '中文' },
                  { value: 'en', label: 'English' },
                ]}
              />
            </div>
          </Panel>
          <Panel title={code('channel', channel)}>
            {draft[channel] === undefined ? (
              <div className="stack-small">
                <p className="soft">{t('contents.noForm')}</p>
                {readOnly ? null : <Button onClick={() => set(withForm(draft, channel))}>{t('contents.addForm')}</Button>}
              </div>
            ) : (
              <div className="stack-small">
                <Texts channel={channel} language={language} draft={draft} set={set} readOnly={readOnly} />
                {channel === 'email' && email !== undefined ? (
                  blocks === null ? (
                    <p className="soft">{t('contents.byHand')}</p>
                  ) : (
                    <BlockEditor
                      blocks={blocks[language]}
                      readOnly={readOnly}
                      change={(next) =>
                        set({
                          ...draft,
                          email: { ...email, body: { kind: 'blocks', blocks: { ...blocks, [language]: next as EmailBlock[] } } },
                        })
                      }
                    />
                  )
                ) : null}
              </div>
            )}
          </Panel>
          <Fallbacks draft={draft} set={set} readOnly={readOnly} />
        </div>
        <div className="stack">
          <ContentPreviewPanel content={draft} channel={channel} language={language} />
          <FindingsPanel content={draft} />
        </div>
      </div>
    </Page>
  )
}

interface FormProps {
  draft: MessageContent
  set: (next: MessageContent) => void
  readOnly: boolean
}

/** The texts of a form in one language, each with how long it is. */
function Texts({ channel, language, draft, set, readOnly }: FormProps & { channel: FormChannel; language: Language }) {
  const { t } = useTranslation()
  const format = useFormat()
  const form = draft[channel] as Readonly<Record<string, unknown>> | undefined
  if (form === undefined) return null
  const fields = { email: ['subject', 'preheader'], sms: ['text'], push: ['title', 'body'], agent_task: ['title', 'script'] } as const
  return (
    <>
      {fields[channel].map((field) => {
        const text = form[field] as { zh: string; en: string }
        return (
          <label key={field} className="stack-tight">
            <span>
              {t(`contents.texts.${field}`)}{' '}
              <span className="cell-sub">{t('contents.characters', { n: format.integer([...text[language]].length) })}</span>
            </span>
            <Input.TextArea
              autoSize={{ minRows: field === 'subject' || field === 'preheader' || field === 'title' ? 1 : 3 }}
              maxLength={field === 'script' ? 5000 : field === 'text' || field === 'body' ? 1000 : 200}
              readOnly={readOnly}
              value={text[language]}
              onChange={({ target }) => set({ ...draft, [channel]: { ...form, [field]: { ...text, [language]: target.value } } })}
            />
          </label>
        )
      })}
      {channel === 'agent_task' && draft.agent_task !== undefined ? (
        <label className="stack-tight">
          <span>{t('contents.slaHours')}</span>
          <InputNumber
            min={1}
            max={8760}
            disabled={readOnly}
            value={draft.agent_task.slaHours}
            onChange={(hours) =>
              set({ ...draft, agent_task: { ...(draft.agent_task as NonNullable<MessageContent['agent_task']>), slaHours: hours ?? 24 } })
            }
          />
        </label>
      ) : null}
    </>
  )
}

/** Variables to put in, and what stands in for each where a customer has no value. */
function Fallbacks({ draft, set, readOnly }: FormProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const variables = useApi(endpoints.contentVariables())
  const names = Object.keys(draft.fallbacks)
  const items = variables.data?.items ?? []
  const labelOf = (name: string) => {
    const found = items.find((one) => one.name === name)
    return found === undefined ? name : format.text(found.label)
  }
  return (
    <Panel title={t('contents.variables')} note={t('contents.fallbackNote')}>
      <div className="stack-small">
        <p className="soft mono content-names">{items.map(({ name }) => `{{ ${name} }}`).join('  ')}</p>
        {names.map((name) => {
          const text = draft.fallbacks[name] ?? EMPTY
          return (
            <div key={name} className="content-fallback">
              <span>{labelOf(name)}</span>
              {(['zh', 'en'] as const).map((language) => (
                <Input
                  key={language}
                  maxLength={500}
                  readOnly={readOnly}
                  placeholder={language === 'zh' ? '中文' : 'English'}
                  aria-label={t('contents.fallbackOf', { name: labelOf(name), language: language === 'zh' ? '中文' : 'English' })}
                  value={text[language]}
                  onChange={({ target }) =>
                    set({ ...draft, fallbacks: { ...draft.fallbacks, [name]: { ...text, [language]: target.value } } })
                  }
                />
              ))}
            </div>
          )
        })}
        {readOnly ? null : (
          <Select<string | null>
            value={null}
            placeholder={t('contents.addFallback')}
            aria-label={t('contents.addFallback')}
            onChange={(name) => (name === null ? undefined : set({ ...draft, fallbacks: { ...draft.fallbacks, [name]: EMPTY } }))}
            options={items
              .filter(({ name, needsFallback }) => needsFallback && !names.includes(name))
              .map(({ name, label }) => ({ value: name, label: format.text(label) }))}
          />
        )}
      </div>
    </Panel>
  )
}
