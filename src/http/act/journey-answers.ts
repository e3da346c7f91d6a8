import type { JourneyVersion, StoredJourney } from '#act/journeys/journey-ports.ts'
import type { CustomerInJourney as Looked, JourneyToday } from '#act/journeys/journey-views.ts'
import { JOURNEY_STARTERS } from '#act/journeys/journey-starters.ts'
import type { JourneyDefinition as Definition } from '#act/journeys/journey.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import { worded } from '../segment/condition-answers.ts'
import type { Answer } from '../shared-schemas.ts'
import type { CustomerInJourney, Journey, JourneyDefinition, JourneyRow, JourneyStarters, JourneyVersions } from './journey-schemas.ts'

/** As it travels: what is not set is left out. */
export const definitionAnswer = (definition: Definition) => definition as unknown as Answer<typeof JourneyDefinition>

export function journeyAnswer(
  journey: StoredJourney,
  around: {
    readonly names: ReadonlyMap<string, string>
    readonly catalogue: ConditionCatalogue
    readonly currency: string
    /** Ids of those that wait for a second person. */
    readonly awaiting: ReadonlySet<string>
  },
): Answer<typeof Journey> {
  const { names, catalogue, currency, awaiting } = around
  const { definition, createdBy, savedBy, publishedBy, ...kept } = journey
  const { text, sentence } = worded(definition.audience, catalogue)
  return {
    ...kept,
    awaitsApproval: awaiting.has(journey.id),
    definition: definitionAnswer(definition),
    audienceText: text,
    audienceSentence: sentence,
    currency,
    createdBy: names.get(createdBy) ?? createdBy,
    savedBy: names.get(savedBy) ?? savedBy,
    publishedBy: publishedBy === null ? null : (names.get(publishedBy) ?? publishedBy),
  }
}

export function todayAnswer(today: JourneyToday | undefined, currency: string): JourneyRow['today'] {
  const { entered = 0, inside = 0, costMinor = 0, withoutCost = 0 } = today ?? {}
  return { entered, inside, cost: costMinor === null ? null : { minor: costMinor, currency }, withoutCost }
}

export function versionsAnswer(versions: readonly JourneyVersion[], names: ReadonlyMap<string, string>): Answer<typeof JourneyVersions> {
  return {
    versions: versions.map(({ definition, savedBy, publishedBy, ...one }) => ({
      ...one,
      definition: definitionAnswer(definition),
      savedBy: names.get(savedBy) ?? savedBy,
      publishedBy: publishedBy === null ? null : (names.get(publishedBy) ?? publishedBy),
    })),
  }
}

export function startersAnswer(): Answer<typeof JourneyStarters> {
  return {
    starters: JOURNEY_STARTERS.map(({ definition, needs, ...starter }) => ({
      ...starter,
      needs: [...needs],
      contents: { ...starter.contents },
      definition: { zh: definitionAnswer(definition('zh')), en: definitionAnswer(definition('en')) },
    })),
  }
}

export function customerAnswer({ runs, refused }: Looked): Answer<typeof CustomerInJourney> {
  return {
    runs: runs.map((run) => ({ ...run, steps: run.steps.map(({ send, ...step }) => ({ ...step, send })) })),
    refused: [...refused],
  }
}
