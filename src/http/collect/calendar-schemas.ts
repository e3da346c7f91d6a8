import Type from 'typebox'
import { BilingualText, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const DayKind = Type.Union([Type.Literal('holiday'), Type.Literal('workday'), Type.Literal('event')])
export type DayKind = Static<typeof DayKind>

const Day = Type.String({ format: 'date' })

export const NotedDay = Type.Object({
  day: Day,
  name: BilingualText,
  kind: DayKind,
  basis: Type.Union([Type.Literal('announced'), Type.Literal('rule'), Type.Literal('own')], {
    description: 'As the government announced it, worked out by rule, or entered here',
  }),
})
export type NotedDay = Static<typeof NotedDay>

export const OwnDay = Type.Object({ id: Type.String(), name: Type.String(), kind: DayKind, from: Day, to: Day })
export type OwnDay = Static<typeof OwnDay>

/** GET /calendar */
export const CalendarYear = Type.Object({
  year: Type.Integer(),
  country: Type.String({ description: 'ISO 3166-1; empty where none is known' }),
  countrySource: Type.Union([Type.Literal('calendar'), Type.Literal('project'), Type.Literal('time-zone')]),
  official: Type.Boolean({
    description: 'The public days of this year are as the government announced them, with the working days moved for them',
  }),
  days: Type.Array(NotedDay),
  own: Type.Array(OwnDay),
  countries: Type.Array(Type.String({ description: 'Countries with a calendar' })),
})
export type CalendarYear = Static<typeof CalendarYear>

export const CalendarQuery = Type.Object({
  year: Type.Optional(Type.Integer({ minimum: 1, maximum: 9999, description: 'Default: this year' })),
})

/** PUT /calendar/country. Null follows the project. */
export const CalendarCountry = Type.Object({ country: Nullable(Type.String({ minLength: 1, maxLength: 20 })) })

/** POST /calendar/days */
export const NewOwnDay = Type.Object({
  name: Type.String({ maxLength: 200 }),
  kind: DayKind,
  from: Type.String({ maxLength: 20, description: 'YYYY-MM-DD' }),
  to: Type.Optional(Type.String({ maxLength: 20, description: 'The last day; without it, one day' })),
})
