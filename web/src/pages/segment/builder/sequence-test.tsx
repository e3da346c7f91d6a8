import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../components/icon.tsx'
import { newStep } from './draft.ts'
import type { ActKind, SequenceDraft, StepDraft } from './draft.ts'
import { RowNote } from './row-note.tsx'
import { ActName, PropertyTests } from './selection-edit.tsx'
import { SpanInput } from './span-input.tsx'
import { useBuilder } from './use-builder.ts'
import { WindowSelect } from './window-select.tsx'

const MOST_STEPS = 5

interface Props {
  test: SequenceDraft
  change: (test: SequenceDraft) => void
}

/** One act after the other within a span; the last may be one that did not follow. */
export function SequenceTest({ test, change }: Props) {
  const { t } = useTranslation()
  const put = (steps: readonly StepDraft[]) => change({ ...test, steps })
  return (
    <>
      <span className="soft">{t('groups.within')}</span>
      <SpanInput label={t('groups.within')} span={test.within} change={(within) => change({ ...test, within })} of="fixed" />
      <WindowSelect window={test.window} change={(window) => change({ ...test, window })} fixedOnly />
      <ol className="steps">
        {test.steps.map((step, index) => (
          <Step
            key={step.id}
            step={step}
            index={index}
            isLast={index === test.steps.length - 1}
            change={(next) => put(test.steps.map((one) => (one.id === step.id ? next : one)))}
            remove={test.steps.length <= 2 ? null : () => put(test.steps.filter((one) => one.id !== step.id))}
          />
        ))}
      </ol>
      {test.steps.length >= MOST_STEPS ? null : (
        <Button type="link" size="small" icon={<Icon name="plus" size={13} />} onClick={() => put([...test.steps, newStep('event')])}>
          {t('groups.addStep')}
        </Button>
      )}
    </>
  )
}

interface StepProps {
  step: StepDraft
  index: number
  isLast: boolean
  change: (step: StepDraft) => void
  remove: (() => void) | null
}

function Step({ step, index, isLast, change, remove }: StepProps) {
  const { t } = useTranslation()
  const { language } = useBuilder()
  const n = index + 1
  return (
    <li className="step" data-row={step.id}>
      {index === 0 ? (
        <span className="soft">{t('groups.firstStep')}</span>
      ) : (
        <Select
          aria-label={t('groups.stepKind', { n })}
          popupMatchSelectWidth={false}
          value={isLast && step.missing ? 'no' : 'then'}
          onChange={(kind) => change({ ...step, missing: kind === 'no' })}
          options={[{ value: 'then', label: t('groups.then') }, ...(isLast ? [{ value: 'no', label: t('groups.thenNo') }] : [])]}
        />
      )}
      <Select
        aria-label={t('groups.stepAct', { n })}
        popupMatchSelectWidth={false}
        value={step.did}
        onChange={(did: ActKind) => change({ ...newStep(did), id: step.id, missing: step.missing })}
        options={language.acts.map(({ kind }) => ({ value: kind, label: t(`groups.act.${kind}`) }))}
      />
      <ActName selection={step} change={change} />
      <PropertyTests selection={step} change={change} />
      {remove === null ? null : (
        <Button
          type="text"
          size="small"
          aria-label={t('groups.removeStep', { n })}
          icon={<Icon name="close" size={13} />}
          onClick={remove}
        />
      )}
      <RowNote id={step.id} />
    </li>
  )
}
