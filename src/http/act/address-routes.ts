import type { FastifyRequest } from 'fastify'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { AddressBook } from '#act/addresses/address-book.ts'
import type { AddressView } from '#act/addresses/channel-address.ts'
import type { Intake } from '#collect/tracking/intake.ts'
import type { Clock } from '#kernel/clock.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { sourceOfSender } from '../access/write-key.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { AddressParams, ChannelAddressList, MiniProgramLogin, MiniProgramLoginBody, PutAddressBody } from './address-schemas.ts'

interface AddressParts {
  readonly addresses: Pick<AddressBook, 'of' | 'put' | 'remove' | 'signIn'>
  readonly intake: Pick<Intake, 'accept'>
  readonly access: Pick<Access, 'audit'>
  readonly clock: Clock
}

/** Addresses that belong to one app: openids of WeChat, devices, browsers. */
export function registerAddresses(app: TypedApp, { addresses, intake, access, clock }: AddressParts): void {
  const audit = (request: FastifyRequest, action: string, customerId: string, detail: Readonly<Record<string, unknown>>) =>
    access.audit.append({ at: clock.now(), actor: actorLabel(actorOf(request)), action, target: `customer:${customerId}`, detail })

  app.get(
    '/customers/:id/addresses',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'WeChat and push addresses of a customer, masked, with the app that each belongs to',
        params: IdParams,
        response: { 200: ChannelAddressList },
      },
    },
    async (request) => answerOf(await addresses.of(scopeOf(request), request.params.id)),
  )

  app.put(
    '/customers/:id/addresses',
    {
      config: { permission: 'data:import', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Say that a customer has this openid, device or browser; one that another customer had moves',
        params: IdParams,
        body: PutAddressBody,
        response: { 200: ChannelAddressList },
      },
    },
    async (request) => {
      const { kind, value, accountId } = request.body
      const { id } = request.params
      const found = await addresses.put(scopeOf(request), id, { kind, value, ...(accountId === undefined ? {} : { account: accountId }) })
      await audit(request, 'address-said', id, { kind })
      return answerOf(found)
    },
  )

  app.delete(
    '/customers/:id/addresses/:address',
    {
      config: { permission: 'data:import', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'End an address of a customer: nothing is sent to it any more',
        params: AddressParams,
        response: { 200: ChannelAddressList },
      },
    },
    async (request) => {
      const { id, address } = request.params
      const found = await addresses.remove(scopeOf(request), id, address)
      await audit(request, 'address-ended', id, { address })
      return answerOf(found)
    },
  )

  app.post(
    '/mini-program-logins',
    {
      config: { permission: 'data:import', writeKey: true },
      schema: {
        tags: ['tracking'],
        summary:
          'Exchange a login code of a mini-program for the openid and tie it to the visitor; the session key never leaves the server',
        body: MiniProgramLoginBody,
        response: { 200: MiniProgramLogin },
      },
    },
    async (request) => {
      const { appId, code, userId, anonymousId } = request.body
      const sourceId = sourceOfSender(request)
      if (sourceId === undefined) {
        throw new AppError('invalid-input', 'login-without-source', 'Send the write key of the source that the mini-program tracks under.')
      }
      const { openId, unionId } = await addresses.signIn(appId, code)
      const external = (type: string, id: string): object => ({ type, id, collection: 'users', encoding: 'none' })
      const externalIds = [external(`openid:${appId}`, openId), ...(unionId === null ? [] : [external('unionid', unionId)])]
      await intake.accept(
        sourceId,
        [{ type: 'identify', anonymousId, ...(userId === undefined ? {} : { userId }), context: { channel: 'mini_program', externalIds } }],
        null,
      )
      return { openId }
    },
  )
}

function answerOf(found: readonly AddressView[]): Answer<typeof ChannelAddressList> {
  return { items: found.map((address) => ({ ...address, accountIds: [...address.accountIds], subscriptions: [...address.subscriptions] })) }
}
