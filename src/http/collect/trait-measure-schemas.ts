import Type from 'typebox'
import { MEASURE_NAME_CHARACTERS } from '#collect/import/measure-fields.ts'
import type { Static } from '../shared-schemas.ts'

/** GET and PUT /sources/{id}/trait-measures */
export const TraitMeasures = Type.Object({
  items: Type.Array(
    Type.Object(
      {
        trait: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', description: 'As identify calls name it' }),
        measure: Type.String({ minLength: 1, maxLength: MEASURE_NAME_CHARACTERS, pattern: '\\S', description: 'What it is called' }),
        unit: Type.String({ maxLength: 40 }),
      },
      { additionalProperties: false },
    ),
    { maxItems: 50 },
  ),
})
export type TraitMeasures = Static<typeof TraitMeasures>
