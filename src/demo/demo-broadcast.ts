import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ChannelAccount } from '#http/act/channel-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { DemoApi } from './demo-api.ts'
import type { DemoClock } from './demo-clock.ts'
import { TEMPLATES } from './demo-providers.ts'
import type { DemoProviders } from './demo-providers.ts'

export interface BroadcastCounts {
  readonly audience: number
  /** Messages that were taken, by channel, as the broadcast counts them. */
  readonly sent: Readonly<Partial<Record<Channel, number>>>
  /** The same as the providers on this machine counted them. */
  readonly taken: Readonly<Partial<Record<Channel, number>>>
  readonly heldOut: number
  /** Messages that the providers refused. */
  readonly failed: number
  /** Why the others got nothing. */
  readonly reasons: Readonly<Record<string, number>>
}

interface Parts {
  readonly api: DemoApi
  readonly clock: DemoClock
  readonly providers: DemoProviders
  /** Mails that were accepted for customers so far. */
  readonly mails: () => number
  /** Plans and sends what is due. */
  readonly work: () => Promise<unknown>
}

/** Followers of the official account: every so many-th customer. */
const FOLLOWS = 3
const PAGE = 200
/** A broadcast of the demonstration is over within minutes. */
const MOST_ROUNDS = 200

/** One message to the customers who buy, over WeChat, mail or text message, whichever reaches each first. */
export async function tellBroadcast({ api, clock, providers, mails, work }: Parts): Promise<BroadcastCounts> {
  const accounts: ChannelAccount[] = []
  for (const account of providers.accounts) {
    const made = await api.post<ChannelAccount>('/channels/accounts', account)
    await api.post(`/channels/accounts/${made.id}/on`)
    accounts.push(made)
  }
  await follow(api, accounts[1]?.id ?? '')
  const content = await api.post<ContentDetail>('/contents', { content: CONTENT })
  await api.post(`/contents/${content.id}/publish`, { version: content.version })
  const before = { email: mails(), sms: providers.sms.taken.length, wechat: providers.wechat.taken.length }
  const { broadcast } = await api.post<BroadcastDetail>('/broadcasts', {
    name: '春茶上新',
    where: 'profile.tier in ("high_value", "active")',
    content: { id: content.id, version: content.version },
    channels: ['wechat', 'email', 'sms'],
    unitCosts: { sms: 5, email: 1 },
  })
  await api.finished(await api.post(`/broadcasts/${broadcast.id}/preview`))
  const { asks } = await api.get<BroadcastDetail>(`/broadcasts/${broadcast.id}`)
  await api.post(`/broadcasts/${broadcast.id}/start`, { version: broadcast.version, confirm: asks })
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await work()
    const { broadcast: now, funnel, reasons } = await api.get<BroadcastDetail>(`/broadcasts/${broadcast.id}`)
    if (now.state === 'done') {
      const { held_out: heldOut = 0, ...others } = Object.fromEntries(reasons.map(({ reason, customers }) => [reason, customers]))
      return {
        audience: now.sums.audience,
        sent: Object.fromEntries(funnel.map(({ channel, sent }) => [channel, sent])),
        taken: {
          wechat: providers.wechat.taken.length - before.wechat,
          sms: providers.sms.taken.length - before.sms,
          email: mails() - before.email,
        },
        heldOut,
        failed: now.sends.failed,
        reasons: others,
      }
    }
    clock.moveTo(new Date(clock.now().getTime() + 5 * MINUTE_MS))
  }
  throw new AppError('internal', 'demo-broadcast-stuck', 'The broadcast of the demonstration did not come to its end.')
}

/** Some customers follow the official account and agreed to its messages: it is told who they are. */
async function follow(api: DemoApi, accountId: string): Promise<void> {
  const { items } = await api.get<{ items: { id: string }[] }>(`/customers?limit=${PAGE}`)
  for (const [i, { id }] of items.entries()) {
    if (i % FOLLOWS !== 0) continue
    await api.put(`/customers/${id}/addresses`, { kind: 'openid', value: `oDemo${String(i).padStart(8, '0')}`, accountId })
    await api.post(`/customers/${id}/consents`, { channel: 'wechat', granted: true, evidence: '关注公众号时勾选' })
  }
}

const CONTENT = {
  name: '春茶上新',
  purpose: 'marketing',
  fallbacks: {},
  utm: null,
  email: {
    subject: { zh: '春茶到了，先给老朋友留了一份', en: 'The spring tea is here, and we kept some for you' },
    preheader: { zh: '', en: '' },
    body: {
      kind: 'text',
      text: {
        zh: '{{ customer.firstName | default: "您好" }}：\n\n今年的春茶到店了，头采不多，给常来的朋友留了一份。\n\n{{ shop.name }}',
        en: 'Hello {{ customer.firstName | default: "there" }},\n\nThis year’s spring tea is in. There is little of the first picking, and we kept some for those who come often.\n\n{{ shop.name }}',
      },
    },
  },
  sms: {
    text: { zh: '春茶到店，已为您留了一份。', en: 'The spring tea is in, and we kept some for you.' },
    templates: { aliyun_sms: { code: TEMPLATES.sms, params: [{ name: 'shop', value: '{{ shop.name }}' }] } },
  },
  wechat: {
    kind: 'template',
    text: { zh: '春茶到店，已为您留了一份。', en: 'The spring tea is in, and we kept some for you.' },
    template: {
      code: TEMPLATES.wechat,
      params: [
        { name: 'thing1', value: '春茶' },
        { name: 'thing2', value: '{{ shop.name }}' },
      ],
    },
    url: '',
    miniProgram: null,
  },
}
