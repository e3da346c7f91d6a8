import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MessageContent } from '#http/act/content-schemas.ts'
import { Icon } from '../../../components/icon.tsx'

type Templates = NonNullable<MessageContent['sms']>['templates']
type Template = Templates[string]

/** Providers of text messages that only send templates; `*` stands for all others. */
const PROVIDERS = ['aliyun_sms', 'tencent_sms', '*'] as const

interface SmsProps {
  templates: Templates
  readOnly: boolean
  change: (templates: Templates) => void
}

/** The reviewed templates of a text message, one for each provider that wants one. */
export function SmsTemplates({ templates, readOnly, change }: SmsProps) {
  const { t } = useTranslation()
  const titleOf = (provider: string) =>
    provider === 'aliyun_sms' || provider === 'tencent_sms' ? t(`contents.template.providers.${provider}`) : t('contents.template.others')
  const free = PROVIDERS.filter((provider) => templates[provider] === undefined)
  return (
    <>
      <p className="soft">{t('contents.template.smsHelp')}</p>
      {Object.entries(templates).map(([provider, use]) => (
        <TemplateFields
          key={provider}
          name={t('contents.template.of', { provider: titleOf(provider) })}
          use={use}
          readOnly={readOnly}
          change={(next) => change({ ...templates, [provider]: next })}
          remove={() => change(Object.fromEntries(Object.entries(templates).filter(([one]) => one !== provider)))}
        />
      ))}
      {readOnly || free.length === 0 ? null : (
        <Select<string | null>
          value={null}
          placeholder={t('contents.template.add')}
          aria-label={t('contents.template.add')}
          onChange={(provider) => (provider === null ? undefined : change({ ...templates, [provider]: { code: '', params: [] } }))}
          options={free.map((value) => ({ value, label: titleOf(value) }))}
        />
      )}
    </>
  )
}

interface Props {
  name: string
  use: Template
  readOnly: boolean
  change: (use: Template) => void
  remove?: () => void
}

/** The code of a template that a provider has reviewed, and what stands in each of its parameters, in their order. */
export function TemplateFields({ name, use, readOnly, change, remove }: Props) {
  const { t } = useTranslation()
  const put = (at: number, next: Partial<Template['params'][number]>) =>
    change({ ...use, params: use.params.map((param, i) => (i === at ? { ...param, ...next } : param)) })
  return (
    <section className="content-block" aria-label={name}>
      <header>
        <strong>{name}</strong>
        {readOnly || remove === undefined ? null : (
          <Button size="small" type="text" icon={<Icon name="close" />} aria-label={t('contents.removeBlock', { name })} onClick={remove} />
        )}
      </header>
      <Input
        maxLength={200}
        readOnly={readOnly}
        placeholder={t('contents.template.code')}
        aria-label={`${name}: ${t('contents.template.code')}`}
        value={use.code}
        onChange={({ target }) => change({ ...use, code: target.value })}
      />
      {use.params.map((param, i) => (
        <div key={`parameter ${i + 1}`} className="content-param">
          <Input
            maxLength={60}
            readOnly={readOnly}
            placeholder={t('contents.template.param')}
            aria-label={`${name}: ${t('contents.template.paramN', { n: i + 1 })}`}
            value={param.name}
            onChange={({ target }) => put(i, { name: target.value })}
          />
          <Input
            maxLength={1_000}
            readOnly={readOnly}
            placeholder={t('contents.template.value')}
            aria-label={`${name}: ${t('contents.template.valueN', { n: i + 1 })}`}
            value={param.value}
            onChange={({ target }) => put(i, { value: target.value })}
          />
          {readOnly ? null : (
            <Button
              size="small"
              type="text"
              icon={<Icon name="close" />}
              aria-label={t('contents.removeBlock', { name: `${name}, ${t('contents.template.paramN', { n: i + 1 })}` })}
              onClick={() => change({ ...use, params: use.params.filter((_, at) => at !== i) })}
            />
          )}
        </div>
      ))}
      {readOnly || use.params.length >= 20 ? null : (
        <Button size="small" onClick={() => change({ ...use, params: [...use.params, { name: '', value: '' }] })}>
          {t('contents.template.addParam')}
        </Button>
      )}
    </section>
  )
}
