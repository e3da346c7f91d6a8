import { useTranslation } from 'react-i18next'
import type { CustomerValues } from '#http/identity/survivorship-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { useFormat } from '../../format/use-format.ts'

type Item = CustomerValues['items'][number]
type Shown = Pick<Item['counts'], 'value' | 'masked'>

/** What a field or attribute is called. */
export function useFactName(): (fact: Pick<Item, 'kind' | 'name' | 'label'>) => string {
  const code = useCode()
  return ({ kind, name, label }) => (kind === 'field' ? code('fact', name) : label)
}

/** A value of a field or attribute, in words. */
export function useFactValue(): (fact: Pick<Item, 'kind' | 'name' | 'type'>, shown: Shown) => string {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  return ({ kind, name, type }, { value, masked }) => {
    if (masked !== null) return masked
    if (typeof value === 'boolean') return t(value ? 'profile.yes' : 'profile.no')
    if (kind === 'field' && name === 'gender' && typeof value === 'string') return code('gender', value)
    // Without marks between the thousands: a number may be a year.
    return type === 'date' && typeof value === 'string' ? format.day(value) : String(value)
  }
}

/** Who said a value. */
export function useSpeakerName(): (speaker: Item['counts']['speaker']) => string {
  const { t } = useTranslation()
  return ({ kind, name }) => (name === '' ? t(`identity.speaker.${kind}`) : name)
}
