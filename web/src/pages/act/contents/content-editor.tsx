import { Alert, App, Button, Input, Segmented, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ContentDetail, ContentVariant, EmailBlock, MessageContent } from '#http/act/content-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useCan } from '../../../session/use-can.ts'
import { BlockEditor } from './block-editor.tsx'
import { ContentPreviewPanel, FindingsPanel } from './content-preview.tsx'
import type { FormChannel } from './content-preview.tsx'
import { FormTexts } from './form-texts.tsx'
import { TestDialog } from './test-dialog.tsx'
import { OfferChoice } from '../offers/offer-choice.tsx'
import { TextPieces } from '../pieces/piece-block-fields.tsx'
import { useDraft } from './draft-history.ts'
import { asContent, withEdited } from './edit-variants.ts'
import { VariablesPanel } from './variables-panel.tsx'
import type { TextField } from './variables-panel.tsx'
import { VariantsPanel } from './variants-panel.tsx'

type Language = 'zh' | 'en'
const CHANNELS: readonly FormChannel[] = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook']
const EMPTY = { zh: '', en: '' }

function withForm(content: MessageContent, channel: FormChannel): MessageContent {
  if (content[channel] !== undefined) return content
  switch (channel) {
    case 'email':
      return { ...content, email: { subject: EMPTY, preheader: EMPTY, body: { kind: 'blocks', blocks: { zh: [], en: [] } } } }
    case 'sms':
      return { ...content, sms: { text: EMPTY, templates: {} } }
    case 'wechat':
      return {
        ...content,
        wechat: { kind: 'template', text: EMPTY, template: { code: '', params: [] }, url: '{{ shop.url }}', miniProgram: null },
      }
    case 'webhook':
      return { ...content, webhook: { note: '' } }
    case 'push':
      return { ...content, push: { title: EMPTY, body: EMPTY, url: '{{ shop.url }}', imageUrl: '' } }
    case 'agent_task':
      return { ...content, agent_task: { title: EMPTY, script: EMPTY, slaHours: 24 } }
  }
}

function without(content: MessageContent, channel: FormChannel): MessageContent {
  const { [channel]: _gone, ...rest } = content
  return rest
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
  const params = usePageParams()
  const variant = draft.variants?.find(({ id }) => id === params.get('variant'))
  /** What is being written: the content, or the forms of one of its variants. */
  const written = asContent(draft, variant)
  const write = (next: MessageContent) => set(withEdited(draft, variant, next))
  const change = useChange<ContentDetail>(['/contents'])
  /** Where a variable that is picked goes: the text that was written last. */
  const field = useRef<TextField>(null)
  const noteField = (target: EventTarget) => {
    const isText = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text')
    if (isText && !target.readOnly && target.role !== 'combobox' && !target.hasAttribute('data-plain')) field.current = target
  }
  const readOnly = !can('contents:write') || of.state === 'archived'
  const isChanged = draft !== of.content
  const send = (method: 'PUT' | 'POST', path: string, body: unknown, done: string) =>
    change.mutate({ method, path, body }, { onSuccess: () => void message.success(done) })
  const at = `/contents/${segment(of.id)}`
  const email = written.email
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
      {isTesting ? (
        <TestDialog content={draft} language={language} channel={channel} variant={variant?.id} close={() => setIsTesting(false)} />
      ) : null}
      {change.error === null ? null : <Alert type="error" showIcon title={problemText(change.error)} />}
      <div className="content-editor">
        <div className="stack" onFocus={({ target }) => noteField(target)}>
          <Panel>
            <div className="stack-small">
              <Input
                maxLength={100}
                readOnly={readOnly}
                data-plain
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
                className="content-channels"
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
          <VariantsPanel draft={draft} set={set} readOnly={readOnly} chosen={variant} choose={(id) => params.set({ variant: id })} />
          <Panel
            title={
              variant === undefined
                ? code('channel', channel)
                : t('contents.variant.channelOf', { name: variant.name, channel: code('channel', channel) })
            }
            {...(readOnly || written[channel] === undefined
              ? {}
              : { actions: <Button onClick={() => write(without(written, channel))}>{t('contents.removeForm')}</Button> })}
          >
            {written[channel] === undefined ? (
              <div className="stack-small">
                <NoForm
                  variant={variant}
                  base={draft}
                  channel={channel}
                  readOnly={readOnly}
                  begin={(copied) => write(copied === undefined ? withForm(written, channel) : { ...written, ...copied })}
                />
              </div>
            ) : (
              <div className="stack-small">
                {variant === undefined ? null : <p className="soft">{t('contents.variant.emptyIsBase')}</p>}
                <FormTexts channel={channel} language={language} draft={written} set={write} readOnly={readOnly} />
                {channel === 'email' && email !== undefined ? (
                  blocks === null ? (
                    <p className="soft">{t('contents.byHand')}</p>
                  ) : (
                    <BlockEditor
                      blocks={blocks[language]}
                      readOnly={readOnly}
                      change={(next) =>
                        write({
                          ...written,
                          email: { ...email, body: { kind: 'blocks', blocks: { ...blocks, [language]: next as EmailBlock[] } } },
                        })
                      }
                    />
                  )
                ) : null}
              </div>
            )}
          </Panel>
          <OfferChoice draft={draft} set={set} readOnly={readOnly} />
          <VariablesPanel draft={draft} set={set} readOnly={readOnly} field={field} />
          <TextPieces draft={draft} set={set} readOnly={readOnly} />
        </div>
        <div className="stack">
          <ContentPreviewPanel content={draft} channel={channel} language={language} written={variant?.id} />
          <FindingsPanel content={draft} />
        </div>
      </div>
    </Page>
  )
}

/** Nothing is written for a channel: a variant begins with the words that everybody else gets, where there are some. */
function NoForm({
  variant,
  base,
  channel,
  readOnly,
  begin,
}: {
  variant: ContentVariant | undefined
  base: MessageContent
  channel: FormChannel
  readOnly: boolean
  begin: (copied: Partial<MessageContent> | undefined) => void
}) {
  const { t } = useTranslation()
  if (variant === undefined) {
    return (
      <>
        <p className="soft">{t('contents.noForm')}</p>
        {readOnly ? null : <Button onClick={() => begin(undefined)}>{t('contents.addForm')}</Button>}
      </>
    )
  }
  if (base[channel] === undefined) return <p className="soft">{t('contents.variant.baseFirst')}</p>
  return (
    <>
      <p className="soft">{t('contents.variant.noForm')}</p>
      {readOnly ? null : (
        <div className="row">
          <Button onClick={() => begin({ [channel]: base[channel] })}>{t('contents.variant.fromBase')}</Button>
          <Button onClick={() => begin(undefined)}>{t('contents.variant.fromNothing')}</Button>
        </div>
      )}
    </>
  )
}
