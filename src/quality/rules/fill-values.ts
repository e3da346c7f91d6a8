import type { FactValue } from '#collect/quality-gate.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import type { QualityRule } from './quality-rules.ts'
import type { RepeatFinder, StoredFact } from './repeated-facts.ts'

/** Fields of customers that a rule may fill: what describes them. Never what names them, money, or a time. */
export const FILLED_FIELDS = ['region', 'gender', 'memberLevel', 'birthYear'] as const
export type FilledField = (typeof FILLED_FIELDS)[number]

/** constant: always the same. most-frequent, median: of the customers of the same group who have a value. */
export const FILLINGS = ['constant', 'most-frequent', 'median'] as const
export type Filling = (typeof FILLINGS)[number]

/** With fewer known values nothing is said of a group, and then of all customers. */
export const LEAST_KNOWN = 10

export function isFilledField(field: string): field is FilledField {
  return (FILLED_FIELDS as readonly string[]).includes(field)
}

const GENDERS: ReadonlySet<string> = new Set(['female', 'male', 'other'])
const YEAR = /^(?:19|20)\d\d$/
const LONGEST = 100

/** Whether a constant is a value that the field can have, and says nothing of a person. */
export function isFillable(field: FilledField, value: string): boolean {
  if (field === 'gender') return GENDERS.has(value)
  if (field === 'birthYear') return YEAR.test(value)
  return value !== '' && value.length <= LONGEST && withoutPersonal(value) === value
}

/** Customers without a value, each with the one that the rule fills in. Found once all are told, since what others have decides. */
export function missingValues(rule: QualityRule): RepeatFinder {
  const { field, fill = 'constant', value = '', by = '' } = rule
  const missing: { readonly fact: StoredFact; readonly group: string }[] = []
  const known = new Map<string, FactValue[]>()
  const note = (group: string, one: FactValue): void => {
    const own = known.get(group)
    if (own === undefined) known.set(group, [one])
    else own.push(one)
  }
  return {
    rule,
    push(fact) {
      const own = fact.read(field)
      const group = by === '' ? '' : String(fact.read(by) ?? '')
      if (own === null || own === '') missing.push({ fact: { ...fact, read: () => null }, group })
      else {
        note('', own)
        if (group !== '') note(group, own)
      }
      return []
    },
    *end() {
      const found = new Map<string, string>()
      const valueOf = (group: string): string => {
        if (fill === 'constant') return value
        let one = found.get(group)
        if (one === undefined) found.set(group, (one = valueFrom(known.get(group) ?? [], fill)))
        return one
      }
      for (const { fact, group } of missing) {
        const filled = valueOf(group) || valueOf('')
        if (filled !== '') yield { fact: { ...fact, read: (name) => (name === field ? filled : null) }, value: filled }
      }
    },
  }
}

/** The middle or most frequent value; of several as frequent the first in the order of text, so that the same facts give the same. '' with too few. */
function valueFrom(values: readonly FactValue[], fill: Filling): string {
  if (values.length < LEAST_KNOWN) return ''
  if (fill === 'median') {
    const numbers = values.map(Number).toSorted((a, b) => a - b)
    return String(numbers[Math.floor((numbers.length - 1) / 2)])
  }
  const counts = [...Map.groupBy(values, String)].map(([value, { length }]) => ({ value, length }))
  return counts.toSorted((a, b) => b.length - a.length || (a.value < b.value ? -1 : 1))[0]?.value ?? ''
}
