import Type from 'typebox'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const LogFormat = Type.Union([
  Type.Literal('combined', { description: 'Also the common format, with a virtual host before it or more fields behind it' }),
  Type.Literal('json'),
  Type.Literal('pattern'),
])

const LogWho = Type.Object({
  from: Type.Union([Type.Literal('user'), Type.Literal('field'), Type.Literal('cookie'), Type.Literal('query')]),
  name: Type.String({ maxLength: 100, description: 'Of the field, cookie or parameter; empty for the user' }),
  as: Type.Union([Type.Literal('userId'), Type.Literal('anonymousId')]),
})

/** Every default keeps less. */
export const LogOptionsBody = Type.Object({
  format: Type.Optional(LogFormat),
  pattern: Type.Optional(Type.String({ maxLength: 1_000, description: 'RE2 with named groups, such as (?P<time>...)' })),
  timeZone: Type.Optional(Type.String({ maxLength: 60, description: "Of times without an offset; by default the project's" })),
  who: Type.Optional(Type.Array(LogWho, { maxItems: 4 })),
  visitors: Type.Optional(
    Type.Boolean({ description: 'Tell who is not named apart for one day by address and browser, which are not kept' }),
  ),
  ip: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('truncated')])),
  leaveOutStatic: Type.Optional(Type.Boolean()),
  leaveOutPaths: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 })),
})
export type LogOptionsBody = Static<typeof LogOptionsBody>

/** A megabyte of pasted lines is more than anybody looks at. */
const PASTED = 500_000

/** POST /log-imports/preview with JSON: pasted lines. */
export const PastedLogBody = Type.Object({
  text: Type.String({ minLength: 1, maxLength: PASTED }),
  options: Type.Optional(LogOptionsBody),
})
/** POST /log-imports/:uploadId/preview */
export const LogPreviewBody = Type.Object({ options: Type.Optional(LogOptionsBody) })

const LeftOut = Type.Object(
  {
    static: Type.Optional(Type.Integer()),
    path: Type.Optional(Type.Integer()),
    method: Type.Optional(Type.Integer()),
    status: Type.Optional(Type.Integer()),
    nobody: Type.Optional(Type.Integer()),
  },
  { description: 'Lines that are no page view, by the rule that leaves them out' },
)

export const LogPreview = Type.Object({
  uploadId: Id,
  fileName: Type.String(),
  bytes: Type.Integer(),
  lines: Type.Integer({ description: 'Lines looked at' }),
  whole: Type.Boolean({ description: 'Whether they are all' }),
  guessed: LogFormat,
  views: Type.Integer(),
  bots: Type.Integer({ description: 'Of the views; stored and left out of every metric' }),
  leftOut: LeftOut,
  refused: Type.Integer(),
  who: Type.Object({ users: Type.Integer(), devices: Type.Integer(), visitors: Type.Integer() }),
  firstAt: Nullable(Instant),
  lastAt: Nullable(Instant),
  fields: Type.Array(Type.String(), { description: 'What lines have, by name' }),
  sample: Type.Array(
    Type.Object({
      line: Type.Integer(),
      at: Instant,
      path: Type.String(),
      isBot: Type.Boolean(),
      who: Type.Union([Type.Literal('user'), Type.Literal('device'), Type.Literal('visitor')]),
    }),
  ),
  issues: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String(), message: Type.String() })),
  staticEnds: Type.Array(Type.String(), { description: 'Ends of paths that leaveOutStatic leaves out' }),
})
export type LogPreview = Static<typeof LogPreview>

/** What a job of it is told. */
export const LogOrderBody = Type.Object({
  sourceId: Id,
  options: LogOptionsBody,
  dryRun: Type.Boolean(),
  accept: Type.Boolean(),
})

/** POST /log-imports */
export const StartLogBody = Type.Object({
  uploadId: Id,
  sourceId: Type.String({ format: 'uuid', description: 'The source whose page views they are; its consent and tracking plan hold' }),
  options: LogOptionsBody,
  dryRun: Type.Optional(Type.Boolean()),
  accept: Type.Optional(Type.Boolean({ description: 'That most lines cannot be read was seen, and is right' })),
})
