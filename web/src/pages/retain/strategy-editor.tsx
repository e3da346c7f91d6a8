import { Alert, App, Button, Drawer, Form, Input, InputNumber, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Strategy, StrategyDefinition } from '#http/schemas/retain.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { definitionOf, fieldsOf } from './strategy-fields.ts'
import type { StrategyFields } from './strategy-fields.ts'

interface Props {
  strategy: Strategy | undefined
  close: () => void
}

/** Changes what a strategy says and how it works; saving makes a new version. */
export function StrategyEditor({ strategy, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const [form] = Form.useForm<StrategyFields>()
  const save = useChange<Strategy>(['/strategies'])
  if (strategy === undefined) return null
  const submit = (fields: StrategyFields) => {
    const body: StrategyDefinition = definitionOf(strategy.definition, fields)
    save.mutate(
      { method: 'PUT', path: `/strategies/${encodeURIComponent(strategy.id)}`, body },
      {
        onSuccess: () => {
          void message.success(t('common.saved'))
          close()
        },
      },
    )
  }
  return (
    <Drawer
      open
      size="min(640px, 100vw)"
      onClose={close}
      title={`${t('retain.editTitle')} · ${format.text(strategy.definition.name)}`}
      footer={
        <div className="row">
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t('common.save')}
          </Button>
          <Button onClick={close}>{t('common.cancel')}</Button>
        </div>
      }
    >
      <div className="stack">
        <Alert type="info" showIcon title={t('retain.editNote')} />
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <Form form={form} layout="vertical" requiredMark={false} initialValues={fieldsOf(strategy.definition)} onFinish={submit}>
          <Tabs
            items={[
              {
                key: 'content',
                label: t('retain.contentTab'),
                forceRender: true,
                children: (
                  <>
                    <Content language="zh" heading={t('retain.zh')} />
                    <Content language="en" heading={t('retain.en')} />
                  </>
                ),
              },
              {
                key: 'rules',
                label: t('retain.rulesTab'),
                forceRender: true,
                children: <Rules form={form} definition={strategy.definition} />,
              },
            ]}
          />
        </Form>
      </div>
    </Drawer>
  )
}

function Content({ language, heading }: { language: 'zh' | 'en'; heading: string }) {
  const { t } = useTranslation()
  const required = [{ required: true, message: t('common.required') }]
  return (
    <fieldset className="fieldset">
      <legend>{heading}</legend>
      <Form.Item name={['name', language]} label={t('retain.name')} rules={required}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name={['summary', language]} label={t('retain.summary')} rules={required}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
      <Form.Item name={['subject', language]} label={t('retain.subject')} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={['body', language]} label={t('retain.body')} extra={t('retain.bodyHelp')} rules={required}>
        <Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} className="mono" />
      </Form.Item>
    </fieldset>
  )
}

function Rules({ form, definition }: { form: ReturnType<typeof Form.useForm<StrategyFields>>[0]; definition: StrategyDefinition }) {
  const { t } = useTranslation()
  const holdout = Form.useWatch('holdoutPercent', form) ?? definition.holdout * 100
  const required = [{ required: true, message: t('common.required') }]
  const number = (name: keyof StrategyFields, label: string, limits: { min: number; max?: number }, help?: string, suffix?: string) => (
    <Form.Item name={name} label={label} {...(help === undefined ? {} : { extra: help })} rules={name === 'budget' ? [] : required}>
      <InputNumber {...limits} style={{ width: '100%' }} {...(suffix === undefined ? {} : { suffix })} />
    </Form.Item>
  )
  const currency = definition.contactCost.currency
  return (
    <div className="grid-2 form-grid">
      {number('holdoutPercent', t('retain.holdoutPercent'), { min: 0, max: 90 }, t('retain.holdoutHelp'))}
      {holdout === 0 ? (
        <Form.Item name="holdoutWaiver" label={t('retain.waiver')} rules={[{ required: true, message: t('retain.waiverNeeded') }]}>
          <Input maxLength={300} />
        </Form.Item>
      ) : (
        number('windowDays', t('retain.window'), { min: 1, max: 180 }, t('retain.windowHelp'))
      )}
      {definition.offer.kind === 'coupon' ? number('discountPercent', t('retain.discount'), { min: 0, max: 100 }) : null}
      {definition.offer.kind === 'none' ? null : number('validDays', t('retain.validDays'), { min: 0, max: 365 })}
      {number('budget', t('retain.budget'), { min: 0 }, t('retain.budgetHelp'), currency)}
      {number('contactCost', t('retain.contactCost'), { min: 0 }, undefined, currency)}
      {number('cooldownDays', t('retain.cooldown'), { min: 0, max: 365 }, t('retain.cooldownHelp'))}
      {definition.channel === 'agent_task' ? number('slaHours', t('retain.sla'), { min: 1, max: 720 }) : null}
    </div>
  )
}
