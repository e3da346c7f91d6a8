import { Form, Input, InputNumber, Select } from 'antd'
import type { FormInstance } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StrategyDefinition } from '#http/decide/retain-schemas.ts'
import { useCode } from '../../components/codes.ts'
import type { StrategyFields } from './strategy-fields.ts'

const channels = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook'] as const
const draws = ['account', 'person'] as const
const offers = ['none', 'coupon', 'gift', 'service'] as const

/** Channel, offer, hold-out, money and times. */
export function RulesTab({ form, definition }: { form: FormInstance<StrategyFields>; definition: StrategyDefinition }) {
  const { t } = useTranslation()
  const code = useCode()
  const holdout = Form.useWatch('holdoutPercent', form) ?? definition.holdout * 100
  const channel = Form.useWatch('channel', form) ?? definition.channel
  const next = Form.useWatch('nextChannels', form) ?? definition.nextChannels ?? []
  const offer = Form.useWatch('offerKind', form) ?? definition.offer.kind
  const required = [{ required: true, message: t('common.required') }]
  const number = (name: keyof StrategyFields, label: string, limits: { min: number; max?: number }, help?: string, suffix?: string) => (
    <Form.Item name={name} label={label} {...(help === undefined ? {} : { extra: help })} rules={name === 'budget' ? [] : required}>
      <InputNumber {...limits} style={{ width: '100%' }} {...(suffix === undefined ? {} : { suffix })} />
    </Form.Item>
  )
  const currency = definition.contactCost.currency
  return (
    <div className="grid-2 form-grid">
      <Form.Item name="channel" label={t('decide.channel')}>
        <Select options={channels.map((value) => ({ value, label: code('channel', value) }))} />
      </Form.Item>
      <Form.Item name="nextChannels" label={t('decide.nextChannels')} extra={t('decide.nextChannelsHelp')}>
        <Select
          mode="multiple"
          options={channels.filter((value) => value !== channel).map((value) => ({ value, label: code('channel', value) }))}
        />
      </Form.Item>
      <Form.Item name="offerKind" label={t('decide.offer')}>
        <Select options={offers.map((value) => ({ value, label: t(`codes.offer.${value}`) }))} />
      </Form.Item>
      {offer === 'none' ? null : (
        <>
          <Form.Item name={['offerLabel', 'zh']} label={`${t('decide.offerLabel')} (${t('decide.zh')})`}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name={['offerLabel', 'en']} label={`${t('decide.offerLabel')} (${t('decide.en')})`}>
            <Input maxLength={100} />
          </Form.Item>
        </>
      )}
      {offer === 'coupon' ? number('discountPercent', t('decide.discount'), { min: 0, max: 100 }) : null}
      {offer === 'none' ? null : number('validDays', t('decide.validDays'), { min: 0, max: 365 })}
      {number('holdoutPercent', t('decide.holdoutPercent'), { min: 0, max: 90 }, t('decide.holdoutHelp'))}
      {holdout === 0 ? (
        <Form.Item name="holdoutWaiver" label={t('decide.waiver')} rules={[{ required: true, message: t('decide.waiverNeeded') }]}>
          <Input maxLength={300} />
        </Form.Item>
      ) : null}
      <Form.Item name="drawBy" label={t('decide.drawBy')} extra={t('decide.drawByHelp')}>
        <Select options={draws.map((value) => ({ value, label: t(`decide.drawByOf.${value}`) }))} />
      </Form.Item>
      {number('windowDays', t('decide.window'), { min: 1, max: 180 }, t('decide.windowHelp'))}
      {number('expectedEffect', t('decide.expectedEffect'), { min: -100, max: 100 }, t('decide.expectedEffectHelp'))}
      {number('budget', t('decide.budget'), { min: 0 }, t('decide.budgetHelp'), currency)}
      {number('contactCost', t('decide.contactCost'), { min: 0 }, undefined, currency)}
      {number('cooldownDays', t('decide.cooldown'), { min: 0, max: 365 }, t('decide.cooldownHelp'))}
      {channel === 'agent_task' || next.includes('agent_task') ? number('slaHours', t('decide.sla'), { min: 1, max: 720 }) : null}
    </div>
  )
}
