import { expect, test } from 'vitest'
import { CONTENT_LIBRARY } from '../content/content-library.ts'
import { checkJourney } from './check-journey.ts'
import type { JourneyFacts } from './check-journey.ts'
import { draftOfStarter, JOURNEY_STARTERS } from './journey-starters.ts'

/** A project that has what the starters need. */
const facts: JourneyFacts = {
  content: () => ({ isPublished: true, forms: ['email', 'sms'] }),
  segments: new Set(),
  tags: new Map(),
  attributes: new Map(),
  dates: new Set(['contract.renews_at', 'attribute.birthday']),
  condition: () => null,
}
const contents = new Map(CONTENT_LIBRARY.map(({ key }) => [key, { id: `made-${key}`, version: 3, channels: ['email'] }]))

test.each(JOURNEY_STARTERS.map((starter) => [starter.key, starter] as const))(
  '%s can be published once its contents are chosen',
  (_, starter) => {
    for (const language of ['zh', 'en'] as const) {
      expect(checkJourney(draftOfStarter(starter, language, contents), facts)).toEqual([])
    }
  },
)

test.each(JOURNEY_STARTERS.map((starter) => [starter.key, starter] as const))(
  '%s names a content of the library for each message',
  (_, starter) => {
    const sends = starter.definition('en').steps.filter(({ kind }) => kind === 'send')
    expect(Object.keys(starter.contents).toSorted()).toEqual(sends.map(({ id }) => id).toSorted())
    const known = CONTENT_LIBRARY.map(({ key }) => key)
    for (const key of Object.values(starter.contents)) expect(known).toContain(key)
  },
)

test('a draft says what was chosen, on the channels that it has a form for', () => {
  const [cart] = JOURNEY_STARTERS
  const draft = draftOfStarter(cart!, 'zh', contents)
  expect(draft.steps.find(({ id }) => id === 'remind')).toMatchObject({
    name: '第一次提醒',
    content: { id: 'made-cart', version: 3 },
    channels: ['email'],
  })
  // What is missing is a problem of the draft.
  const [problem] = checkJourney(draftOfStarter(cart!, 'zh', new Map()), { ...facts, content: () => null })
  expect(problem).toMatchObject({ place: 'steps/remind/content', code: 'content-gone' })
})
