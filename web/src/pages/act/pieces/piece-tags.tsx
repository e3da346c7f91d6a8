import { App, Button, Drawer, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PieceTags } from '#http/act/piece-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { segment } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'

/** The tags, and which words of customers speak for each. */
export function PieceTagsDrawer({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.pieceTags())
  const can = useCan()
  return (
    <Drawer open size="min(640px, 100vw)" onClose={close} title={t('pieces.tags')}>
      <p className="soft">{t('pieces.tagWordsHelp')}</p>
      <QueryView query={query}>
        {({ items }) => (
          <div className="stack">
            {items.length === 0 ? <p className="soft">{t('pieces.noTagsYet')}</p> : null}
            {items.map((tag) => (
              <TagRow key={tag.name} tag={tag} readOnly={!can('contents:write')} />
            ))}
          </div>
        )}
      </QueryView>
      {can('contents:write') ? <NewTag /> : null}
    </Drawer>
  )
}

function TagRow({ tag: { name, words, pieces }, readOnly }: { tag: PieceTags['items'][number]; readOnly: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const [draft, setDraft] = useState<readonly string[]>(words)
  const change = useChange(['/pieces'])
  const isChanged = draft.join('\n') !== words.join('\n')
  return (
    <section className="piece-tag" aria-label={name}>
      <header>
        <strong>{name}</strong> <span className="cell-sub">{t('pieces.usedBy', { count: pieces, n: format.integer(pieces) })}</span>
      </header>
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      <div className="piece-tag-words">
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          disabled={readOnly}
          maxCount={50}
          tokenSeparators={[',', '，']}
          aria-label={t('pieces.wordsOf', { name })}
          placeholder={t('pieces.words')}
          value={[...draft]}
          onChange={(next: string[]) => setDraft(next)}
        />
        {readOnly ? null : (
          <>
            <Button
              disabled={!isChanged}
              loading={change.isPending}
              onClick={() =>
                change.mutate(
                  { method: 'PUT', path: '/pieces/tags', body: { name, words: draft } },
                  { onSuccess: () => void message.success(t('common.saved')) },
                )
              }
            >
              {t('common.save')}
            </Button>
            {pieces === 0 ? (
              <Button onClick={() => change.mutate({ method: 'DELETE', path: `/pieces/tags/${segment(name)}` })}>
                {t('pieces.dropTag')}
              </Button>
            ) : null}
          </>
        )}
      </div>
    </section>
  )
}

function NewTag() {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ name: string }>()
  const change = useChange(['/pieces'])
  return (
    <Form<{ name: string }>
      form={form}
      layout="vertical"
      requiredMark={false}
      className="piece-new-tag"
      onFinish={({ name }) =>
        change.mutate({ method: 'PUT', path: '/pieces/tags', body: { name, words: [] } }, { onSuccess: () => form.resetFields() })
      }
    >
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      <Form.Item name="name" label={t('pieces.newTag')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Button htmlType="submit" loading={change.isPending}>
        {t('pieces.addTag')}
      </Button>
    </Form>
  )
}
