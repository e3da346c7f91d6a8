import { Form, Select } from 'antd'
import type { FormInstance } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../../api/use-api.ts'
import { Unknown } from '../../components/figure.tsx'
import { useDebounced } from '../../components/use-debounced.ts'
import { useFormat } from '../../format/use-format.ts'
import type { StrategyFields } from './strategy-fields.ts'

const risks = ['high', 'medium', 'watch', 'low'] as const
const causes = ['lapsed-cadence', 'spend-drop', 'visit-drop', 'service-problem', 'one-time-buyer', 'price-sensitive', 'other'] as const
const tiers = ['new', 'active', 'high_value', 'at_risk', 'dormant'] as const
const classes = ['high_value', 'potential', 'general', 'at_risk'] as const

/** For whom: all parts must hold, an empty one means anyone. Says at once how many that is. */
export function AudienceTab({ form }: { form: FormInstance<StrategyFields> }) {
  const { t } = useTranslation()
  const part = (name: keyof StrategyFields['audience'], label: string, options: { value: string; label: string }[]) => (
    <Form.Item name={['audience', name]} label={label}>
      <Select mode="multiple" allowClear placeholder={t('decide.anyone')} options={options} />
    </Form.Item>
  )
  return (
    <>
      {part(
        'riskTiers',
        t('profile.risk'),
        risks.map((value) => ({ value, label: t(`codes.riskLong.${value}`) })),
      )}
      {part(
        'causes',
        t('profile.cause'),
        causes.map((value) => ({ value, label: t(`codes.cause.${value}`) })),
      )}
      {part(
        'lifecycleTiers',
        t('profile.tier'),
        tiers.map((value) => ({ value, label: t(`codes.lifecycle.${value}`) })),
      )}
      {part(
        'valueClasses',
        t('profile.valueClass'),
        classes.map((value) => ({ value, label: t(`codes.valueClass.${value}`) })),
      )}
      <Reach form={form} />
    </>
  )
}

function Reach({ form }: { form: FormInstance<StrategyFields> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const audience = Form.useWatch('audience', form)
  const wanted = useDebounced(JSON.stringify(audience ?? null))
  const body = { audience: JSON.parse(wanted) as unknown }
  const { data } = useAnswer<{ reach: number | null }>('/strategies/reach', body, { enabled: wanted !== 'null' })
  return (
    <p role="status">
      {t('decide.reach')}{' '}
      <strong className="num">
        {data === undefined ? '…' : data.reach === null ? <Unknown reason={t('decide.reachUnknown')} /> : format.integer(data.reach)}
      </strong>
    </p>
  )
}
