import { Alert, App, Button, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PortraitPlanState } from '#http/segment/portrait-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import './portraits.css'

type Part = PortraitPlanState['starters'][number]['parts'][number]

const WAYS = ['questionnaire', 'checkout', 'sign-up', 'consent', 'behaviour'] as const
const MOST_PARTS = 40
const NEW: Part = { name: '', label: { zh: '', en: '' }, weight: 10, way: 'questionnaire', where: '' }

/** What a portrait must have, part by part, with its weight and the condition that tells whether it is there. */
export function PortraitPlanEditor({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.portraitPlan())
  return (
    <Modal open title={t('portraits.editTitle')} width={980} onCancel={close} footer={null} destroyOnHidden>
      <QueryView query={query} skeleton={<BlockSkeleton rows={8} />}>
        {(state) => <Editor state={state} close={close} />}
      </QueryView>
    </Modal>
  )
}

function Editor({ state, close }: { state: PortraitPlanState; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const save = useChange<PortraitPlanState>(['/portraits', '/customers'])
  const [parts, setParts] = useState<readonly Part[]>(state.parts)
  const [note, setNote] = useState('')
  const change = (i: number, to: Partial<Part>) => setParts(parts.map((part, at) => (at === i ? { ...part, ...to } : part)))
  const submit = () =>
    save.mutate(
      {
        method: 'PUT',
        path: '/portraits/plan',
        body: {
          base: state.version,
          note,
          parts: parts.map(({ name, label, weight, way, where }) => ({ name, label, weight, way, where })),
        },
      },
      {
        onSuccess: () => {
          void message.success(t('common.saved'))
          close()
        },
      },
    )
  return (
    <div className="stack-small">
      <label className="portrait-starter">
        <span>{t('portraits.starter')}</span>
        <Select<string | null>
          value={null}
          placeholder={t('portraits.starter')}
          aria-label={t('portraits.starter')}
          onChange={(name) => setParts(state.starters.find((one) => one.name === name)?.parts ?? parts)}
          options={state.starters.map(({ name, label }) => ({ value: name, label: format.text(label) }))}
        />
        <span className="cell-sub">{t('portraits.starterHelp')}</span>
      </label>
      {parts.map((part, i) => (
        <fieldset key={i} className="portrait-part">
          <legend className="cell-sub">{t('portraits.partOf', { n: i + 1, what: format.text(part.label) })}</legend>
          <Input
            className="mono"
            aria-label={`${t('portraits.name')} ${i + 1}`}
            placeholder={t('portraits.name')}
            maxLength={60}
            value={part.name}
            onChange={({ target }) => change(i, { name: target.value })}
          />
          <Input
            aria-label={`${t('portraits.zh')} ${i + 1}`}
            placeholder={t('portraits.zh')}
            maxLength={60}
            value={part.label.zh}
            onChange={({ target }) => change(i, { label: { ...part.label, zh: target.value } })}
          />
          <Input
            aria-label={`${t('portraits.en')} ${i + 1}`}
            placeholder={t('portraits.en')}
            maxLength={60}
            value={part.label.en}
            onChange={({ target }) => change(i, { label: { ...part.label, en: target.value } })}
          />
          <InputNumber
            aria-label={`${t('portraits.weight')} ${i + 1}`}
            min={1}
            max={100}
            precision={0}
            value={part.weight}
            onChange={(weight) => change(i, { weight: weight ?? 1 })}
          />
          <Select<Part['way']>
            aria-label={`${t('portraits.way')} ${i + 1}`}
            value={part.way}
            onChange={(way) => change(i, { way })}
            options={WAYS.map((value) => ({ value, label: t(`portraits.ways.${value}`) }))}
          />
          <Button
            icon={<Icon name="close" />}
            aria-label={t('portraits.remove', { n: i + 1 })}
            disabled={parts.length === 1}
            onClick={() => setParts(parts.filter((_, at) => at !== i))}
          />
          <Input
            className="mono portrait-where"
            aria-label={`${t('portraits.where')} ${i + 1}`}
            placeholder={t('portraits.where')}
            maxLength={4000}
            value={part.where}
            onChange={({ target }) => change(i, { where: target.value })}
          />
          {state.parts.find(({ name, problem }) => name === part.name && problem !== null) === undefined ? null : (
            <span className="cell-sub">{t('portraits.broken')}</span>
          )}
        </fieldset>
      ))}
      <div className="row">
        <Button icon={<Icon name="plus" />} disabled={parts.length >= MOST_PARTS} onClick={() => setParts([...parts, NEW])}>
          {t('portraits.add')}
        </Button>
      </div>
      <Input
        aria-label={t('portraits.note')}
        placeholder={t('portraits.note')}
        maxLength={300}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      {save.error === null ? null : <Alert type="error" showIcon title={problemText(save.error)} />}
      <div className="row">
        <Button type="primary" loading={save.isPending} onClick={submit}>
          {t('portraits.save')}
        </Button>
      </div>
    </div>
  )
}
