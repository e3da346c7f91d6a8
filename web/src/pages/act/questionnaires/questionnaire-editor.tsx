import { Alert, App, Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuestionnaireGiven, Questionnaires, SavedQuestionnaire } from '#http/act/questionnaire-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { optionsText, readOptions } from './options-text.ts'
import { QuestionnairePreview } from './questionnaire-preview.tsx'
import './questionnaires.css'

type Question = QuestionnaireGiven['questions'][number]

const KINDS = ['single', 'multiple', 'number', 'date'] as const
const MOST_QUESTIONS = 10
const EMPTY = { zh: '', en: '' }
const NEW_QUESTION: Question = {
  name: '',
  label: EMPTY,
  kind: 'single',
  isRequired: false,
  options: [],
  least: null,
  most: null,
  field: null,
}

interface Props {
  of: SavedQuestionnaire | null
  starters: Questionnaires['starters']
  close: () => void
}

/** The questions of a questionnaire beside how it looks on a phone. */
export function QuestionnaireEditor({ of, starters, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const save = useChange<SavedQuestionnaire>(['/questionnaires', '/customers'])
  const [id, setId] = useState(of?.id ?? '')
  const [content, setContent] = useState<QuestionnaireGiven>(
    of?.content ?? {
      title: EMPTY,
      intro: EMPTY,
      consent: starters[0]?.content.consent ?? EMPTY,
      isPublic: false,
      questions: [NEW_QUESTION],
    },
  )
  const change = (i: number, to: Partial<Question>) =>
    setContent({ ...content, questions: content.questions.map((one, at) => (at === i ? { ...one, ...to } : one)) })
  const submit = () =>
    save.mutate(
      of === null
        ? { method: 'POST', path: '/questionnaires', body: { id, content } }
        : { method: 'PUT', path: `/questionnaires/${segment(of.id)}`, body: { base: of.version, content } },
      {
        onSuccess: () => {
          void message.success(t('common.saved'))
          close()
        },
      },
    )
  return (
    <Modal
      open
      title={t(of === null ? 'questionnaires.new' : 'questionnaires.edit')}
      width={1040}
      onCancel={close}
      footer={null}
      destroyOnHidden
    >
      <div className="form-editor">
        <div className="stack-small">
          {of === null ? (
            <>
              <Select<string | null>
                value={null}
                placeholder={t('questionnaires.starter')}
                aria-label={t('questionnaires.starter')}
                onChange={(name) => setContent(starters.find((one) => one.name === name)?.content ?? content)}
                options={starters.map(({ name, label }) => ({ value: name, label: format.text(label) }))}
              />
              <Field label={t('questionnaires.id')} help={t('questionnaires.idHelp')}>
                <Input className="mono" maxLength={40} value={id} onChange={({ target }) => setId(target.value)} />
              </Field>
            </>
          ) : null}
          <Both name="title" content={content} set={setContent} most={100} />
          <Both name="intro" content={content} set={setContent} most={500} />
          <Both name="consent" content={content} set={setContent} most={500} />
          <Checkbox checked={content.isPublic} onChange={({ target }) => setContent({ ...content, isPublic: target.checked })}>
            {t('questionnaires.public')} <span className="cell-sub">{t('questionnaires.publicHelp')}</span>
          </Checkbox>
          {content.questions.map((question, i) => (
            <QuestionFields
              key={`question ${i + 1}`}
              n={i + 1}
              question={question}
              change={(to) => change(i, to)}
              remove={
                content.questions.length === 1
                  ? null
                  : () => setContent({ ...content, questions: content.questions.filter((_, at) => at !== i) })
              }
            />
          ))}
          <Button
            icon={<Icon name="plus" />}
            disabled={content.questions.length >= MOST_QUESTIONS}
            onClick={() => setContent({ ...content, questions: [...content.questions, NEW_QUESTION] })}
          >
            {t('questionnaires.add')}
          </Button>
          {save.error === null ? null : <Alert type="error" showIcon title={problemText(save.error)} />}
          <Button type="primary" loading={save.isPending} onClick={submit}>
            {t('questionnaires.save')}
          </Button>
        </div>
        <QuestionnairePreview content={content} />
      </div>
    </Modal>
  )
}

function Field({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <label className="form-field">
      <span className="cell-sub">{label}</span>
      {children}
      {help === undefined ? null : <span className="cell-sub">{help}</span>}
    </label>
  )
}

interface BothProps {
  name: 'title' | 'intro' | 'consent'
  content: QuestionnaireGiven
  set: (content: QuestionnaireGiven) => void
  most: number
}

function Both({ name, content, set, most }: BothProps) {
  const { t } = useTranslation()
  return (
    <div className="form-both">
      {(['zh', 'en'] as const).map((language) => (
        <Field key={language} label={t(`questionnaires.${name}${language === 'zh' ? 'Zh' : 'En'}`)}>
          <Input
            maxLength={most}
            value={content[name][language]}
            onChange={({ target }) => set({ ...content, [name]: { ...content[name], [language]: target.value } })}
          />
        </Field>
      ))}
    </div>
  )
}

interface QuestionProps {
  n: number
  question: Question
  change: (to: Partial<Question>) => void
  remove: (() => void) | null
}

function QuestionFields({ n, question, change, remove }: QuestionProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(() => optionsText(question.options))
  // What is typed stands as long as it says the options that there are: another question may have come into this place.
  const lines = optionsText(readOptions(typed)) === optionsText(question.options) ? typed : optionsText(question.options)
  const isChoice = question.kind === 'single' || question.kind === 'multiple'
  return (
    <fieldset className="form-question">
      <legend>{t('questionnaires.question', { n })}</legend>
      <div className="form-both">
        <Field label={t('questionnaires.questionZh')}>
          <Input
            maxLength={200}
            value={question.label.zh}
            onChange={({ target }) => change({ label: { ...question.label, zh: target.value } })}
          />
        </Field>
        <Field label={t('questionnaires.questionEn')}>
          <Input
            maxLength={200}
            value={question.label.en}
            onChange={({ target }) => change({ label: { ...question.label, en: target.value } })}
          />
        </Field>
        <Field label={t('questionnaires.questionName')}>
          <Input className="mono" maxLength={40} value={question.name} onChange={({ target }) => change({ name: target.value })} />
        </Field>
        <Field label={t('questionnaires.field')} help={t('questionnaires.fieldHelp')}>
          <Input
            className="mono"
            maxLength={40}
            value={question.field ?? ''}
            onChange={({ target }) => change({ field: target.value.trim() === '' ? null : target.value.trim() })}
          />
        </Field>
        <Field label={t('questionnaires.kind')}>
          <Select<Question['kind']>
            value={question.kind}
            aria-label={t('questionnaires.kind')}
            onChange={(kind) => {
              const choice = kind === 'single' || kind === 'multiple'
              change({ kind, options: choice ? readOptions(lines) : [], ...(kind === 'number' ? {} : { least: null, most: null }) })
            }}
            options={KINDS.map((value) => ({ value, label: t(`questionnaires.kinds.${value}`) }))}
          />
        </Field>
        {question.kind === 'number' ? (
          <div className="row">
            <InputNumber
              aria-label={t('questionnaires.least')}
              placeholder={t('questionnaires.least')}
              value={question.least}
              onChange={(least) => change({ least })}
            />
            <InputNumber
              aria-label={t('questionnaires.most')}
              placeholder={t('questionnaires.most')}
              value={question.most}
              onChange={(most) => change({ most })}
            />
          </div>
        ) : null}
      </div>
      {isChoice ? (
        <Field label={t('questionnaires.options')}>
          <Input.TextArea
            rows={4}
            value={lines}
            onChange={({ target }) => {
              setTyped(target.value)
              change({ options: readOptions(target.value) })
            }}
          />
        </Field>
      ) : null}
      <div className="row">
        <Checkbox checked={question.isRequired} onChange={({ target }) => change({ isRequired: target.checked })}>
          {t('questionnaires.required')}
        </Checkbox>
        {remove === null ? null : (
          <Button size="small" onClick={remove}>
            {t('questionnaires.remove', { n })}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
