import { Checkbox, Input, InputNumber, Radio, Select } from 'antd'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Broadcast } from '#http/act/broadcast-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useWeekdays } from './repeat-text.ts'

export type Repeat = Extract<Broadcast['when'], { kind: 'repeat' }>

export function newRepeat(from: string, time: string): Repeat {
  return {
    kind: 'repeat',
    every: { kind: 'week', weeks: 1, days: [1] },
    time,
    zone: 'project',
    from,
    until: null,
    times: null,
    skipHolidays: false,
    everyDays: null,
  }
}

/** On which days a series is sent, at what time, and until when. */
export function RepeatFields({ repeat, change }: { repeat: Repeat; change: (next: Repeat) => void }) {
  const { t } = useTranslation()
  const { timeZone } = useFormat()
  const weekdays = useWeekdays()
  const { every, time, zone, from, until, times, everyDays, skipHolidays } = repeat
  const set = (changes: Partial<Repeat>) => change({ ...repeat, ...changes })
  return (
    <div className="stack">
      <div className="broadcast-fields">
        <Field label={t('repeats.every')}>
          {(id) => (
            <Select
              id={id}
              value={every.kind}
              onChange={(kind) =>
                set({
                  every: kind === 'day' ? { kind } : kind === 'week' ? { kind, weeks: 1, days: [1] } : { kind, day: 1 },
                })
              }
              options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: t(`repeats.kinds.${value}`) }))}
              style={{ width: 180 }}
            />
          )}
        </Field>
        {every.kind === 'week' ? (
          <Field label={t('repeats.weeks')}>
            {(id) => (
              <InputNumber
                id={id}
                min={1}
                max={52}
                precision={0}
                value={every.weeks}
                onChange={(weeks) => set({ every: { ...every, weeks: weeks ?? 1 } })}
              />
            )}
          </Field>
        ) : null}
        {every.kind === 'month' ? (
          <Field label={t('repeats.monthDay')} help={t('repeats.monthHelp')}>
            {(id) => (
              <InputNumber
                id={id}
                min={1}
                max={31}
                precision={0}
                value={every.day}
                onChange={(day) => set({ every: { kind: 'month', day: day ?? 1 } })}
              />
            )}
          </Field>
        ) : null}
        <Field label={t('broadcasts.time')}>
          {(id) => (
            <Input
              id={id}
              type="time"
              value={time}
              onChange={({ target }) => (target.value === '' ? undefined : set({ time: target.value }))}
            />
          )}
        </Field>
      </div>
      {every.kind === 'week' ? (
        <Checkbox.Group
          aria-label={t('repeats.weekdays')}
          value={[...every.days]}
          onChange={(days) => (days.length === 0 ? undefined : set({ every: { ...every, days: days.toSorted((a, b) => a - b) } }))}
          options={weekdays.map((label, i) => ({ value: i + 1, label }))}
        />
      ) : null}
      <Radio.Group
        className="check-list"
        aria-label={t('repeats.zone')}
        value={zone}
        onChange={({ target }) => set({ zone: target.value as Repeat['zone'] })}
        options={(['project', 'customer'] as const).map((value) => ({ value, label: t(`repeats.zones.${value}`, { zone: timeZone }) }))}
      />
      <div className="broadcast-fields">
        <Field label={t('repeats.from')}>
          {(id) => (
            <Input
              id={id}
              type="date"
              value={from}
              onChange={({ target }) => (target.value === '' ? undefined : set({ from: target.value }))}
            />
          )}
        </Field>
        <Field label={t('repeats.until')} help={t('repeats.noEnd')}>
          {(id) => (
            <Input
              id={id}
              type="date"
              value={until ?? ''}
              onChange={({ target }) => set({ until: target.value === '' ? null : target.value })}
            />
          )}
        </Field>
        <Field label={t('repeats.times')} help={t('repeats.noLimit')}>
          {(id) => <InputNumber id={id} min={1} max={1_000} precision={0} value={times} onChange={(value) => set({ times: value })} />}
        </Field>
        <Field label={t('repeats.everyDays')} help={t('repeats.everyDaysHelp')}>
          {(id) => (
            <InputNumber id={id} min={1} max={365} precision={0} value={everyDays} onChange={(value) => set({ everyDays: value })} />
          )}
        </Field>
      </div>
      <Checkbox checked={skipHolidays} onChange={({ target }) => set({ skipHolidays: target.checked })}>
        {t('repeats.skipHolidays')}
      </Checkbox>
    </div>
  )
}

function Field({ label, help, children }: { label: string; help?: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="broadcast-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {help === undefined ? null : <span className="soft">{help}</span>}
    </div>
  )
}
