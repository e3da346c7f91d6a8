import { expect, it } from 'vitest'
import { Metrics } from '#http/collect/data-schemas.ts'
import { METRIC_DEFINITIONS } from '#quality/metric-definitions.ts'
import { METRIC_SQL } from '#store/analytical/metric-sql.ts'

const BESIDE_FIGURES = ['definitionVersion', 'definitions', 'includeDuplicates', 'currency', 'unconverted', 'firstAt', 'lastAt']

it('every figure that the API answers has one definition in both languages and one SQL', () => {
  const answered = Object.keys(Metrics.properties).filter((name) => !BESIDE_FIGURES.includes(name))
  expect(Object.keys(METRIC_SQL).toSorted()).toEqual(answered.toSorted())
  const defined = METRIC_DEFINITIONS.filter(({ id }) => id !== 'activeCustomers').map(({ id }) => id)
  expect(defined.toSorted()).toEqual(answered.toSorted())
  for (const { label, meaning } of METRIC_DEFINITIONS) {
    for (const text of [label, meaning]) {
      expect(text.zh).toMatch(/\p{Script=Han}/u)
      expect(text.en).toMatch(/^[A-Z]/u)
    }
  }
})
