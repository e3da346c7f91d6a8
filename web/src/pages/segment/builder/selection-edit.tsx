import { AutoComplete, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { freshId } from './draft.ts'
import type { PropertyDraft, SelectionDraft } from './draft.ts'
import { RowNote } from './row-note.tsx'
import { useBuilder } from './use-builder.ts'
import { useFocusHere } from './use-focus-here.ts'
import { ValueInput } from './value-input.tsx'
import { firstTest, OWN, propertyType } from './value-types.ts'

interface Props<T extends SelectionDraft> {
  selection: T
  change: (selection: T) => void
}

/** Which act: its name, where it has one. */
export function ActName<T extends SelectionDraft>({ selection, change }: Props<T>) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { language, grain } = useBuilder()
  const [isOpen, setOpen] = useState(false)
  const isNamed = language.acts.find(({ kind }) => kind === selection.did)?.isNamed === true
  const seen = useApi(endpoints.conditionValues({ act: selection.did, ...(grain === 'accounts' ? { grain } : {}) }), {
    enabled: isOpen && isNamed,
  })
  if (!isNamed) return null
  const words = i18n.getResource(i18n.language, 'translation', 'groups.messageName') as Record<string, string> | undefined
  const wordOf = (name: string) => (selection.did === 'message' ? words?.[name] : undefined)
  return (
    <AutoComplete
      className="act-name"
      aria-label={t('groups.actName')}
      placeholder={t(`groups.anyName.${selection.did as 'event'}`)}
      popupMatchSelectWidth={false}
      allowClear
      value={selection.name}
      onOpenChange={setOpen}
      onChange={(name: string) => change({ ...selection, name: name ?? '' })}
      showSearch={{ filterOption: (typed, option) => (option?.value ?? '').toLowerCase().includes(typed.toLowerCase()) }}
      options={(seen.data?.items ?? []).map(({ value, count }) => ({
        value,
        label: (
          <span className="between">
            <span>{wordOf(value) === undefined ? value : `${wordOf(value)} · ${value}`}</span>
            <span className="faint num">{format.integer(count)}</span>
          </span>
        ),
      }))}
    />
  )
}

/** Tests of the properties of an act; all must hold. */
export function PropertyTests<T extends SelectionDraft>({ selection, change }: Props<T>) {
  const { t } = useTranslation()
  const { language } = useBuilder()
  const act = language.acts.find(({ kind }) => kind === selection.did)
  const put = (where: readonly PropertyDraft[]) => change({ ...selection, where })
  if (act === undefined || (act.properties.length === 0 && !act.isOpen)) return null
  return (
    <>
      {selection.where.map((test) => (
        <PropertyTest
          key={test.id}
          selection={selection}
          test={test}
          change={(next) => put(selection.where.map((one) => (one.id === test.id ? next : one)))}
          remove={() => put(selection.where.filter((one) => one.id !== test.id))}
        />
      ))}
      {selection.where.length >= 10 ? null : (
        <Button
          type="link"
          size="small"
          className="add-property"
          icon={<Icon name="plus" size={13} />}
          onClick={() => put([...selection.where, { id: freshId(), property: '', not: false, value: { op: '' } }])}
        >
          {t('groups.addProperty')}
        </Button>
      )}
    </>
  )
}

interface PropertyProps {
  selection: SelectionDraft
  test: PropertyDraft
  change: (test: PropertyDraft) => void
  remove: () => void
}

function PropertyTest({ selection: { did, name }, test, change, remove }: PropertyProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { language } = useBuilder()
  const menu = useFocusHere(test.property === '')
  const [typed, setTyped] = useState('')
  const act = language.acts.find(({ kind }) => kind === did)
  const own = useApi(endpoints.ownProperties(name), { enabled: act?.isOpen === true && name !== '' })
  const ownType = own.data?.items.find((one) => one.name === test.property)?.type
  const type = propertyType(language, did, test, ownType)
  const known = [
    ...(act?.properties ?? []).map((property) => ({ value: property.name, label: format.text(property.label) })),
    ...(own.data?.items ?? []).map((property) => ({ value: property.name, label: property.name.slice(OWN.length) })),
  ]
  const wanted = typed.trim()
  const extra = [wanted === '' ? '' : `${OWN}${wanted}`, test.property].filter(
    (value) => act?.isOpen === true && value !== '' && !known.some((one) => one.value === value),
  )
  const options = [...known, ...[...new Set(extra)].map((value) => ({ value, label: value.replace(OWN, '') }))]
  const label = options.find(({ value }) => value === test.property)?.label ?? t('groups.property')
  const choose = (property: string) => {
    const found = own.data?.items.find((one) => one.name === property)?.type
    const next = propertyType(language, did, { ...test, property, value: { op: 'in' } }, found)
    setTyped('')
    change({ ...test, property, value: firstTest(next.type) })
  }
  const isText = type.type === 'text'
  return (
    <div className="property-test" data-row={test.id}>
      <span className="soft">{t('groups.where')}</span>
      <Select
        aria-label={t('groups.property')}
        placeholder={t('groups.property')}
        ref={menu}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label', searchValue: typed, onSearch: setTyped }}
        value={test.property === '' ? null : test.property}
        onChange={choose}
        options={options}
      />
      {test.property === '' ? null : (
        <>
          <Button
            size="small"
            className="not-toggle"
            aria-pressed={test.not}
            type={test.not ? 'primary' : 'default'}
            aria-label={t('groups.notOf', { what: label })}
            onClick={() => change({ ...test, not: !test.not })}
          >
            {t('groups.not')}
          </Button>
          <ValueInput
            label={label}
            of={type}
            value={test.value}
            change={(value) => change({ ...test, value })}
            {...(isText
              ? { seen: endpoints.conditionValues({ act: did, name: name === '' ? undefined : name, property: test.property }) }
              : {})}
          />
        </>
      )}
      <Button
        type="text"
        size="small"
        aria-label={t('groups.removeProperty', { what: label })}
        icon={<Icon name="close" size={13} />}
        onClick={remove}
      />
      <RowNote id={test.id} />
    </div>
  )
}
