import Type from 'typebox'
import { LONGEST_ESCALATION_MINUTES, MOST_OUTCOMES, MOST_OWNER_RULES } from '#act/tasks/task-rule-limits.ts'
import { BilingualText, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const UserId = Type.String({ format: 'uuid' })

const Outcome = Type.Object(
  {
    code: Type.String({ minLength: 2, maxLength: 40 }),
    label: BilingualText,
    meaning: Type.Union([Type.Literal('success'), Type.Literal('neutral'), Type.Literal('negative')]),
    hidden: Type.Boolean({ description: 'Not offered any more; tasks that have it keep its words' }),
  },
  { additionalProperties: false },
)

export const TaskRulesBody = Type.Object(
  {
    owners: Type.Array(
      Type.Object(
        {
          attribute: Type.String({ minLength: 1, maxLength: 100, description: 'region, or the name of an attribute' }),
          values: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 500 }),
          owner: UserId,
        },
        { additionalProperties: false },
      ),
      { maxItems: MOST_OWNER_RULES, description: 'The first that fits gives the owner' },
    ),
    rotation: Nullable(
      Type.Array(UserId, {
        maxItems: 500,
        description: 'Colleagues in turn where no rule fits; empty: all who may work on tasks; null: people take them',
      }),
    ),
    escalation: Nullable(
      Type.Object(
        { afterMinutes: Type.Integer({ minimum: 0, maximum: LONGEST_ESCALATION_MINUTES, description: 'Past the due time' }), to: UserId },
        { additionalProperties: false },
      ),
    ),
    outcomes: Type.Array(Outcome, { maxItems: MOST_OUTCOMES, description: 'Beside the built-in ones' }),
  },
  { additionalProperties: false },
)

/** GET /tasks/rules: `all` are the outcomes as they are offered, the built-in ones first. */
export const TaskRulesState = Type.Object({ rules: TaskRulesBody, all: Type.Array(Outcome) })
export type TaskRulesState = Static<typeof TaskRulesState>
