import { Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ConditionLanguage } from '#http/segment/condition-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useFormat } from '../../../format/use-format.ts'
import { ConditionEdit } from './condition-edit.tsx'
import { evenShares } from './edit-journey.ts'
import type { Step } from './edit-journey.ts'
import { EventEdit } from './event-edit.tsx'
import { DurationFields, Field, NumberField } from './field.tsx'
import { freshStepId } from './fresh-step-id.ts'
import { SendForm } from './send-form.tsx'

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>
interface Props<S extends Step> {
  step: S
  change: (step: S) => void
}

/** What one step does. */
export function StepForm({ step, change, currency }: Props<Step> & { currency: string }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <Field label={t('journeys.stepName')}>
        {(id) => (
          <Input
            id={id}
            maxLength={100}
            value={step.name}
            placeholder={t('journeys.stepNameHint')}
            onChange={({ target }) => change({ ...step, name: target.value })}
          />
        )}
      </Field>
      <OfKind step={step} change={change} currency={currency} />
    </div>
  )
}

function OfKind({ step, change, currency }: Props<Step> & { currency: string }) {
  const { t } = useTranslation()
  switch (step.kind) {
    case 'send':
      return <SendForm step={step} change={change} currency={currency} />
    case 'wait':
      return <WaitForm step={step} change={change} />
    case 'wait_event':
      return (
        <>
          <EventEdit label={t('journeys.event')} event={step.event} change={(event) => change({ ...step, event })} />
          <DurationFields label={t('journeys.timeout')} value={step.timeout} change={(timeout) => change({ ...step, timeout })} />
          <p className="soft">{t('journeys.waitEventHelp')}</p>
        </>
      )
    case 'branch':
      return <BranchForm step={step} change={change} />
    case 'split':
      return <SplitForm step={step} change={change} />
    case 'task':
      return <TaskForm step={step} change={change} />
    case 'webhook':
      return (
        <>
          <Field label={t('journeys.note')} help={t('journeys.noteHelp')}>
            {(id) => <Input id={id} maxLength={500} value={step.note} onChange={({ target }) => change({ ...step, note: target.value })} />}
          </Field>
          <p>
            <Link className="text-link" to="/settings/webhooks">
              {t('journeys.toWebhooks')}
            </Link>
          </p>
        </>
      )
    case 'tag':
      return <TagForm step={step} change={change} />
    case 'attribute':
      return <AttributeForm step={step} change={change} />
  }
}

function WaitForm({ step, change }: Props<Of<'wait'>>) {
  const { t } = useTranslation()
  const { wait } = step
  return (
    <>
      <Radio.Group
        className="check-list"
        aria-label={t('journeys.waitKind')}
        value={wait.kind}
        onChange={({ target }) =>
          change({
            ...step,
            wait: target.value === 'for' ? { kind: 'for', duration: { n: 1, unit: 'day' } } : { kind: 'until', at: '10:00', days: [] },
          })
        }
        options={(['for', 'until'] as const).map((value) => ({ value, label: t(`journeys.waitKinds.${value}`) }))}
      />
      {wait.kind === 'for' ? (
        <DurationFields
          label={t('journeys.amount')}
          value={wait.duration}
          change={(duration) => change({ ...step, wait: { kind: 'for', duration } })}
        />
      ) : (
        <>
          <TimeField value={wait.at} help={t('journeys.localHelp')} change={(at) => change({ ...step, wait: { ...wait, at } })} />
          <Checkbox.Group<number>
            aria-label={t('journeys.onDays')}
            value={[...wait.days]}
            onChange={(days) => change({ ...step, wait: { ...wait, days: days.toSorted((a, b) => a - b) } })}
            options={([1, 2, 3, 4, 5, 6, 7] as const).map((day) => ({ value: day, label: t(`journeys.days.d${day}`) }))}
          />
          <p className="soft">{t('journeys.onDays')}</p>
        </>
      )}
    </>
  )
}

export function TimeField({ value, help, change }: { value: string; help: string; change: (time: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field label={t('journeys.at')} help={help}>
      {(id) => <Input id={id} type="time" value={value} onChange={({ target }) => change(target.value)} style={{ width: 140 }} />}
    </Field>
  )
}

function BranchForm({ step, change }: Props<Of<'branch'>>) {
  const { t } = useTranslation()
  const nameOf = (name: string, index: number) => (name.trim() === '' ? t('journeys.caseN', { n: index + 1 }) : name)
  return (
    <>
      <p className="soft">{t('journeys.cases')}</p>
      {step.cases.map((one, index) => {
        const put = (changes: Partial<typeof one>) =>
          change({ ...step, cases: step.cases.map((each) => (each.id === one.id ? { ...each, ...changes } : each)) })
        return (
          <fieldset key={one.id} className="journey-case">
            <legend>{nameOf(one.name, index)}</legend>
            <div className="row">
              <Input
                aria-label={t('journeys.name')}
                placeholder={t('journeys.name')}
                maxLength={100}
                value={one.name}
                onChange={({ target }) => put({ name: target.value })}
                style={{ maxWidth: 280 }}
              />
              {step.cases.length === 1 ? null : (
                <Button
                  aria-label={t('journeys.removeCase', { what: nameOf(one.name, index) })}
                  onClick={() => change({ ...step, cases: step.cases.filter(({ id }) => id !== one.id) })}
                >
                  {t('journeys.remove')}
                </Button>
              )}
            </div>
            <ConditionEdit value={one.condition} change={(condition) => put({ condition })} />
          </fieldset>
        )
      })}
      {step.cases.length >= 10 ? null : (
        <Button
          onClick={() =>
            change({ ...step, cases: [...step.cases, { id: freshStepId('case'), name: '', condition: { all: [] }, next: step.next }] })
          }
        >
          {t('journeys.addCase')}
        </Button>
      )}
    </>
  )
}

function SplitForm({ step, change }: Props<Of<'split'>>) {
  const { t } = useTranslation()
  const format = useFormat()
  const sum = step.arms.reduce((all, { share }) => all + share, 0)
  const nameOf = (name: string, index: number) => (name.trim() === '' ? t('journeys.caseN', { n: index + 1 }) : name)
  const spread = (arms: typeof step.arms) => {
    const shares = evenShares(arms.length)
    change({ ...step, arms: arms.map((arm, i) => ({ ...arm, share: shares[i] ?? 0 })) })
  }
  return (
    <>
      {step.arms.map((arm, index) => {
        const put = (changes: Partial<typeof arm>) =>
          change({ ...step, arms: step.arms.map((each) => (each.id === arm.id ? { ...each, ...changes } : each)) })
        return (
          <div key={arm.id} className="row">
            <Input
              aria-label={`${t('journeys.name')} ${index + 1}`}
              placeholder={nameOf('', index)}
              maxLength={100}
              value={arm.name}
              onChange={({ target }) => put({ name: target.value })}
              style={{ maxWidth: 220 }}
            />
            <InputNumber
              aria-label={`${t('journeys.share')} ${nameOf(arm.name, index)}`}
              min={1}
              max={99}
              value={Math.round(arm.share * 1000) / 10}
              onChange={(share) => put({ share: (share ?? 1) / 100 })}
              suffix="%"
              style={{ width: 110 }}
            />
            {step.arms.length <= 2 ? null : (
              <Button
                aria-label={t('journeys.removeCase', { what: nameOf(arm.name, index) })}
                onClick={() => spread(step.arms.filter(({ id }) => id !== arm.id))}
              >
                {t('journeys.remove')}
              </Button>
            )}
          </div>
        )
      })}
      {Math.abs(sum - 1) <= 0.001 ? null : (
        <p className="row-wrong" role="alert">
          {t('journeys.shareSum', { sum: format.percent(sum, 1) })}
        </p>
      )}
      <div className="row">
        {step.arms.length >= 10 ? null : (
          <Button onClick={() => spread([...step.arms, { id: freshStepId('way'), name: '', share: 0, next: null }])}>
            {t('journeys.addArm')}
          </Button>
        )}
        <Button onClick={() => spread(step.arms)}>{t('journeys.even')}</Button>
      </div>
    </>
  )
}

function TaskForm({ step, change }: Props<Of<'task'>>) {
  const { t } = useTranslation()
  const fields = [
    ['title', t('journeys.taskTitle')],
    ['script', t('journeys.taskScript')],
  ] as const
  return (
    <>
      {fields.flatMap(([field, what]) =>
        (['zh', 'en'] as const).map((language) => (
          <Field key={`${field} ${language}`} label={t(language === 'zh' ? 'journeys.inChinese' : 'journeys.inEnglish', { what })}>
            {(id) => {
              const common = {
                id,
                value: step[field][language],
                onChange: ({ target }: { target: { value: string } }) =>
                  change({ ...step, [field]: { ...step[field], [language]: target.value } }),
              }
              return field === 'title' ? <Input {...common} maxLength={200} /> : <Input.TextArea {...common} maxLength={2000} rows={3} />
            }}
          </Field>
        )),
      )}
      <NumberField label={t('journeys.sla')} min={1} max={720} value={step.slaHours} change={(slaHours) => change({ ...step, slaHours })} />
    </>
  )
}

type LanguageField = ConditionLanguage['fields'][number]

export function useFields(wanted: (field: LanguageField) => boolean): readonly LanguageField[] {
  return (useApi(endpoints.conditionLanguage()).data?.fields ?? []).filter(wanted)
}

function TagForm({ step, change }: Props<Of<'tag'>>) {
  const { t } = useTranslation()
  return (
    <>
      <TagSelect value={step.tag} change={(tag) => change({ ...step, tag, value: step.value === null ? null : '' })} />
      <Radio.Group
        className="check-list"
        aria-label={t('journeys.tagDo')}
        value={step.value === null ? 'remove' : 'set'}
        onChange={({ target }) => change({ ...step, value: target.value === 'remove' ? null : '' })}
        options={[
          { value: 'set', label: t('journeys.doSet') },
          { value: 'remove', label: t('journeys.doRemove') },
        ]}
      />
      {step.value === null ? null : (
        <TagValue tag={step.tag} value={step.value} change={(value) => change({ ...step, value: value ?? '' })} />
      )}
    </>
  )
}

export function TagSelect({ value, change }: { value: string; change: (tag: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tags = useFields(({ name }) => name.startsWith('tag.'))
  return (
    <Field label={t('journeys.tag')}>
      {(id) => (
        <Select
          id={id}
          showSearch={{ optionFilterProp: 'label' }}
          value={value === '' ? null : value}
          onChange={change}
          options={tags.map((one) => ({ value: one.name.slice('tag.'.length), label: format.text(one.label) }))}
          style={{ width: 320, maxWidth: '100%' }}
        />
      )}
    </Field>
  )
}

/** One of the values that a tag can have, or any text where they are open. */
export function TagValue({
  tag,
  value,
  change,
  any,
}: {
  tag: string
  value: string | null
  change: (value: string | null) => void
  any?: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const [field] = useFields(({ name }) => name === `tag.${tag}`)
  const choices = field?.choices ?? []
  return (
    <Field label={t('journeys.tagValue')}>
      {(id) =>
        choices.length === 0 ? (
          <Input
            id={id}
            maxLength={200}
            value={value ?? ''}
            placeholder={any}
            onChange={({ target }) => change(target.value === '' && any !== undefined ? null : target.value)}
            style={{ maxWidth: 320 }}
          />
        ) : (
          <Select
            id={id}
            allowClear={any !== undefined}
            placeholder={any}
            value={value === '' ? null : value}
            onChange={(next: string | undefined) => change(next ?? null)}
            options={choices.map((one) => ({ value: one.value, label: format.text(one.label) }))}
            style={{ width: 320, maxWidth: '100%' }}
          />
        )
      }
    </Field>
  )
}

const EMPTY_OF = { number: 0, flag: true, day: '' } as const

function AttributeForm({ step, change }: Props<Of<'attribute'>>) {
  const { t } = useTranslation()
  const format = useFormat()
  const attributes = useFields(({ name }) => name.startsWith('attribute.'))
  const nameOf = ({ name }: { name: string }) => name.slice('attribute.'.length)
  const type = attributes.find((one) => nameOf(one) === step.attribute)?.type ?? 'text'
  const emptyOf = (of: string): string | number | boolean => (of in EMPTY_OF ? EMPTY_OF[of as 'day'] : '')
  const { value } = step
  return (
    <>
      <Field label={t('journeys.attribute')}>
        {(id) => (
          <Select
            id={id}
            showSearch={{ optionFilterProp: 'label' }}
            value={step.attribute === '' ? null : step.attribute}
            onChange={(attribute: string) => {
              const next = attributes.find((one) => nameOf(one) === attribute)?.type ?? 'text'
              change({ ...step, attribute, value: emptyOf(next) })
            }}
            options={attributes.map((one) => ({ value: nameOf(one), label: format.text(one.label) }))}
            style={{ width: 320, maxWidth: '100%' }}
          />
        )}
      </Field>
      {value === null ? null : (
        <Field label={t('journeys.tagValue')}>
          {(id) =>
            type === 'flag' ? (
              <Select
                id={id}
                value={value === true ? 'yes' : 'no'}
                onChange={(next: string) => change({ ...step, value: next === 'yes' })}
                options={(['yes', 'no'] as const).map((one) => ({ value: one, label: t(`journeys.${one}`) }))}
                style={{ width: 140 }}
              />
            ) : type === 'number' ? (
              <InputNumber
                id={id}
                value={typeof value === 'number' ? value : null}
                onChange={(next) => change({ ...step, value: next ?? 0 })}
                style={{ width: 140 }}
              />
            ) : (
              <Input
                id={id}
                type={type === 'day' ? 'date' : 'text'}
                maxLength={200}
                value={typeof value === 'string' ? value : ''}
                onChange={({ target }) => change({ ...step, value: target.value })}
                style={{ maxWidth: 320 }}
              />
            )
          }
        </Field>
      )}
    </>
  )
}
