import Type from 'typebox'
import { Id, Instant, Nullable, UnconvertedSales } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** A value that holds for the whole project, and where it comes from: what the environment sets can only be changed there. */
const ProjectSetting = Type.Object({
  value: Type.String(),
  source: Type.Union([Type.Literal('environment'), Type.Literal('settings'), Type.Literal('default')]),
})

export const ProjectValues = Type.Object({
  currency: ProjectSetting,
  timeZone: ProjectSetting,
  country: ProjectSetting,
  shopName: ProjectSetting,
})
export type ProjectValues = Static<typeof ProjectValues>

/** GET /project */
export const ProjectState = Type.Object({
  settings: ProjectValues,
  unconverted: UnconvertedSales,
  /** The job that works profiles out again after a change; null when nothing has to be. */
  refreshJobId: Nullable(Id),
})
export type ProjectState = Static<typeof ProjectState>

/** PATCH /project, and part of POST /setup. */
export const ProjectPatch = Type.Object({
  currency: Type.Optional(Type.String({ maxLength: 10, description: 'ISO 4217: what every total is in' })),
  timeZone: Type.Optional(Type.String({ maxLength: 60, description: 'IANA zone of days, months and schedules' })),
  country: Type.Optional(Type.String({ maxLength: 10, description: 'ISO 3166: of phone numbers without a country' })),
  shopName: Type.Optional(Type.String({ maxLength: 100 })),
})
export type ProjectPatch = Static<typeof ProjectPatch>

/** One unit of `currency` is `rate` of `base` from `day` on, until the next day with a rate. */
export const Rate = Type.Object({
  currency: Type.String(),
  base: Type.String(),
  day: Type.String(),
  rate: Type.String(),
  enteredAt: Instant,
})
export type Rate = Static<typeof Rate>
export const RateList = Type.Object({ items: Type.Array(Rate), refreshJobId: Nullable(Id) })
export type RateList = Static<typeof RateList>

/** POST /project/rates: rows, or lines such as `USD,2026-01-31,7.1032`. All are kept or none. */
export const RatesBody = Type.Object({
  rates: Type.Optional(
    Type.Array(
      Type.Object({
        currency: Type.String({ maxLength: 40 }),
        day: Type.String({ maxLength: 40 }),
        rate: Type.Union([Type.String({ maxLength: 40 }), Type.Number()]),
      }),
      { maxItems: 20_000 },
    ),
  ),
  text: Type.Optional(Type.String({ maxLength: 800_000 })),
})
export type RatesBody = Static<typeof RatesBody>
