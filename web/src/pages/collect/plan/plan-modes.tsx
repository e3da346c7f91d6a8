import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TrackingPlan } from '#http/collect/plan-schemas.ts'

const QUESTIONS = ['unplannedEvents', 'unplannedProperties', 'missingProperties', 'wrongProperties'] as const
const MODES = ['allow', 'flag', 'quarantine'] as const

interface Props {
  plan: TrackingPlan
  change: (part: Partial<TrackingPlan>) => void
  mayEdit: boolean
}

/** What is done with messages that are not as planned, for each way of being so. */
export function PlanModes({ plan, change, mayEdit }: Props) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <div className="plan-modes">
        {QUESTIONS.map((question) => (
          <label key={question} htmlFor={`plan-${question}`}>
            <span>{t(`plan.${question}`)}</span>
            <Select
              id={`plan-${question}`}
              value={plan[question]}
              disabled={!mayEdit}
              onChange={(mode) => change({ [question]: mode })}
              options={MODES.map((value) => ({ value, label: t(`plan.mode.${value}`) }))}
            />
          </label>
        ))}
      </div>
      <p className="soft">{t('plan.modeHelp')}</p>
    </div>
  )
}
