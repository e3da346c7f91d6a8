import { InputNumber, Select } from 'antd'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Step } from './edit-journey.ts'

/** A label above its field, with what it means below. */
export function Field({ label, help, children }: { label: string; help?: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="journey-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {help === undefined ? null : <span className="soft">{help}</span>}
    </div>
  )
}

interface NumberProps {
  label: string
  help?: string
  value: number
  min: number
  max: number
  change: (value: number) => void
}

/** A whole number; an emptied field keeps the least one. */
export function NumberField({ label, help, value, min, max, change }: NumberProps) {
  return (
    <Field label={label} {...(help === undefined ? {} : { help })}>
      {(id) => (
        <InputNumber
          id={id}
          min={min}
          max={max}
          precision={0}
          value={value}
          onChange={(next) => change(next ?? min)}
          style={{ width: 140 }}
        />
      )}
    </Field>
  )
}

type Duration = Extract<Step, { kind: 'wait_event' }>['timeout']
const UNITS = ['minute', 'hour', 'day', 'week'] as const

export function DurationFields({ label, value, change }: { label: string; value: Duration; change: (value: Duration) => void }) {
  const { t } = useTranslation()
  return (
    <Field label={label}>
      {(id) => (
        <div className="row">
          <InputNumber
            id={id}
            min={1}
            max={525_600}
            precision={0}
            value={value.n}
            onChange={(n) => change({ ...value, n: n ?? 1 })}
            style={{ width: 110 }}
          />
          <Select
            aria-label={t('journeys.unit')}
            value={value.unit}
            onChange={(unit) => change({ ...value, unit })}
            options={UNITS.map((unit) => ({ value: unit, label: t(`journeys.unitNames.${unit}`) }))}
            style={{ width: 120 }}
          />
        </div>
      )}
    </Field>
  )
}
