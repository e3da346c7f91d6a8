import { Button, Checkbox, Input, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import { ConditionEdit } from './condition-edit.tsx'
import { EventEdit } from './event-edit.tsx'
import { Field, NumberField } from './field.tsx'

interface Props {
  journey: JourneyDefinition
  change: (changes: Partial<JourneyDefinition>) => void
}

/** What takes customers out, what it is for, and how it is measured. */
export function RulesForm({ journey, change }: Props) {
  const { t } = useTranslation()
  const { exits, goal, windowDays, holdout, holdoutWaiver, priority } = journey
  const putExits = (changes: Partial<typeof exits>) => change({ exits: { ...exits, ...changes } })
  return (
    <div className="stack">
      <h3 className="subhead">{t('journeys.exitsTitle')}</h3>
      <p className="soft">{t('journeys.exitsHelp')}</p>
      {exits.events.map((event, index) => (
        // Events have no ids; the form of each keeps what is typed as long as none before it is taken out.
        <div key={`${exits.events.length} ${index}`} className="journey-case">
          <EventEdit
            label={`${t('journeys.event')} ${index + 1}`}
            event={event}
            change={(next) => putExits({ events: exits.events.map((one, i) => (i === index ? next : one)) })}
          />
          <Button
            aria-label={t('journeys.removeExit', { what: event.name === '' ? String(index + 1) : event.name })}
            onClick={() => putExits({ events: exits.events.filter((_, i) => i !== index) })}
          >
            {t('journeys.remove')}
          </Button>
        </div>
      ))}
      {exits.events.length >= 10 ? null : (
        <div>
          <Button onClick={() => putExits({ events: [...exits.events, { name: '', where: [] }] })}>{t('journeys.addExit')}</Button>
        </div>
      )}
      <Checkbox
        checked={exits.condition !== null}
        onChange={({ target }) =>
          putExits({ condition: target.checked ? { did: 'order', window: { last: { n: 1, unit: 'day' } }, op: 'gte', value: 1 } : null })
        }
      >
        {t('journeys.exitCondition')}
      </Checkbox>
      {exits.condition === null ? null : <ConditionEdit value={exits.condition} change={(condition) => putExits({ condition })} />}
      <h3 className="subhead">{t('journeys.goalTitle')}</h3>
      <Radio.Group
        className="check-list"
        aria-label={t('journeys.goalTitle')}
        value={goal === null ? 'order' : 'event'}
        onChange={({ target }) => change({ goal: target.value === 'order' ? null : { event: { name: '', where: [] }, ends: true } })}
        options={(['order', 'event'] as const).map((value) => ({ value, label: t(`journeys.goalKinds.${value}`) }))}
      />
      {goal === null ? null : (
        <>
          <EventEdit label={t('journeys.event')} event={goal.event} change={(event) => change({ goal: { ...goal, event } })} />
          <Checkbox checked={goal.ends} onChange={({ target }) => change({ goal: { ...goal, ends: target.checked } })}>
            {t('journeys.goalEnds')}
          </Checkbox>
        </>
      )}
      <NumberField
        label={t('journeys.window')}
        help={t('journeys.windowHelp')}
        min={1}
        max={90}
        value={windowDays}
        change={(next) => change({ windowDays: next })}
      />
      <h3 className="subhead">{t('journeys.limitsTitle')}</h3>
      <NumberField
        label={t('journeys.holdout')}
        help={t('journeys.holdoutHelp')}
        min={0}
        max={50}
        value={Math.round(holdout * 100)}
        change={(percent) => change({ holdout: percent / 100 })}
      />
      {holdout > 0 ? null : (
        <Field label={t('journeys.waiver')} help={t('journeys.waiverHelp')}>
          {(id) => (
            <Input id={id} maxLength={500} value={holdoutWaiver} onChange={({ target }) => change({ holdoutWaiver: target.value })} />
          )}
        </Field>
      )}
      <NumberField
        label={t('journeys.priority')}
        help={t('journeys.priorityHelp')}
        min={0}
        max={100}
        value={priority}
        change={(next) => change({ priority: next })}
      />
    </div>
  )
}
