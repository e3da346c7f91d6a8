import { Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { QualityRule, QualityRuleState } from '#http/quality/quality-rule-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { fieldWord } from './rule-word.ts'

interface Props {
  /** Undefined: a new one. */
  rule: QualityRule | undefined
  taken: readonly string[]
  fields: QualityRuleState['fields']
  close: () => void
  put: (rule: QualityRule) => void
}

type Entry = Omit<QualityRule, 'values'> & { values?: string; own?: string }

const SCOPES = [
  'orders',
  'order-lines',
  'customers',
  'tickets',
  'events',
  'measures',
  'feedback',
  'subscriptions',
  'accounts',
  'account-members',
] as const
const KINDS = ['missing', 'outlier', 'format', 'reference', 'sequence', 'duplicate', 'burst', 'fill'] as const
const FILLINGS = ['constant', 'most-frequent', 'median'] as const
const FILLED = ['region', 'gender', 'memberLevel', 'birthYear'] as const
const FORMATS = ['phone', 'email', 'chinese-id', 'bank-card', 'pattern'] as const

/** One rule: what it looks at, and its limits. The server checks the rest. */
export function RuleDialog({ rule, taken, fields, close, put }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const [form] = Form.useForm<Entry>()
  const scope = Form.useWatch('scope', form) ?? rule?.scope ?? 'orders'
  const kind = Form.useWatch('kind', form) ?? rule?.kind ?? 'missing'
  const format = Form.useWatch('format', form) ?? rule?.format
  const field = Form.useWatch('field', form) ?? rule?.field
  const fill = Form.useWatch('fill', form) ?? rule?.fill
  const required = { required: true, message: t('common.required') }
  const isFillable = ({ name }: { name: string }) => kind !== 'fill' || FILLED.some((one) => one === name)
  const known = (fields[scope] ?? []).filter(isFillable).map(({ name }) => ({ value: name, label: fieldWord(code, name) }))
  const submit = ({ values, own, ...entry }: Entry) => {
    const typed = own?.trim() ?? ''
    put({
      ...entry,
      id: rule?.id ?? freeId(taken),
      name: entry.name?.trim() ?? '',
      field: typed === '' ? entry.field : scope === 'events' ? `properties.${typed}` : `attribute:${typed}`,
      action: actionOf(entry.kind, rule?.action),
      ...(values === undefined ? {} : { values: values.split('\n').filter((value) => value.trim() !== '') }),
    })
  }
  return (
    <Modal open title={t(rule === undefined ? 'quality.addRule' : 'quality.edit')} onCancel={close} footer={null} destroyOnHidden>
      <Form<Entry>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{
          scope: 'orders',
          kind: 'missing',
          method: 'mad',
          cutoff: 3.5,
          minutes: 10,
          count: 10,
          digits: 2,
          fill: 'most-frequent',
          by: '',
          order: 'not-before',
          ...rule,
          values: rule?.values?.join('\n'),
        }}
      >
        <Form.Item name="name" label={t('quality.name')} rules={rule === undefined ? [{ ...required, whitespace: true }] : []}>
          <Input maxLength={120} autoComplete="off" />
        </Form.Item>
        <Form.Item name="kind" label={t('quality.kind')}>
          <Select options={KINDS.map((value) => ({ value, label: code('ruleKind', value) }))} />
        </Form.Item>
        <Form.Item name="scope" label={t('quality.scope')} extra={t('quality.scopeHelp')}>
          <Select options={SCOPES.map((value) => ({ value, label: code('qualityScope', value) }))} />
        </Form.Item>
        <Form.Item
          name="field"
          label={t('quality.field')}
          dependencies={['own']}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <Select showSearch optionFilterProp="label" options={known} />
        </Form.Item>
        {kind !== 'fill' && (scope === 'customers' || scope === 'accounts' || scope === 'events') ? (
          <Form.Item name="own" label={t(scope === 'events' ? 'quality.ownProperty' : 'quality.ownAttribute')}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
        ) : null}
        {kind === 'outlier' ? (
          <>
            <Form.Item name="method" label={t('quality.method')}>
              <Select options={(['mad', 'iqr'] as const).map((value) => ({ value, label: t(`quality.method_${value}`) }))} />
            </Form.Item>
            <Form.Item name="cutoff" label={t('quality.cutoff')} extra={t('quality.cutoffHelp')} rules={[required]}>
              <InputNumber min={1} max={100} />
            </Form.Item>
          </>
        ) : null}
        {kind === 'duplicate' || kind === 'burst' ? (
          <Form.Item name="minutes" label={t('quality.minutes')} rules={[required]}>
            <InputNumber min={1} max={1440} precision={0} />
          </Form.Item>
        ) : null}
        {kind === 'burst' ? (
          <Form.Item name="count" label={t('quality.count')} rules={[required]}>
            <InputNumber min={3} max={10000} precision={0} />
          </Form.Item>
        ) : null}
        {kind === 'fill' ? (
          <>
            <Form.Item name="fill" label={t('quality.fill')} extra={t('quality.fillHelp')} rules={[required]}>
              <Select options={FILLINGS.map((value) => ({ value, label: t(`quality.fill_${value}`) }))} />
            </Form.Item>
            {fill === 'constant' ? (
              <Form.Item name="value" label={t('quality.fillValue')} rules={[required]}>
                <Input maxLength={100} autoComplete="off" />
              </Form.Item>
            ) : (
              <Form.Item name="by" label={t('quality.fillBy')} extra={t('quality.fillByHelp')}>
                <Select
                  options={[
                    { value: '', label: t('quality.fillByNone') },
                    ...FILLED.filter((one) => one !== field).map((value) => ({ value, label: fieldWord(code, value) })),
                  ]}
                />
              </Form.Item>
            )}
          </>
        ) : null}
        {kind === 'burst' && field === 'phone' ? (
          <Form.Item name="digits" label={t('quality.digits')} rules={[required]}>
            <InputNumber min={1} max={4} precision={0} />
          </Form.Item>
        ) : null}
        {kind === 'format' ? (
          <Form.Item name="format" label={t('quality.format')} rules={[required]}>
            <Select options={FORMATS.map((value) => ({ value, label: code('valueFormat', value) }))} />
          </Form.Item>
        ) : null}
        {kind === 'format' && format === 'pattern' ? (
          <Form.Item name="pattern" label={t('quality.pattern')} extra={t('quality.patternHelp')} rules={[required]}>
            <Input maxLength={200} autoComplete="off" className="mono" />
          </Form.Item>
        ) : null}
        {kind === 'reference' ? (
          <Form.Item name="values" label={t('quality.values')} extra={t('quality.valuesHelp')} rules={[required]}>
            <Input.TextArea rows={5} />
          </Form.Item>
        ) : null}
        {kind === 'sequence' ? (
          <>
            <Form.Item name="order" label={t('quality.order')}>
              <Select options={(['not-before', 'not-after'] as const).map((value) => ({ value, label: t(`quality.order_${value}`) }))} />
            </Form.Item>
            <Form.Item name="other" label={t('quality.other')} rules={[required]}>
              <Select
                options={[{ value: 'now', label: t('quality.now') }, { value: '0', label: '0' }, ...known]}
                showSearch
                optionFilterProp="label"
              />
            </Form.Item>
          </>
        ) : null}
        <Button type="primary" htmlType="submit">
          {t('quality.takeOver')}
        </Button>
      </Form>
    </Modal>
  )
}

/** A rule that fills does so or is off, and no other one fills. */
function actionOf(kind: QualityRule['kind'], before: QualityRule['action'] | undefined): QualityRule['action'] {
  const plain = kind === 'fill' ? 'fill' : 'flag'
  if (before === undefined || (before === 'fill') !== (kind === 'fill')) return before === 'off' ? 'off' : plain
  return before
}

function freeId(taken: readonly string[]): string {
  let n = taken.length + 1
  while (taken.includes(`rule-${n}`)) n += 1
  return `rule-${n}`
}
