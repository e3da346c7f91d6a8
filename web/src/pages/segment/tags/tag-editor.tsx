import { Alert, App, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedTag, TagPreview } from '#http/segment/tag-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { useAnswer, useChange } from '../../../api/use-api.ts'
import { CreateForm } from '../../../components/create-form.tsx'
import { useProblemText } from '../../../components/error-notice.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { SourceFields } from './source-fields.tsx'
import { draftOf, sourceOf } from './tag-draft.ts'
import { TagSpreadBars } from './tag-spread.tsx'

interface Fields {
  name: string
  zh: string
  en: string
  category: SavedTag['category']
  refresh: SavedTag['refresh']
  lifetimeDays: number | null
}

const CATEGORIES = ['static', 'behaviour', 'value', 'scene'] as const

/** A new tag, or the next version of one; what it would say is counted while it is typed. */
export function TagEditor({ tag, close }: { tag: SavedTag | null; close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const save = useChange<SavedTag>(['/tags', '/conditions/fields', '/customers'])
  const [draft, setDraft] = useState(() => draftOf(tag))
  const source = useMemo(() => sourceOf(draft), [draft])
  const submit = ({ name, zh, en, ...rest }: Fields) => {
    if (source === null) {
      void message.warning(t('tags.incomplete'))
      return
    }
    const body = { label: { zh, en }, ...rest, source }
    save.mutate(
      tag === null
        ? { method: 'POST', path: '/tags', body: { name, ...body } }
        : { method: 'PUT', path: `/tags/${segment(tag.name)}`, body: { base: tag.version, ...body } },
      {
        onSuccess: () => {
          void message.success(t('common.saved'))
          close()
        },
      },
    )
  }
  const required = [{ required: true, whitespace: true, message: t('common.required') }]
  return (
    <Modal open title={t(tag === null ? 'tags.new' : 'tags.edit')} width={760} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, SavedTag>
        create={save}
        submit={submit}
        submitLabel={t('tags.save')}
        initialValues={{
          name: tag?.name ?? '',
          zh: tag?.label.zh ?? '',
          en: tag?.label.en ?? '',
          category: tag?.category ?? 'behaviour',
          refresh: tag?.refresh ?? 'dynamic',
          lifetimeDays: tag?.lifetimeDays ?? null,
        }}
      >
        <div className="tag-form">
          <Form.Item
            name="name"
            label={t('tags.name')}
            extra={t('tags.nameHelp')}
            rules={[{ required: true, pattern: /^[a-z][a-z0-9_]*$/u, message: t('tags.nameWrong') }]}
          >
            <Input maxLength={60} className="mono" autoComplete="off" disabled={tag !== null} />
          </Form.Item>
          <Form.Item name="zh" label={t('tags.zh')} rules={required}>
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
          <Form.Item name="en" label={t('tags.en')} rules={required}>
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
          <Form.Item name="category" label={t('tags.category')}>
            <Select options={CATEGORIES.map((value) => ({ value, label: t(`tags.categories.${value}`) }))} />
          </Form.Item>
          <Form.Item name="refresh" label={t('tags.refresh')}>
            <Select options={(['dynamic', 'static'] as const).map((value) => ({ value, label: t(`tags.refreshed.${value}`) }))} />
          </Form.Item>
          <Form.Item name="lifetimeDays" label={t('tags.lifetime')} extra={t('tags.lifetimeHelp')}>
            <InputNumber min={1} max={3660} precision={0} />
          </Form.Item>
        </div>
        <SourceFields draft={draft} change={setDraft} />
        <LiveSpread source={source} />
      </CreateForm>
    </Modal>
  )
}

function LiveSpread({ source }: { source: object | null }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const calm = useDebounced(source)
  const { data, error, isFetching } = useAnswer<TagPreview>(
    '/tags/preview',
    { source: calm },
    { enabled: calm !== null, keepPrevious: true },
  )
  return (
    <div className="tag-preview" aria-live="polite" aria-busy={isFetching}>
      {calm === null ? (
        <p className="soft">{t('tags.incomplete')}</p>
      ) : error !== null ? (
        <Alert type="warning" showIcon title={problemText(error)} />
      ) : data === undefined ? (
        <p className="soft">{t('groups.counting')}</p>
      ) : (
        <TagSpreadBars of={data} everyone={data.everyone} name={null} />
      )}
    </div>
  )
}
