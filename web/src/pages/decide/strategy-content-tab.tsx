import { Form, Input } from 'antd'
import type { FormInstance } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StrategyFields } from './strategy-fields.ts'

/** What the strategy is called and what its message says; one language is enough. */
export function ContentTab({ form }: { form: FormInstance<StrategyFields> }) {
  const { t } = useTranslation()
  return (
    <>
      <Content form={form} language="zh" heading={t('decide.zh')} />
      <Content form={form} language="en" heading={t('decide.en')} />
    </>
  )
}

function Content({ form, language, heading }: { form: FormInstance<StrategyFields>; language: 'zh' | 'en'; heading: string }) {
  const { t } = useTranslation()
  const other = language === 'zh' ? 'en' : 'zh'
  const oneOf = (field: 'name' | 'subject' | 'body') => [
    {
      validator: (_rule: unknown, value: string | undefined) => {
        const elsewhere = (form.getFieldsValue(true) as Partial<StrategyFields>)[field]?.[other]
        return (value ?? '').trim() !== '' || (elsewhere ?? '').trim() !== ''
          ? Promise.resolve()
          : Promise.reject(new Error(t('common.required')))
      },
    },
  ]
  return (
    <fieldset className="fieldset">
      <legend>{heading}</legend>
      <Form.Item name={['name', language]} label={t('decide.name')} rules={oneOf('name')} dependencies={[['name', other]]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name={['summary', language]} label={t('decide.summary')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
      <Form.Item name={['subject', language]} label={t('decide.subject')} rules={oneOf('subject')} dependencies={[['subject', other]]}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item
        name={['body', language]}
        label={t('decide.body')}
        extra={t('decide.bodyHelp')}
        rules={oneOf('body')}
        dependencies={[['body', other]]}
      >
        <Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} className="mono" />
      </Form.Item>
    </fieldset>
  )
}
