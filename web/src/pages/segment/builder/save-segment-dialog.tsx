import { App, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Condition, Grain } from '#http/segment/condition-schemas.ts'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { CreateForm } from '../../../components/create-form.tsx'

interface Fields {
  name: string
  description?: string
  /** Of accounts there is one kind only. */
  kind?: SavedSegment['kind']
}

interface Props {
  condition: Condition
  grain: Grain
  /** The segment that gets a new version; null for a new one. */
  segment: SavedSegment | null
  /** What a new one is at first: kept by its condition, or a list taken once. */
  kind?: SavedSegment['kind']
  close: () => void
  saved: (segment: SavedSegment) => void
}

/** Gives the condition a name, or saves it as the next version of a segment. */
export function SaveSegmentDialog({ condition, grain, segment, kind: first = 'dynamic', close, saved }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const save = useChange<SavedSegment>(['/segments', '/conditions/fields'])
  const submit = ({ name, description = '', kind = 'dynamic' }: Fields) =>
    save.mutate(
      segment === null
        ? { method: 'POST', path: '/segments', body: { name, description, kind, grain, condition } }
        : {
            method: 'PUT',
            path: `/segments/${encodeURIComponent(segment.id)}`,
            body: { base: segment.version, name, description, condition },
          },
      {
        onSuccess: (made) => {
          void message.success(t('common.saved'))
          saved(made)
        },
      },
    )
  return (
    <Modal open title={t(segment === null ? 'groups.saveNew' : 'groups.saveVersion')} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, SavedSegment>
        create={save}
        submit={submit}
        submitLabel={t('groups.save')}
        initialValues={{ name: segment?.name ?? '', description: segment?.description ?? '', kind: segment?.kind ?? first }}
      >
        <Form.Item name="name" label={t('groups.name')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="description" label={t('groups.description')}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
        {segment === null && grain === 'customers' ? (
          <Form.Item name="kind" label={t('groups.kindLabel')}>
            <Radio.Group>
              {(['dynamic', 'snapshot'] as const).map((kind) => (
                <Radio key={kind} value={kind}>
                  <span>{t(`groups.kind.${kind}`)}</span> <span className="faint">{t(`groups.kindHelp.${kind}`)}</span>
                </Radio>
              ))}
            </Radio.Group>
          </Form.Item>
        ) : null}
      </CreateForm>
    </Modal>
  )
}
