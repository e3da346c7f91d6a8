import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useFormat } from '../../../format/use-format.ts'
import type { ActDraft, CalculationName } from './draft.ts'
import { ActName, PropertyTests } from './selection-edit.tsx'
import { useBuilder } from './use-builder.ts'
import { ValueInput } from './value-input.tsx'
import { calculatedType, OWN, withCalculation } from './value-types.ts'
import { WindowSelect } from './window-select.tsx'

const PLAIN = ['once', 'count', 'days', 'first', 'last'] as const satisfies readonly CalculationName[]
const OF = ['sum', 'average', 'least', 'most', 'earliest', 'latest', 'change', 'growth'] as const satisfies readonly CalculationName[]

interface Props {
  test: ActDraft
  change: (test: ActDraft) => void
}

/** What a customer did: which act, when, and what is worked out of it. */
export function ActTest({ test, change }: Props) {
  const { t } = useTranslation()
  const numbers = useNumbers(test)
  const functions = numbers.length === 0 ? PLAIN : [...PLAIN, ...OF]
  const isOf = OF.some((fn) => fn === test.fn)
  const chooseFunction = (fn: CalculationName) => {
    const next = withCalculation(test, fn)
    const needsOf = OF.some((one) => one === fn)
    change({ ...next, of: needsOf && next.of === '' ? (numbers[0]?.value ?? '') : next.of })
  }
  return (
    <>
      <ActName selection={test} change={change} />
      <WindowSelect window={test.window} change={(window) => change({ ...test, window })} />
      <Select
        aria-label={t('groups.calculation')}
        popupMatchSelectWidth={false}
        value={test.fn}
        onChange={chooseFunction}
        options={functions.map((fn) => ({ value: fn, label: t(`groups.fn.${fn}`) }))}
      />
      {isOf ? (
        <Select
          aria-label={t('groups.calculatedOf')}
          placeholder={t('groups.calculatedOf')}
          popupMatchSelectWidth={false}
          value={test.of === '' ? null : test.of}
          onChange={(of: string) => change({ ...test, of })}
          options={numbers}
        />
      ) : null}
      {test.fn === 'once' ? null : (
        <ValueInput
          label={t(`groups.fn.${test.fn}`)}
          of={calculatedType(test.fn)}
          value={test.value}
          change={(value) => change({ ...test, value })}
        />
      )}
      <PropertyTests selection={test} change={change} />
    </>
  )
}

/** Properties that can be added up: those of the act, and own ones that were seen as numbers. */
function useNumbers({ did, name, of }: ActDraft): { value: string; label: string }[] {
  const format = useFormat()
  const { language } = useBuilder()
  const act = language.acts.find(({ kind }) => kind === did)
  const own = useApi(endpoints.ownProperties(name), { enabled: act?.isOpen === true && name !== '' })
  const known = [
    ...(act?.properties ?? [])
      .filter(({ type }) => type === 'number' || type === 'money' || type === 'share')
      .map((property) => ({ value: property.name, label: format.text(property.label) })),
    ...(own.data?.items ?? [])
      .filter(({ type }) => type === 'number')
      .map((property) => ({ value: property.name, label: property.name.slice(OWN.length) })),
  ]
  return of === '' || known.some(({ value }) => value === of) ? known : [...known, { value: of, label: of.replace(OWN, '') }]
}
