import { Alert, App, Button, Drawer, Form, Input, InputNumber, Radio, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PieceDetail, PieceKindName } from '#http/act/piece-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { segment } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useCan } from '../../../session/use-can.ts'
import { AudienceEdit } from '../../decide/strategy-audience-tab.tsx'
import '../../segment/builder/builder.css'
import { ImageField } from '../images/image-field.tsx'
import { PieceLook } from './piece-look.tsx'

type Texts = PieceDetail['texts']
interface Fields {
  readonly name: string
  readonly kind: PieceKindName
  readonly tags: readonly string[]
  readonly texts: Texts
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly whom: 'everybody' | 'some'
  readonly audience: unknown
  readonly weight: number | null
  readonly pinned: boolean
}

const KINDS = ['article', 'guide', 'right', 'free'] as const
const NO_TEXT = { title: '', summary: '', body: '', imageUrl: '', imageAlt: '', link: '', short: '' }
const FIRST: Fields = {
  name: '',
  kind: 'article',
  tags: [],
  texts: { zh: NO_TEXT, en: NO_TEXT },
  validFrom: null,
  validUntil: null,
  whom: 'everybody',
  audience: { all: [] },
  weight: 1,
  pinned: false,
}

/** Writes a piece, or a new one where `id` is null, beside how it looks. */
export function PieceDrawer({ id, close }: { id: string | null; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open size="min(1080px, 100vw)" onClose={close} title={t(id === null ? 'pieces.new' : 'pieces.edit')} destroyOnHidden>
      {id === null ? <PieceForm of={null} close={close} /> : <Loaded id={id} close={close} />}
    </Drawer>
  )
}

function Loaded({ id, close }: { id: string; close: () => void }) {
  const query = useApi(endpoints.piece(id))
  return (
    <QueryView query={query}>
      {(piece) => <PieceForm key={`${piece.id} ${piece.version} ${piece.state}`} of={piece} close={close} />}
    </QueryView>
  )
}

function fieldsOf({ name, kind, tags, texts, validFrom, validUntil, audience, weight, pinned }: PieceDetail): Fields {
  const whom = audience === null ? ('everybody' as const) : ('some' as const)
  return { name, kind, tags, texts, validFrom, validUntil, whom, audience: audience ?? { all: [] }, weight, pinned }
}

function PieceForm({ of, close }: { of: PieceDetail | null; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const [language, setLanguage] = useState<'zh' | 'en'>('zh')
  const tags = useApi(endpoints.pieceTags())
  const change = useChange<PieceDetail>(['/pieces'])
  const isArchived = of?.state === 'archived'
  const readOnly = !can('contents:write') || isArchived
  const start = of === null ? FIRST : fieldsOf(of)
  const whom = Form.useWatch('whom', form) ?? start.whom
  const texts = Form.useWatch('texts', form) ?? start.texts
  const kind = Form.useWatch('kind', form) ?? start.kind
  const submit = ({ whom: for_, audience, weight, ...given }: Fields) => {
    const body = { ...given, weight: weight ?? 1, audience: for_ === 'everybody' ? null : audience }
    change.mutate(
      of === null
        ? { method: 'POST', path: '/pieces', body }
        : { method: 'PUT', path: `/pieces/${segment(of.id)}`, body: { base: of.version, ...body } },
      {
        onSuccess: () => {
          void message.success(t('common.saved'))
          close()
        },
      },
    )
  }
  const archive = () =>
    of === null
      ? undefined
      : change.mutate(
          { method: 'PUT', path: `/pieces/${segment(of.id)}/archived`, body: { archived: !isArchived } },
          { onSuccess: () => void message.success(t('common.saved')) },
        )
  return (
    <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={start} onFinish={submit} disabled={readOnly}>
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      {(of?.audienceProblem ?? null) === null ? null : <Alert type="warning" showIcon title={t('pieces.audienceGone')} />}
      <div className="piece-editor">
        <div>
          <Form.Item
            name="name"
            label={t('pieces.name')}
            extra={t('pieces.nameHelp')}
            rules={[{ required: true, whitespace: true, message: t('common.required') }]}
          >
            <Input maxLength={100} />
          </Form.Item>
          <div className="piece-row">
            <Form.Item name="kind" label={t('pieces.kind')}>
              <Select options={KINDS.map((value) => ({ value, label: code('pieceKind', value) }))} />
            </Form.Item>
            <Form.Item name="tags" label={t('pieces.tags')} extra={t('pieces.tagsHelp')}>
              <Select
                mode="tags"
                maxCount={20}
                tokenSeparators={[',', '，']}
                options={(tags.data?.items ?? []).map(({ name }) => ({ value: name, label: name }))}
              />
            </Form.Item>
          </div>
          <Segmented<'zh' | 'en'>
            value={language}
            disabled={false}
            aria-label={t('contents.language')}
            onChange={setLanguage}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
          {(['zh', 'en'] as const).map((each) => (
            <div key={each} hidden={each !== language}>
              <TextFields language={each} readOnly={readOnly} />
            </div>
          ))}
          <h2 className="subhead">{t('pieces.whoAndWhen')}</h2>
          <div className="piece-row">
            <DayField name="validFrom" label={t('pieces.firstDay')} />
            <DayField name="validUntil" label={t('pieces.lastDay')} />
          </div>
          <div className="piece-row">
            <Form.Item name="weight" label={t('pieces.weight')} extra={t('pieces.weightHelp')}>
              <InputNumber min={0.1} max={10} step={0.1} />
            </Form.Item>
            <Form.Item name="pinned" label={t('pieces.pin')} extra={t('pieces.pinHelp')} valuePropName="checked">
              <Switch />
            </Form.Item>
          </div>
          <Form.Item name="whom" label={t('pieces.audience')}>
            <Radio.Group
              options={[
                { value: 'everybody', label: t('pieces.everybody') },
                { value: 'some', label: t('pieces.some') },
              ]}
            />
          </Form.Item>
          {whom === 'some' ? (
            <Form.Item
              name="audience"
              rules={[
                {
                  validator: (_, value: unknown) =>
                    value === null ? Promise.reject(new Error(t('decide.audienceGaps'))) : Promise.resolve(),
                },
              ]}
            >
              <AudienceEdit />
            </Form.Item>
          ) : null}
        </div>
        <PieceLook text={texts[language]} kind={kind} language={language} />
      </div>
      {can('contents:write') ? (
        <div className="row piece-buttons">
          {isArchived ? null : (
            <Button type="primary" htmlType="submit" loading={change.isPending}>
              {t('common.save')}
            </Button>
          )}
          {of === null ? null : (
            <Button disabled={change.isPending} onClick={archive}>
              {t(isArchived ? 'pieces.restore' : 'pieces.archive')}
            </Button>
          )}
        </div>
      ) : null}
    </Form>
  )
}

function TextFields({ language, readOnly }: { language: 'zh' | 'en'; readOnly: boolean }) {
  const { t } = useTranslation()
  const at = (name: string) => ['texts', language, name]
  return (
    <div className="piece-texts">
      <Form.Item name={at('title')} label={t('pieces.text.title')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={at('link')} label={t('pieces.text.link')}>
        <Input maxLength={2000} placeholder="https://" />
      </Form.Item>
      <h2 className="subhead">{t('pieces.form.mail')}</h2>
      <Form.Item name={at('summary')} label={t('pieces.text.summary')}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <Form.Item name={at('body')} label={t('pieces.text.body')}>
        <Input.TextArea maxLength={10_000} autoSize={{ minRows: 3, maxRows: 16 }} />
      </Form.Item>
      <div className="piece-row">
        <Form.Item name={at('imageUrl')} label={t('pieces.text.imageUrl')}>
          <ImageField label={t('pieces.text.imageUrl')} readOnly={readOnly} />
        </Form.Item>
        <Form.Item name={at('imageAlt')} label={t('pieces.text.imageAlt')}>
          <Input maxLength={300} />
        </Form.Item>
      </div>
      <h2 className="subhead">{t('pieces.form.short')}</h2>
      <Form.Item name={at('short')} label={t('pieces.text.short')} extra={t('pieces.shortHelp')}>
        <Input maxLength={300} showCount />
      </Form.Item>
    </div>
  )
}

function DayField({ name, label }: { name: 'validFrom' | 'validUntil'; label: string }) {
  return (
    <Form.Item
      name={name}
      label={label}
      getValueProps={(value: string | null | undefined) => ({ value: value ?? '' })}
      normalize={(value: string) => (value === '' ? null : value)}
    >
      <Input type="date" />
    </Form.Item>
  )
}
