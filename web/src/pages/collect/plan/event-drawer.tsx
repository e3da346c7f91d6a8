import { Button, Checkbox, Drawer, Input, InputNumber, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../components/icon.tsx'
import type { Planned, PlannedProperty } from './plan-draft.ts'

const EVENT_TYPES = ['track', 'page', 'screen', 'identify', 'group'] as const
const PROPERTY_TYPES = ['text', 'number', 'integer', 'boolean', 'time', 'list', 'object', 'any'] as const
const LISTED: ReadonlySet<string> = new Set(['text', 'number', 'integer', 'list'])

interface Props {
  event: Planned
  mayEdit: boolean
  change: (next: Planned) => void
  remove: () => void
  close: () => void
}

/** One event of a plan with its properties. */
export function EventDrawer({ event, mayEdit, change, remove, close }: Props) {
  const { t } = useTranslation()
  const set = (part: Partial<Planned>) => change({ ...event, ...part })
  const isNameless = event.type === 'identify' || event.type === 'group'
  return (
    <Drawer
      open
      onClose={close}
      size={760}
      title={event.name === '' ? t('plan.event') : event.name}
      extra={
        <Space>
          {mayEdit ? <Button onClick={remove}>{t('plan.removeEvent')}</Button> : null}
          <Button type="primary" onClick={close}>
            {t('plan.done')}
          </Button>
        </Space>
      }
    >
      <fieldset className="plan-event" disabled={!mayEdit}>
        <label htmlFor="plan-type">{t('plan.type')}</label>
        <Select
          id="plan-type"
          value={event.type}
          disabled={!mayEdit}
          onChange={(type) => set({ type, ...(type === 'identify' || type === 'group' ? { name: '' } : {}) })}
          options={EVENT_TYPES.map((value) => ({ value, label: t(`plan.eventType.${value}`) }))}
        />
        <label htmlFor="plan-name">{t('plan.name')}</label>
        <Input
          id="plan-name"
          value={event.name}
          disabled={isNameless}
          maxLength={200}
          onChange={(change_) => set({ name: change_.target.value })}
        />
        <label htmlFor="plan-description">{t('plan.description')}</label>
        <Input
          id="plan-description"
          value={event.description}
          maxLength={500}
          onChange={(change_) => set({ description: change_.target.value })}
        />
        <label htmlFor="plan-owner">{t('plan.owner')}</label>
        <Input id="plan-owner" value={event.owner} maxLength={200} onChange={(change_) => set({ owner: change_.target.value })} />
      </fieldset>
      <h2 className="subhead">{t('plan.properties')}</h2>
      <ul className="plan-properties">
        {event.properties.map((property, at) => (
          <Property
            // Its place is what it is edited by.
            key={at}
            property={property}
            mayEdit={mayEdit}
            change={(next) => set({ properties: event.properties.with(at, next) })}
            remove={() => set({ properties: event.properties.filter((_, i) => i !== at) })}
          />
        ))}
      </ul>
      {mayEdit ? (
        <Button
          icon={<Icon name="plus" />}
          onClick={() => set({ properties: [...event.properties, { name: '', type: 'text', required: false, description: '' }] })}
        >
          {t('plan.addProperty')}
        </Button>
      ) : null}
    </Drawer>
  )
}

interface PropertyProps {
  property: PlannedProperty
  mayEdit: boolean
  change: (next: PlannedProperty) => void
  remove: () => void
}

function Property({ property, mayEdit, change, remove }: PropertyProps) {
  const { t } = useTranslation()
  const { type, values = [], min, max } = property
  const isNumber = type === 'number' || type === 'integer'
  const retype = (next: PlannedProperty['type']) => {
    const { values: _values, min: _min, max: _max, ...rest } = property
    change({ ...rest, type: next })
  }
  const limit = (end: 'min' | 'max', value: number | null) => {
    const { [end]: _end, ...rest } = property
    change(value === null ? rest : { ...rest, [end]: value })
  }
  return (
    <li>
      <div className="plan-property">
        <Input
          aria-label={t('plan.name')}
          placeholder={t('plan.name')}
          value={property.name}
          maxLength={200}
          disabled={!mayEdit}
          onChange={(event) => change({ ...property, name: event.target.value })}
        />
        <Select
          aria-label={t('plan.type')}
          value={type}
          disabled={!mayEdit}
          onChange={retype}
          options={PROPERTY_TYPES.map((value) => ({ value, label: t(`plan.propertyType.${value}`) }))}
        />
        <Checkbox
          checked={property.required}
          disabled={!mayEdit}
          onChange={(event) => change({ ...property, required: event.target.checked })}
        >
          {t('plan.required')}
        </Checkbox>
        {mayEdit ? (
          <Button size="small" onClick={remove}>
            {t('plan.removeProperty')}
          </Button>
        ) : null}
      </div>
      <div className="plan-property">
        <Input
          aria-label={t('plan.description')}
          placeholder={t('plan.description')}
          value={property.description}
          maxLength={500}
          disabled={!mayEdit}
          onChange={(event) => change({ ...property, description: event.target.value })}
        />
        {LISTED.has(type) ? (
          <Select
            mode="tags"
            aria-label={t('plan.values')}
            placeholder={`${t('plan.values')} · ${t('plan.valuesHelp')}`}
            value={[...values]}
            disabled={!mayEdit}
            onChange={(next: string[]) => {
              const { values: _values, ...rest } = property
              change(next.length === 0 ? rest : { ...rest, values: next })
            }}
          />
        ) : null}
        {isNumber ? (
          <>
            <InputNumber
              aria-label={t('plan.min')}
              placeholder={t('plan.min')}
              value={min ?? null}
              disabled={!mayEdit}
              onChange={(value) => limit('min', value)}
            />
            <InputNumber
              aria-label={t('plan.max')}
              placeholder={t('plan.max')}
              value={max ?? null}
              disabled={!mayEdit}
              onChange={(value) => limit('max', value)}
            />
          </>
        ) : null}
      </div>
    </li>
  )
}
