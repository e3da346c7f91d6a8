import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ActSelection, ActTest, Condition } from '../conditions/condition.ts'
import type { ConditionField } from '../conditions/condition-field.ts'

/** What conditions call tags by: `tag.age_group`. */
export const TAG_FIELD = 'tag.'

/** Static: changes over months. Behaviour: what somebody does. Value: what they are worth. Scene: when and where they do it. */
export const TAG_CATEGORIES = ['static', 'behaviour', 'value', 'scene'] as const
export type TagCategory = (typeof TAG_CATEGORIES)[number]

/** Static ones are worked out once a month, dynamic ones every hour and as acts come. */
export const TAG_REFRESHES = ['static', 'dynamic'] as const
export type TagRefresh = (typeof TAG_REFRESHES)[number]

/** What the project says of a customer by a name: one value, or none (ADR 0042). */
export interface Tag extends TagContent {
  /** Stable: a to z, digits and _. */
  readonly name: string
  /** How conditions test it. */
  readonly field: Pick<ConditionField, 'type' | 'choices'>
  /** Counts its saved changes, from 1. */
  readonly version: number
  readonly createdAt: Date
  readonly savedAt: Date
  /** As audit names whoever saved it last. */
  readonly savedBy: string
  readonly archivedAt: Date | null
  /** The version that the values of customers are of; 0: none yet. */
  readonly filledVersion: number
  /** When all customers were last looked at; null: never. */
  readonly refreshedAt: Date | null
}

/** What is said of a tag by whoever saves it. */
export interface TagContent {
  readonly label: BilingualText
  readonly category: TagCategory
  readonly refresh: TagRefresh
  /** Days that a value stays after it was found last; null: it goes with the next look that does not find it. */
  readonly lifetimeDays: number | null
  readonly source: TagSource
}

export interface TagVersion extends TagContent {
  readonly version: number
  readonly savedAt: Date
  readonly savedBy: string
}

export type TagSource =
  /** The first rule that holds gives the value. */
  | { readonly kind: 'rules'; readonly rules: readonly TagRule[] }
  | { readonly kind: 'calculation'; readonly calculation: TagCalculation }
  /** Of the customer, the profile or a model, by the name of the field. */
  | { readonly kind: 'field'; readonly field: string }

export interface TagRule {
  readonly value: string
  readonly label: BilingualText
  readonly condition: Condition
}

export const TAG_FUNCTIONS = ['count', 'days', 'sum', 'average', 'least', 'most', 'first', 'last', 'frequent', 'trend'] as const
export type TagFunction = (typeof TAG_FUNCTIONS)[number]

/**
 * What is worked out of acts. `first`, `last` and `frequent` are of a property; `trend` is the change of a count, or of the sum of a property, against the window before, as a share:
 * -0.5 is half as much. Of nobody's acts nothing is worked out.
 */
export interface TagCalculation extends ActSelection {
  readonly fn: TagFunction
  readonly of?: string
  readonly did: ActTest['did']
}
