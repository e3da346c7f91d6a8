import { localDay } from '#kernel/local-day.ts'
import type { DateTest, NumberTest, ValueTest } from './condition.ts'
import type { AskedAt } from './condition-window.ts'
import { anniversaryDays, daysOf, instantsOf } from './condition-window.ts'
import type { FieldType } from './condition-field.ts'
import type { FieldValue } from './dossier.ts'

/** Whether a value passes a test of its type; an unknown one passes none. */
export function valueMeets(test: ValueTest, value: FieldValue | undefined, type: FieldType, asked: AskedAt): boolean {
  if (value === undefined) return false
  switch (test.op) {
    case 'set':
      return true
    case 'yes':
    case 'no':
      return value === (test.op === 'yes')
    case 'in':
      return typeof value === 'string' && test.values.includes(value)
    case 'contains':
      return typeof value === 'string' && value.includes(test.value)
    case 'starts':
      return typeof value === 'string' && value.startsWith(test.value)
    case 'eq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between':
      return typeof value === 'number' && numberMeets(test, value)
    default:
      return dateMeets(test, value, type, asked)
  }
}

export function numberMeets(test: NumberTest, value: number): boolean {
  switch (test.op) {
    case 'eq':
      return value === test.value
    case 'gt':
      return value > test.value
    case 'gte':
      return value >= test.value
    case 'lt':
      return value < test.value
    case 'lte':
      return value <= test.value
    case 'between':
      return value >= test.from && value <= test.to
  }
}

function dateMeets(test: DateTest, value: FieldValue, type: FieldType, asked: AskedAt): boolean {
  if (type === 'day') {
    if (typeof value !== 'string') return false
    const days = daysOf(test, asked)
    if (days === null) return test.op === 'anniversary' && anniversaryDays(test, asked).includes(value.slice(5))
    return (days.from === null || value >= days.from) && (days.to === null || value <= days.to)
  }
  if (typeof value !== 'number') return false
  const range = instantsOf(test, asked)
  if (range === null)
    return test.op === 'anniversary' && anniversaryDays(test, asked).includes(localDay(new Date(value), asked.timeZone).slice(5))
  return (range.from === null || value >= range.from.getTime()) && (range.to === null || value < range.to.getTime())
}
