import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { IdentityRulesInput } from '#http/identity/identity-schemas.ts'
import { kindWord } from './kind-word.ts'
import { useCode } from '../../components/codes.ts'

interface Props {
  rules: IdentityRulesInput
  change: (part: Partial<IdentityRulesInput>) => void
}

interface Entry {
  kind: string
  value: string
  reason?: string
}

/** Values that are nobody's: common placeholders by group, and those that the shop lists. A saved one is shown masked. */
export function BlockedValues({ rules, change }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const [form] = Form.useForm<Entry>()
  const { common, blocked } = rules
  const add = ({ kind, value, reason = '' }: Entry) => {
    change({ blocked: [...blocked, { kind, value: value.trim(), reason: reason.trim() }] })
    form.resetFields()
  }
  const required = { required: true, message: t('common.required') }
  return (
    <div className="stack">
      <div className="identity-groups">
        {(['placeholder', 'repeated', 'sample'] as const).map((group) => (
          <Checkbox
            key={group}
            checked={common[group]}
            onChange={(event) => change({ common: { ...common, [group]: event.target.checked } })}
          >
            {t(`identity.common.${group}`)}
          </Checkbox>
        ))}
      </div>
      {blocked.length === 0 ? null : (
        <ul className="id-list">
          {blocked.map((one) => (
            <li key={`${one.kind} ${one.index ?? one.value}`}>
              <span className="id-main">
                <span className="cell-sub">{kindWord(code, one.kind)}</span>
                <span className="mono">{one.masked ?? one.value}</span>
                {one.reason === '' ? null : <span className="cell-sub">{one.reason}</span>}
              </span>
              <Button size="small" onClick={() => change({ blocked: blocked.filter((other) => other !== one) })}>
                {t('identity.unlist')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Form<Entry> form={form} layout="vertical" requiredMark={false} onFinish={add} initialValues={{ kind: 'phone' }}>
        <Form.Item name="kind" label={t('identity.kind')}>
          <Select aria-label={t('identity.kind')} options={rules.kinds.map(({ kind }) => ({ value: kind, label: kindWord(code, kind) }))} />
        </Form.Item>
        <Form.Item name="value" label={t('identity.value')} rules={[{ ...required, whitespace: true }]}>
          <Input maxLength={300} autoComplete="off" />
        </Form.Item>
        <Form.Item name="reason" label={t('identity.why')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit">{t('identity.list')}</Button>
      </Form>
    </div>
  )
}
