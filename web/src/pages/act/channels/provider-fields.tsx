import { Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChannelAccount, ProviderField } from '#http/act/channel-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'

/** The fields of a provider, each with where its value is found. A secret that is set stays unless another one is entered. */
export function ProviderFields({ fields, account }: { fields: readonly ProviderField[]; account: ChannelAccount | undefined }) {
  const { t } = useTranslation()
  const usual = fields.filter(({ advanced }) => !advanced)
  const advanced = fields.filter(({ advanced: few }) => few)
  return (
    <>
      {usual.map((field) => (
        <FieldInput key={field.name} field={field} account={account} />
      ))}
      {advanced.length === 0 ? null : (
        <details className="channel-more" open={advanced.some(({ name }) => account?.settings[name] !== undefined)}>
          <summary>{t('channels.more')}</summary>
          {advanced.map((field) => (
            <FieldInput key={field.name} field={field} account={account} />
          ))}
        </details>
      )}
    </>
  )
}

function FieldInput({ field, account }: { field: ProviderField; account: ChannelAccount | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { name, kind, required, lines, example, choices } = field
  const isSet = account?.secretsSet.includes(name) === true
  const label = format.text(field.label)
  const common = {
    name: ['values', name],
    extra: format.text(field.hint),
    rules: required && !isSet ? [{ required: true, message: t('common.required') }] : [],
  }
  const shown = required ? label : t('channels.optional', { label })
  if (kind === 'flag') {
    return (
      <Form.Item
        name={common.name}
        extra={common.extra}
        getValueProps={(value: unknown) => ({ checked: value === 'true' })}
        getValueFromEvent={(event: { target: { checked: boolean } }) => String(event.target.checked)}
      >
        <Checkbox>{label}</Checkbox>
      </Form.Item>
    )
  }
  if (kind === 'choice') {
    return (
      <Form.Item {...common} label={shown}>
        <Select options={choices.map((one) => ({ value: one.value, label: format.text(one.label) }))} />
      </Form.Item>
    )
  }
  const placeholder = isSet ? t('channels.secretSet') : example
  if (lines > 1) {
    return (
      <Form.Item {...common} label={shown}>
        <Input.TextArea rows={Math.min(lines, 12)} maxLength={20_000} placeholder={placeholder} autoComplete="off" spellCheck={false} />
      </Form.Item>
    )
  }
  return (
    <Form.Item {...common} label={shown}>
      {kind === 'secret' ? (
        <Input.Password maxLength={20_000} placeholder={placeholder} autoComplete="new-password" />
      ) : (
        <Input maxLength={20_000} placeholder={placeholder} autoComplete="off" inputMode={kind === 'number' ? 'decimal' : 'text'} />
      )}
    </Form.Item>
  )
}
