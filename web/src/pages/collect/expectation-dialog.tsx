import { Form, InputNumber, Modal, Select, Space, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Freshness } from '#http/collect/freshness-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { CreateForm } from '../../components/create-form.tsx'
import { useDuration } from './use-duration.ts'

const UNITS = { minutes: 1, hours: 60, days: 1_440 } as const
type Unit = keyof typeof UNITS

interface Fields {
  isExpected: boolean
  number?: number
  unit?: Unit
}

/** How often a source should send. */
export function ExpectationDialog({ source, close }: { source: Freshness['sources'][number]; close: () => void }) {
  const { t } = useTranslation()
  const duration = useDuration()
  const save = useChange(['/sources'])
  const submit = ({ isExpected, number = 1, unit = 'hours' }: Fields) =>
    save.mutate(
      {
        method: 'PUT',
        path: `/sources/${encodeURIComponent(source.id)}/expectation`,
        body: { minutes: isExpected ? number * UNITS[unit] : null },
      },
      { onSuccess: close },
    )
  const minutes = source.expectedMinutes ?? source.suggestedMinutes ?? 60
  const unit: Unit = minutes % 1_440 === 0 ? 'days' : minutes % 60 === 0 ? 'hours' : 'minutes'
  return (
    <Modal open title={t('collect.expectTitle', { name: source.name })} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, unknown>
        create={save}
        submit={submit}
        initialValues={{ isExpected: source.expectedMinutes !== null, number: minutes / UNITS[unit], unit }}
        submitLabel={t('common.save')}
      >
        <Form.Item name="isExpected" label={t('collect.expect')} extra={t('collect.expectHelp')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(before: Fields, after: Fields) => before.isExpected !== after.isExpected}>
          {({ getFieldValue }) =>
            getFieldValue('isExpected') === true ? (
              <Form.Item label={t('collect.expectEvery')}>
                <Space>
                  <Form.Item name="number" noStyle>
                    <InputNumber aria-label={t('collect.expectEvery')} min={1} max={365} precision={0} />
                  </Form.Item>
                  <Form.Item name="unit" noStyle>
                    <Select
                      aria-label={t('collect.expect')}
                      options={(['minutes', 'hours', 'days'] as const).map((value) => ({ value, label: t(`collect.${value}`) }))}
                    />
                  </Form.Item>
                </Space>
              </Form.Item>
            ) : null
          }
        </Form.Item>
        {source.suggestedMinutes === null ? null : (
          <p className="soft">{t('collect.expectSuggested', { every: duration(source.suggestedMinutes * 60_000) })}</p>
        )}
      </CreateForm>
    </Modal>
  )
}
