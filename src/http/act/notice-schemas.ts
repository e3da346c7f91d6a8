import Type from 'typebox'
import { CONCERNED, NOTICE_KINDS, NOTICE_WAYS } from '#act/notices/notice-names.ts'
import type { NoticeKind as KnownKind, NoticeWay as KnownWay } from '#act/notices/notice-names.ts'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const NoticeKind = Type.Unsafe<KnownKind>(Type.Union(NOTICE_KINDS.map((name) => Type.Literal(name))))
const NoticeWay = Type.Unsafe<KnownWay>(Type.Union(NOTICE_WAYS.map((name) => Type.Literal(name))))
const Minute = Type.Integer({ minimum: 0, maximum: 1_439 })

export const NoticeRule = Type.Object({
  kinds: Type.Array(NoticeKind, { minItems: 1, maxItems: NOTICE_KINDS.length, uniqueItems: true }),
  way: NoticeWay,
  /** Of team chats and text messages. */
  accountId: Nullable(Id),
  /** Ids of colleagues, for mail and text messages; `concerned`: whoever it is about. */
  people: Type.Array(Type.Union([Id, Type.Literal(CONCERNED)]), { maxItems: 200, uniqueItems: true }),
  /** Of team chats: whom the message mentions, as the provider names them. */
  mentions: Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S+$' }), { maxItems: 50 }),
  /** Of text messages at providers that only send reviewed templates. */
  template: Nullable(
    Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }), value: Type.String({ minLength: 1, maxLength: 100 }) }),
  ),
  language: Type.Union([Type.Literal('zh'), Type.Literal('en')]),
})
export type NoticeRule = Static<typeof NoticeRule>

const settings = {
  rules: Type.Array(NoticeRule, { maxItems: 50 }),
  /** Minutes after midnight of the project; null: no quiet hours. */
  quiet: Nullable(Type.Object({ from: Minute, to: Minute })),
  smsPerDay: Type.Integer({ minimum: 1, maximum: 100 }),
  alertMail: Type.Boolean(),
}

export const NoticeSettingsBody = Type.Object(settings)
export type NoticeSettingsBody = Static<typeof NoticeSettingsBody>

export const NoticeSettingsState = Type.Object({
  ...settings,
  timeZone: Type.String(),
  kinds: Type.Array(NoticeKind),
  /** Kinds that leave at any hour, and over text messages. */
  urgent: Type.Array(NoticeKind),
  /** Kinds about one colleague. */
  aboutOne: Type.Array(NoticeKind),
  people: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), phone: Nullable(Type.String()) })),
})
export type NoticeSettingsState = Static<typeof NoticeSettingsState>

export const NoticePhoneBody = Type.Object({ phone: Nullable(Type.String({ minLength: 1, maxLength: 40 })) })

export const NoticeTestBody = Type.Object({ rule: NoticeRule })
export const NoticeTest = Type.Object({ outcome: Type.String(), reason: Type.String() })
export type NoticeTest = Static<typeof NoticeTest>

export const NoticeLogQuery = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })) })

/** What the team was told, newest first. */
export const NoticeLog = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: NoticeKind,
      /** As it is told. */
      text: Type.Object({ zh: Type.String(), en: Type.String() }),
      link: Type.String(),
      way: NoticeWay,
      /** Name of the account, or of the colleague; empty where it is gone. */
      to: Type.String(),
      state: Type.Union([
        Type.Literal('waiting'),
        Type.Literal('handed'),
        Type.Literal('told'),
        Type.Literal('failed'),
        Type.Literal('uncertain'),
        Type.Literal('dropped'),
      ]),
      reason: Type.String(),
      at: Instant,
      dueAt: Instant,
      toldAt: Nullable(Instant),
    }),
  ),
})
export type NoticeLog = Static<typeof NoticeLog>
