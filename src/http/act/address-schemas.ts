import Type from 'typebox'
import { Instant } from '../shared-schemas.ts'

const AddressKind = Type.Union([Type.Literal('openid'), Type.Literal('fcm'), Type.Literal('jpush'), Type.Literal('web')], {
  description: 'openid of WeChat, token of FCM, registration id of JPush, subscription of a browser',
})

export const ChannelAddress = Type.Object({
  id: Type.String(),
  kind: AddressKind,
  app: Type.String({ description: 'AppID of WeChat, or the id of the channel account; empty: not known' }),
  accountIds: Type.Array(Type.String(), { description: 'Channel accounts that can send to it; empty: none' }),
  masked: Type.String(),
  state: Type.Union([Type.Literal('active'), Type.Literal('ended')]),
  reason: Type.String({ description: 'Why it ended, such as unfollowed, device_unregistered, removed' }),
  source: Type.String(),
  since: Instant,
  lastSeenAt: Instant,
  windowUntil: Type.Union([Instant, Type.Null()], {
    description: 'Until when a customer-service message of WeChat may be sent',
  }),
  subscriptions: Type.Array(Type.Object({ template: Type.String(), left: Type.Integer() }), {
    description: 'Messages of WeChat that the customer agreed to and did not get yet, by template',
  }),
})

export const ChannelAddressList = Type.Object({ items: Type.Array(ChannelAddress) })

export const PutAddressBody = Type.Object(
  {
    kind: AddressKind,
    value: Type.String({
      minLength: 1,
      maxLength: 4_096,
      description: 'The openid without its AppID, the token, the registration id, or a browser’s subscription as JSON text',
    }),
    accountId: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'The channel account that it belongs to; left out, the only account of its kind is meant',
      }),
    ),
  },
  { additionalProperties: false },
)

export const AddressParams = Type.Object({ id: Type.String({ format: 'uuid' }), address: Type.String({ format: 'uuid' }) })

export const MiniProgramLoginBody = Type.Object(
  {
    appId: Type.String({ minLength: 1, maxLength: 64, description: 'AppID of the mini-program' }),
    code: Type.String({ minLength: 1, maxLength: 200, description: 'What wx.login gave; works once' }),
    userId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    anonymousId: Type.String({ minLength: 1, maxLength: 200, description: 'The id that the program tracks this visitor under' }),
  },
  { additionalProperties: false },
)

export const MiniProgramLogin = Type.Object({ openId: Type.String() })
