import type { MessageContent } from '#act/content/message-content.ts'
import { describeJourney } from '#act/journeys/describe-journey.ts'
import { journeySentences } from '#act/journeys/journey-approval.ts'
import type { JourneyDefinition } from '#act/journeys/journey.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import { segmentName } from '#segment/conditions/condition-catalogue.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { TAG_FIELD } from '#segment/tags/tag.ts'

interface Parts {
  readonly segments: Pick<SegmentService, 'language'>
  readonly contents: { version(id: string, version: number): Promise<MessageContent | null> }
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu

/** A journey as sentences with the names of today. Cost: the catalogue of conditions, and a row for each of its contents. */
export function createJourneySentences({ segments, contents }: Parts) {
  return async (definition: JourneyDefinition): Promise<readonly BilingualText[]> => {
    const named = definition.steps.flatMap((step) => (step.kind === 'send' && UUID.test(step.content.id) ? [step.content] : []))
    const [{ catalogue }, found] = await Promise.all([
      segments.language(),
      Promise.all(named.map(async ({ id, version }) => [id, (await contents.version(id, version))?.name ?? null] as const)),
    ])
    const names = new Map(found)
    const label = (name: string): BilingualText | null => catalogue.fields.get(name)?.label ?? null
    return journeySentences(
      describeJourney(definition, {
        content: (id) => names.get(id) ?? null,
        segment: (id) => segmentName(catalogue, id) ?? null,
        tag: (name) => label(`${TAG_FIELD}${name}`),
        field: label,
        condition: (condition) => describeCondition(condition, catalogue),
      }),
    )
  }
}
