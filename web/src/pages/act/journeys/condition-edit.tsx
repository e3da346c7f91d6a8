import { Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition } from '#http/segment/condition-schemas.ts'
import { AudienceEdit } from '../../decide/strategy-audience-tab.tsx'
import { AudienceCount } from '../broadcasts/audience-step.tsx'

const EVERYONE: Condition = { all: [] }
const isEveryone = (condition: unknown) => JSON.stringify(condition) === JSON.stringify(EVERYONE)

/** All customers, or those who meet a condition, with how many they are now. */
export function AudienceFields({ label, value, change }: { label: string; value: unknown; change: (condition: Condition) => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<'everyone' | 'condition'>(() => (isEveryone(value) ? 'everyone' : 'condition'))
  return (
    <div className="stack-small">
      <Radio.Group
        className="check-list"
        aria-label={label}
        value={kind}
        onChange={({ target }) => {
          setKind(target.value as typeof kind)
          if (target.value === 'everyone') change(EVERYONE)
        }}
        options={[
          { value: 'everyone', label: t('journeys.everyone') },
          { value: 'condition', label: t('journeys.withCondition') },
        ]}
      />
      {kind === 'everyone' ? <AudienceCount audience={EVERYONE} /> : <ConditionEdit value={value} change={change} />}
    </div>
  )
}

/** A condition with the builder of segments. What is not complete yet is not taken over. */
export function ConditionEdit({ value, change }: { value: unknown; change: (condition: Condition) => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="journey-condition">
      <AudienceEdit
        value={value}
        onChange={(condition) => {
          setOpen(condition === null)
          if (condition !== null) change(condition)
        }}
      />
      {isOpen ? (
        <p className="row-note" role="status">
          {t('journeys.incomplete')}
        </p>
      ) : null}
    </div>
  )
}
