import Type from 'typebox'
import { QUESTION_KINDS } from '#act/questionnaires/questionnaire.ts'
import type { QuestionKind } from '#act/questionnaires/questionnaire.ts'
import { BilingualText, Instant, Nullable, VersionNumber } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const text = (least: number, most: number) =>
  Type.Object({ zh: Type.String({ minLength: least, maxLength: most }), en: Type.String({ minLength: least, maxLength: most }) })

const GivenQuestion = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 40, description: 'Stable: a to z, digits and _' }),
  label: text(1, 200),
  kind: Type.Unsafe<QuestionKind>(Type.String({ enum: [...QUESTION_KINDS], description: 'date: YYYY-MM-DD' })),
  isRequired: Type.Boolean(),
  options: Type.Array(Type.Object({ value: Type.String({ minLength: 1, maxLength: 60 }), label: text(1, 100) }), {
    maxItems: 20,
    description: 'Of single and multiple',
  }),
  least: Nullable(Type.Number({ description: 'Of a number' })),
  most: Nullable(Type.Number()),
  field: Nullable(
    Type.String({
      maxLength: 40,
      description: 'gender, region, birthYear, or the name of an attribute that the answer becomes; null: none',
    }),
  ),
})

export const QuestionnaireGiven = Type.Object({
  title: text(1, 100),
  intro: text(0, 500),
  consent: text(1, 500),
  isPublic: Type.Boolean({ description: 'Anybody may open it by its address, beside those who got a link' }),
  questions: Type.Array(GivenQuestion, { minItems: 1, maxItems: 10 }),
})
export type QuestionnaireGiven = Static<typeof QuestionnaireGiven>

const Counts = {
  sent: Type.Integer({ description: 'Customers who were given a link' }),
  opened: Type.Integer(),
  answered: Type.Integer({ description: 'By link, public address or API' }),
}

export const SavedQuestionnaire = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  savedAt: Instant,
  savedBy: Type.String(),
  archivedAt: Nullable(Instant),
  content: QuestionnaireGiven,
  address: Nullable(Type.String({ description: 'Of one that is for everybody' })),
  ...Counts,
})
export type SavedQuestionnaire = Static<typeof SavedQuestionnaire>

/** GET /questionnaires */
export const Questionnaires = Type.Object({
  items: Type.Array(SavedQuestionnaire),
  starters: Type.Array(Type.Object({ name: Type.String(), label: BilingualText, content: QuestionnaireGiven })),
})
export type Questionnaires = Static<typeof Questionnaires>

export const QuestionnaireParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 40 }) })

/** POST /questionnaires */
export const NewQuestionnaire = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 40, description: 'Part of its address: a to z, digits and -' }),
  content: QuestionnaireGiven,
})
/** PUT /questionnaires/:id */
export const QuestionnaireChange = Type.Object({ base: VersionNumber, content: QuestionnaireGiven })
/** PUT /questionnaires/:id/archived */
export const QuestionnaireArchived = Type.Object({ archived: Type.Boolean() })

/** GET /questionnaires/:id/results */
export const QuestionnaireResults = Type.Object({
  questions: Type.Array(
    Type.Object({
      name: Type.String(),
      label: BilingualText,
      values: Type.Array(
        Type.Object({
          value: Type.String(),
          label: BilingualText,
          customers: Type.Integer(),
          where: Type.String({ description: 'Who answered so, as a condition' }),
        }),
      ),
    }),
  ),
})
export type QuestionnaireResults = Static<typeof QuestionnaireResults>

/** POST /customers/:id/questionnaires/:questionnaire/link */
export const LinkParams = Type.Object({ id: Type.String({ format: 'uuid' }), questionnaire: Type.String({ minLength: 1, maxLength: 40 }) })
export const QuestionnaireLink = Type.Object({ url: Type.String() })
export type QuestionnaireLink = Static<typeof QuestionnaireLink>

/** GET /customers/:id/questionnaires */
export const CustomerQuestionnaires = Type.Object({
  items: Type.Array(
    Type.Object({
      questionnaire: Type.String(),
      title: BilingualText,
      version: Type.Integer(),
      saidAt: Instant,
      answers: Type.Array(Type.Object({ question: BilingualText, answer: BilingualText })),
    }),
  ),
  open: Type.Array(Type.Object({ questionnaire: Type.String(), title: BilingualText }), { description: 'That the customer may be given' }),
})
export type CustomerQuestionnaires = Static<typeof CustomerQuestionnaires>

/** POST /questionnaires/:id/answers */
export const SentAnswers = Type.Object(
  {
    phone: Type.Optional(Type.String({ maxLength: 60 })),
    email: Type.Optional(Type.String({ maxLength: 320 })),
    memberNumber: Type.Optional(Type.String({ maxLength: 200 })),
    userId: Type.Optional(Type.String({ maxLength: 200 })),
    unionid: Type.Optional(Type.String({ maxLength: 200 })),
    openid: Type.Optional(Type.String({ maxLength: 200, description: 'APP:OPENID' })),
    anonymousId: Type.Optional(
      Type.String({ maxLength: 200, description: 'The device: answers become those of whoever identifies on it' }),
    ),
    agreed: Type.Boolean({ description: 'The person agreed to the consent text' }),
    answers: Type.Record(Type.String({ maxLength: 60 }), Type.Unknown(), { maxProperties: 20 }),
  },
  { additionalProperties: false },
)
export const AnswersTaken = Type.Object({ known: Type.Boolean({ description: 'They are those of a known customer' }) })
