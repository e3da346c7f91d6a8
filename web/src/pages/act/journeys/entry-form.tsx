import { Checkbox, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useFormat } from '../../../format/use-format.ts'
import { AudienceFields } from './condition-edit.tsx'
import type { Entry } from './edit-journey.ts'
import { EventEdit } from './event-edit.tsx'
import { Field, NumberField } from './field.tsx'
import { TagSelect, TagValue, TimeField, useFields } from './step-form.tsx'

const KINDS = ['event', 'order', 'segment', 'tag', 'risk', 'date', 'product', 'audience'] as const satisfies readonly Entry['kind'][]
const TIERS = ['high', 'medium', 'watch', 'low'] as const

function newEntry(kind: Entry['kind']): Entry {
  switch (kind) {
    case 'event':
      return { kind, event: { name: '', where: [] }, key: null }
    case 'order':
      return { kind, first: false }
    case 'segment':
      return { kind, segmentId: '', change: 'entered' }
    case 'tag':
      return { kind, tag: '', value: null }
    case 'risk':
      return { kind, tiers: ['high'] }
    case 'date':
      return { kind, field: '', days: 0, at: '10:00', yearly: false }
    case 'product':
      return { kind, change: 'price_drop', least: 0.1, days: 14 }
    case 'audience':
      return { kind, every: 'day', at: '10:00' }
  }
}

interface Props {
  journey: JourneyDefinition
  change: (changes: Partial<JourneyDefinition>) => void
}

/** What lets customers in, who of them, and how often. */
export function EntryForm({ journey, change }: Props) {
  const { t } = useTranslation()
  const { entry, audience, rule } = journey
  return (
    <div className="stack">
      <Field label={t('journeys.entryKind')}>
        {(id) => (
          <Select
            id={id}
            value={entry.kind}
            onChange={(kind) => change({ entry: newEntry(kind) })}
            options={KINDS.map((kind) => ({ value: kind, label: t(`journeys.entryKinds.${kind}`) }))}
            style={{ width: 240, maxWidth: '100%' }}
          />
        )}
      </Field>
      <OfKind key={entry.kind} entry={entry} change={(next) => change({ entry: next })} />
      <h3 className="subhead">{t('journeys.audienceTitle')}</h3>
      <p className="soft">{t('journeys.audienceHelp')}</p>
      <AudienceFields label={t('journeys.audienceTitle')} value={audience} change={(next) => change({ audience: next })} />
      <h3 className="subhead">{t('journeys.ruleTitle')}</h3>
      <Radio.Group
        className="check-list"
        aria-label={t('journeys.ruleTitle')}
        value={rule.kind}
        onChange={({ target }) => {
          const kind = target.value as typeof rule.kind
          change({ rule: kind === 'days' ? { kind, days: 30 } : { kind } })
        }}
        options={(['once', 'days', 'again'] as const).map((value) => ({ value, label: t(`journeys.ruleKinds.${value}`) }))}
      />
      {rule.kind === 'days' ? (
        <NumberField
          label={t('journeys.ruleDays')}
          min={1}
          max={3650}
          value={rule.days}
          change={(days) => change({ rule: { kind: 'days', days } })}
        />
      ) : null}
    </div>
  )
}

function OfKind({ entry, change }: { entry: Entry; change: (entry: Entry) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const segments = useApi(endpoints.conditionLanguage()).data?.segments ?? []
  const dates = useFields(({ type }) => type === 'day' || type === 'time')
  switch (entry.kind) {
    case 'event':
      return (
        <>
          <EventEdit label={t('journeys.event')} event={entry.event} change={(event) => change({ ...entry, event })} />
          <Field label={t('journeys.keyLabel')} help={t('journeys.keyHelp')}>
            {(id) => (
              <Input
                id={id}
                maxLength={100}
                value={entry.key ?? ''}
                onChange={({ target }) => change({ ...entry, key: target.value.trim() === '' ? null : target.value.trim() })}
                style={{ maxWidth: 320 }}
              />
            )}
          </Field>
        </>
      )
    case 'order':
      return (
        <Radio.Group
          className="check-list"
          aria-label={t('journeys.entryKinds.order')}
          value={entry.first ? 'yes' : 'no'}
          onChange={({ target }) => change({ ...entry, first: target.value === 'yes' })}
          options={(['yes', 'no'] as const).map((value) => ({ value, label: t(`journeys.firstOrder.${value}`) }))}
        />
      )
    case 'segment':
      return (
        <>
          <Field label={t('journeys.segment')}>
            {(id) => (
              <Select
                id={id}
                showSearch={{ optionFilterProp: 'label' }}
                value={entry.segmentId === '' ? null : entry.segmentId}
                onChange={(segmentId: string) => change({ ...entry, segmentId })}
                options={segments.map((one) => ({ value: one.id, label: one.name }))}
                style={{ width: 320, maxWidth: '100%' }}
              />
            )}
          </Field>
          <Radio.Group
            className="check-list"
            aria-label={t('journeys.segment')}
            value={entry.change}
            onChange={({ target }) => change({ ...entry, change: target.value as 'entered' })}
            options={(['entered', 'left'] as const).map((value) => ({ value, label: t(`journeys.changes.${value}`) }))}
          />
        </>
      )
    case 'tag':
      return (
        <>
          <TagSelect value={entry.tag} change={(tag) => change({ ...entry, tag, value: null })} />
          <TagValue tag={entry.tag} value={entry.value} any={t('journeys.anyValue')} change={(value) => change({ ...entry, value })} />
        </>
      )
    case 'risk':
      return (
        <Checkbox.Group
          aria-label={t('journeys.tiers')}
          value={[...entry.tiers]}
          onChange={(tiers) => change({ ...entry, tiers: TIERS.filter((tier) => tiers.includes(tier)) })}
          options={TIERS.map((tier) => ({ value: tier, label: t(`codes.risk.${tier}`) }))}
        />
      )
    case 'date':
      return (
        <>
          <Field label={t('journeys.dateField')}>
            {(id) => (
              <Select
                id={id}
                showSearch={{ optionFilterProp: 'label' }}
                value={entry.field === '' ? null : entry.field}
                onChange={(field: string) => change({ ...entry, field })}
                options={dates.map((one) => ({ value: one.name, label: format.text(one.label) }))}
                style={{ width: 320, maxWidth: '100%' }}
              />
            )}
          </Field>
          <NumberField
            label={t('journeys.dateDays')}
            min={-365}
            max={365}
            value={entry.days}
            change={(days) => change({ ...entry, days })}
          />
          <TimeField value={entry.at} help={t('journeys.localHelp')} change={(at) => change({ ...entry, at })} />
          <Checkbox checked={entry.yearly} onChange={({ target }) => change({ ...entry, yearly: target.checked })}>
            {t('journeys.yearly')}
          </Checkbox>
        </>
      )
    case 'product':
      return (
        <>
          <Radio.Group
            className="check-list"
            aria-label={t('journeys.productChange')}
            value={entry.change}
            onChange={({ target }) => change({ ...entry, change: target.value as 'price_drop' })}
            options={(['price_drop', 'back_in_stock'] as const).map((value) => ({ value, label: t(`journeys.productChanges.${value}`) }))}
          />
          {entry.change === 'price_drop' ? (
            <NumberField
              label={t('journeys.least')}
              min={1}
              max={99}
              value={Math.round(entry.least * 100)}
              change={(percent) => change({ ...entry, least: percent / 100 })}
            />
          ) : null}
          <NumberField
            label={t('journeys.productDays')}
            min={1}
            max={90}
            value={entry.days}
            change={(days) => change({ ...entry, days })}
          />
        </>
      )
    case 'audience':
      return (
        <>
          <Field label={t('journeys.every')}>
            {(id) => (
              <Select
                id={id}
                value={entry.every ?? ('once' as const)}
                onChange={(every) => change({ ...entry, every: every === 'once' ? null : every })}
                options={(['once', 'day', 'week', 'month'] as const).map((value) => ({ value, label: t(`journeys.everies.${value}`) }))}
                style={{ width: 240 }}
              />
            )}
          </Field>
          {entry.every === null ? null : (
            <TimeField value={entry.at} help={t('journeys.projectTimeHelp')} change={(at) => change({ ...entry, at })} />
          )}
        </>
      )
  }
}
