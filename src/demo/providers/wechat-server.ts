import { randomBytes } from 'node:crypto'
import { pushSignature, sealPush } from '#act/providers/wechat/push-signature.ts'
import { WECHAT_CODES } from '#act/providers/wechat/wechat-codes.ts'
import type { InboundCall } from '#act/providers/provider.ts'
import type { Clock } from '#kernel/clock.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { ScriptedServer, ServerReply, ServerRequest } from './scripted-server.ts'

export interface WechatMessage {
  readonly sendKey: string | null
  readonly providerId: string
  readonly openId: string
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface WechatServer extends ScriptedServer {
  readonly taken: readonly WechatMessage[]
  /** Tokens that were given out, in order. */
  readonly tokens: readonly string[]
  /** From now on the tokens given out are not good any more, as when another program forces a new one. */
  dropTokens(): void
  /** No token that it gives out is good: the secret is of another app. */
  refuseTokens(refuse: boolean): void
  /** A push of the safe mode, or of the plain one without an AES key. */
  push(members: Readonly<Record<string, string>>, options?: { readonly raw?: string; readonly json?: boolean }): InboundCall
  /** The check of an address that was entered in their console. */
  check(echo: string): InboundCall
}

interface WechatServerOptions {
  readonly clock: Clock
  readonly appId: string
  readonly appSecret: string
  readonly token: string
  /** Null: the plain mode. */
  readonly aesKey: string | null
  /** Templates with their fields. */
  readonly templates: Readonly<Record<string, readonly string[]>>
  /** Login codes and whose they are. */
  readonly logins?: Readonly<Record<string, { readonly openid: string; readonly unionid?: string }>>
}

const SENDS: ReadonlySet<string> = new Set([
  '/cgi-bin/message/template/send',
  '/cgi-bin/message/subscribe/bizsend',
  '/cgi-bin/message/subscribe/send',
  '/cgi-bin/message/custom/send',
])
/** Ids are beyond what a number of JavaScript holds exactly. */
const FIRST_ID = 3_487_542_469_355_618_000n

/** Answers as api.weixin.qq.com does: it checks token, template and fields, sends one `client_msg_id` once, and pushes signed events. */
export async function startWechatServer(options: WechatServerOptions): Promise<WechatServer> {
  const taken: WechatMessage[] = []
  const tokens: string[] = []
  const byClientId = new Map<string, string>()
  const usedCodes = new Set<string>()
  let goodToken: string | null = null
  let refusesTokens = false
  const json = (members: object): ServerReply => ({ status: 200, body: JSON.stringify(members) })
  const refuse = (code: string, said = Object.hasOwn(WECHAT_CODES, code) ? `error ${code}` : 'system error'): ServerReply =>
    json({ errcode: Number(code), errmsg: `${said} rid: 65f0-1` })
  // A number of 19 digits, as it stands in their answers.
  const accepted = (id: string | null): ServerReply => ({
    status: 200,
    body: id === null ? '{"errcode":0,"errmsg":"ok"}' : `{"errcode":0,"errmsg":"ok","msgid":${id}}`,
  })

  const send = (request: ServerRequest): ServerReply => {
    const given = request.url.searchParams.get('access_token')
    if (given === null || given !== goodToken || refusesTokens)
      return refuse('40001', 'invalid credential, access_token is invalid or not latest')
    const body = JSON.parse(request.body) as Readonly<Record<string, unknown>>
    const openId = String(body['touser'])
    if (!/^o[0-9A-Za-z_-]{5,63}$/.test(openId)) return refuse('40003')
    const path = request.url.pathname
    if (path !== '/cgi-bin/message/custom/send') {
      const fields = options.templates[String(body['template_id'])]
      if (fields === undefined) return refuse('40037')
      const data = body['data'] as Readonly<Record<string, { readonly value?: unknown }>>
      if (fields.some((name) => typeof data[name]?.value !== 'string')) return refuse('47003')
    } else if (body['msgtype'] !== 'text' || typeof (body['text'] as { readonly content?: unknown }).content !== 'string') {
      return refuse('40008')
    }
    const clientId =
      path === '/cgi-bin/message/template/send' && typeof body['client_msg_id'] === 'string' ? `${openId}/${body['client_msg_id']}` : null
    const known = clientId === null ? undefined : byClientId.get(clientId)
    if (known !== undefined) return accepted(known)
    const providerId = String(FIRST_ID + BigInt(taken.length))
    taken.push({ sendKey: null, providerId, openId, path, body })
    if (clientId !== null) byClientId.set(clientId, providerId)
    return accepted(path === '/cgi-bin/message/custom/send' ? null : providerId)
  }

  const answer = (request: ServerRequest): ServerReply => {
    const { pathname, searchParams } = request.url
    if (pathname === '/cgi-bin/stable_token') {
      const body = JSON.parse(request.body) as Readonly<Record<string, unknown>>
      if (body['grant_type'] !== 'client_credential') return refuse('40002')
      if (body['appid'] !== options.appId) return refuse('40013', 'invalid appid')
      if (body['secret'] !== options.appSecret) return refuse('40125', 'invalid appsecret')
      // In normal mode everybody gets the same one.
      if (goodToken === null) {
        goodToken = `token-${tokens.length}-${'x'.repeat(500)}`
        tokens.push(goodToken)
      }
      return json({ access_token: goodToken, expires_in: 7_200 })
    }
    if (pathname === '/sns/jscode2session') {
      if (searchParams.get('appid') !== options.appId) return refuse('40013')
      if (searchParams.get('secret') !== options.appSecret) return refuse('40125')
      const code = searchParams.get('js_code') ?? ''
      const found = options.logins?.[code]
      if (found === undefined) return refuse('40029', 'invalid code')
      if (usedCodes.has(code)) return refuse('40163', 'code been used')
      usedCodes.add(code)
      return json({ ...found, session_key: 'HyVFkGl5F5OQWJZZaNzBBg==' })
    }
    return SENDS.has(pathname) && request.method === 'POST' ? send(request) : { status: 404, body: '' }
  }

  const server = await startScriptedServer({ isSend: ({ url }) => SENDS.has(url.pathname), answer, refuse })
  let nonces = 0
  const signed = (encrypted: string | null): string => {
    const timestamp = String(Math.floor(options.clock.now().getTime() / 1_000))
    const nonce = String((nonces += 1))
    const query = new URLSearchParams({ signature: pushSignature(options.token, timestamp, nonce), timestamp, nonce })
    if (encrypted !== null) {
      query.set('encrypt_type', 'aes')
      query.set('msg_signature', pushSignature(options.token, timestamp, nonce, encrypted))
    }
    return query.toString()
  }
  return {
    ...server,
    taken,
    tokens,
    dropTokens: () => {
      goodToken = null
    },
    refuseTokens: (refuseAll) => {
      refusesTokens = refuseAll
    },
    push(members, { raw, json: asJson = false } = {}) {
      const plain = raw ?? (asJson ? JSON.stringify(members) : xmlOf(members))
      const encrypted = options.aesKey === null ? null : sealPush(plain, options.aesKey, options.appId, randomBytes(16))
      const outer = { ToUserName: 'gh_1', Encrypt: encrypted ?? '' }
      const body = encrypted === null ? plain : asJson ? JSON.stringify(outer) : xmlOf(outer)
      return {
        method: 'POST',
        url: `https://crm.example.com/hooks?${signed(encrypted)}`,
        headers: { 'content-type': asJson ? 'application/json' : 'text/xml' },
        body: Buffer.from(body),
      }
    },
    check: (echo) => ({
      method: 'GET',
      url: `https://crm.example.com/hooks?${signed(null)}&echostr=${encodeURIComponent(echo)}`,
      headers: {},
      body: Buffer.alloc(0),
    }),
  }
}

function xmlOf(members: Readonly<Record<string, string>>): string {
  return `<xml>${Object.entries(members)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`
}
