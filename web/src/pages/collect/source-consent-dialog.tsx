import { Form, Modal, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Source, SourceConsent } from '#http/collect/data-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { CreateForm } from '../../components/create-form.tsx'

const purposes = ['marketing', 'service', 'analytics'] as const
const NONE = 'none'

interface Fields {
  purpose: SourceConsent['purpose'] | typeof NONE
  required?: boolean
  categories?: string[]
}

/** What the data of a source are for, and whether they may be kept without a yes. */
export function SourceConsentDialog({ source, close }: { source: Source; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const save = useChange(['/sources'])
  const submit = ({ purpose, required = false, categories = [] }: Fields) =>
    save.mutate(
      {
        method: 'PATCH',
        path: `/sources/${encodeURIComponent(source.id)}`,
        body: { consent: purpose === NONE ? null : { purpose, required, categories } },
      },
      { onSuccess: close },
    )
  const { purpose = NONE, required = false, categories = [] } = source.consent ?? {}
  return (
    <Modal open title={t('collect.consentTitle', { name: source.name })} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, unknown>
        create={save}
        submit={submit}
        initialValues={{ purpose, required, categories: [...categories] }}
        submitLabel={t('common.save')}
      >
        <Form.Item name="purpose" label={t('collect.consentPurpose')} extra={t('collect.consentPurposeHelp')}>
          <Select
            options={[
              { value: NONE, label: t('collect.consentNobodyAsked') },
              ...purposes.map((value) => ({ value, label: code('purpose', value) })),
            ]}
          />
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(before: Fields, after: Fields) => before.purpose !== after.purpose}>
          {({ getFieldValue }) =>
            getFieldValue('purpose') === NONE ? null : (
              <>
                <Form.Item
                  name="required"
                  label={t('collect.consentRequired')}
                  extra={t('collect.consentRequiredHelp')}
                  valuePropName="checked"
                >
                  <Switch />
                </Form.Item>
                <Form.Item name="categories" label={t('collect.consentCategories')} extra={t('collect.consentCategoriesHelp')}>
                  <Select mode="tags" maxCount={20} open={false} suffixIcon={null} tokenSeparators={[',', '，']} />
                </Form.Item>
              </>
            )
          }
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
