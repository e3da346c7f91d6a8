import type { BilingualText } from '#kernel/bilingual-text.ts'

/** How a value is tested and shown. `choice`: one of few codes. `share`: from 0 to 1, shown in per cent. `money`: major units of the project's currency. `day`: a calendar day; `time`: an instant. */
export type FieldType = 'text' | 'choice' | 'number' | 'money' | 'share' | 'flag' | 'day' | 'time'

export interface Choice {
  readonly value: string
  readonly label: BilingualText
}

/** A value of the customer that conditions may test. */
export interface ConditionField {
  /** As conditions name it: `customer.region`. */
  readonly name: string
  readonly type: FieldType
  readonly label: BilingualText
  /** The codes of a choice, all of them. */
  readonly choices?: readonly Choice[]
  /** It is known as of earlier times too. */
  readonly hasPast: boolean
}

/** A property of an act. `isOfNow`: what it was earlier is not kept. */
export type ActProperty = Omit<ConditionField, 'hasPast'> & { readonly isOfNow?: true }

export interface ConditionAct {
  /** With its subject: 下单 / placed an order. */
  readonly label: BilingualText
  /** Tests may name one of them. */
  readonly isNamed: boolean
  readonly properties: readonly ActProperty[]
  /** Tests may ask for any property of its own: `properties.NAME`. */
  readonly isOpen: boolean
}

export function choicesOf<Value extends string>(labels: Readonly<Record<Value, BilingualText>>): Choice[] {
  return (Object.entries(labels) as [Value, BilingualText][]).map(([value, label]) => ({ value, label }))
}

export function isNumeric(type: FieldType): boolean {
  return type === 'number' || type === 'money' || type === 'share'
}

export function isDate(type: FieldType): boolean {
  return type === 'day' || type === 'time'
}
