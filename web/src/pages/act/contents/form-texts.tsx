import { Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MessageContent } from '#http/act/content-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import type { FormChannel } from './content-preview.tsx'
import { ImageField } from '../images/image-field.tsx'
import { SmsTemplates, TemplateFields } from './template-fields.tsx'

export interface FormProps {
  draft: MessageContent
  set: (next: MessageContent) => void
  readOnly: boolean
}

/** Texts in both languages, with the most that each may hold and the lines it begins with. */
const TEXTS = {
  email: [
    ['subject', 500, 1],
    ['preheader', 500, 1],
  ],
  sms: [['text', 1_000, 3]],
  wechat: [['text', 2_000, 3]],
  push: [
    ['title', 200, 1],
    ['body', 1_000, 3],
  ],
  agent_task: [
    ['title', 200, 1],
    ['script', 5_000, 3],
  ],
  webhook: [],
} as const satisfies Record<FormChannel, readonly (readonly [string, number, number])[]>

/** The texts of a form in one language, each with how long it is, and what else the form has. */
export function FormTexts({ channel, language, draft, set, readOnly }: FormProps & { channel: FormChannel; language: 'zh' | 'en' }) {
  const { t } = useTranslation()
  const format = useFormat()
  const form = draft[channel] as Readonly<Record<string, unknown>> | undefined
  if (form === undefined) return null
  return (
    <>
      {TEXTS[channel].map(([field, most, lines]) => {
        const text = form[field] as { zh: string; en: string }
        return (
          <label key={field} className="stack-tight">
            <span>
              {t(`contents.texts.${field}`)}{' '}
              <span className="cell-sub">{t('contents.characters', { n: format.integer([...text[language]].length) })}</span>
            </span>
            <Input.TextArea
              autoSize={{ minRows: lines }}
              maxLength={most}
              readOnly={readOnly}
              value={text[language]}
              onChange={({ target }) => set({ ...draft, [channel]: { ...form, [field]: { ...text, [language]: target.value } } })}
            />
          </label>
        )
      })}
      <Rest channel={channel} draft={draft} set={set} readOnly={readOnly} />
    </>
  )
}

/** What a form has beside its texts; the same in both languages. */
function Rest({ channel, draft, set, readOnly }: FormProps & { channel: FormChannel }) {
  const { t } = useTranslation()
  const { sms, wechat, push, agent_task: task, webhook } = draft
  const line = (label: string, value: string, most: number, change: (text: string) => void, placeholder = '') => (
    <label className="stack-tight">
      <span>{label}</span>
      <Input maxLength={most} readOnly={readOnly} value={value} placeholder={placeholder} onChange={({ target }) => change(target.value)} />
    </label>
  )
  if (channel === 'sms' && sms !== undefined) {
    return (
      <SmsTemplates templates={sms.templates} readOnly={readOnly} change={(templates) => set({ ...draft, sms: { ...sms, templates } })} />
    )
  }
  if (channel === 'wechat' && wechat !== undefined) {
    const put = (change: Partial<typeof wechat>) => set({ ...draft, wechat: { ...wechat, ...change } })
    const program = wechat.miniProgram ?? { appId: '', page: '' }
    const putProgram = (next: typeof program) => put({ miniProgram: next.appId.trim() === '' && next.page.trim() === '' ? null : next })
    return (
      <>
        <label className="stack-tight">
          <span>{t('contents.wechat.kind')}</span>
          <Select
            disabled={readOnly}
            value={wechat.kind}
            aria-label={t('contents.wechat.kind')}
            onChange={(kind) => put({ kind, template: kind === 'service' ? null : (wechat.template ?? { code: '', params: [] }) })}
            options={(['template', 'subscribe', 'service'] as const).map((value) => ({
              value,
              label: t(`contents.wechat.kinds.${value}`),
            }))}
          />
        </label>
        <p className="soft">{t(`contents.wechat.about.${wechat.kind}`)}</p>
        {wechat.template === null ? null : (
          <TemplateFields
            name={t('contents.template.of', { provider: t(`contents.wechat.kinds.${wechat.kind}`) })}
            use={wechat.template}
            readOnly={readOnly}
            change={(template) => put({ template })}
          />
        )}
        {line(t('contents.url'), wechat.url, 2_000, (url) => put({ url }), 'https://')}
        {line(t('contents.wechat.appId'), program.appId, 100, (appId) => putProgram({ ...program, appId }))}
        {line(t('contents.wechat.page'), program.page, 500, (page) => putProgram({ ...program, page }), 'pages/index')}
      </>
    )
  }
  if (channel === 'push' && push !== undefined) {
    return (
      <>
        {line(t('contents.url'), push.url, 2_000, (url) => set({ ...draft, push: { ...push, url } }), 'https://')}
        <div className="stack-tight">
          <span>{t('contents.imageUrl')}</span>
          <ImageField
            label={t('contents.imageUrl')}
            value={push.imageUrl}
            readOnly={readOnly}
            onChange={(imageUrl) => set({ ...draft, push: { ...push, imageUrl } })}
          />
        </div>
      </>
    )
  }
  if (channel === 'agent_task' && task !== undefined) {
    return (
      <label className="stack-tight">
        <span>{t('contents.slaHours')}</span>
        <InputNumber
          min={1}
          max={8760}
          disabled={readOnly}
          value={task.slaHours}
          onChange={(hours) => set({ ...draft, agent_task: { ...task, slaHours: hours ?? 24 } })}
        />
      </label>
    )
  }
  if (channel === 'webhook' && webhook !== undefined) {
    return (
      <>
        {line(t('contents.note'), webhook.note, 1_000, (note) => set({ ...draft, webhook: { note } }))}
        <p className="soft">{t('contents.noteHelp')}</p>
      </>
    )
  }
  return null
}
