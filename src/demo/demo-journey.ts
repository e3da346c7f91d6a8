import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { JourneyBoard, JourneyDetail, JourneyStarters } from '#http/act/journey-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import type { DemoApi } from './demo-api.ts'
import type { DemoClock } from './demo-clock.ts'

export interface JourneyCounts {
  readonly entered: number
  readonly inControl: number
  /** A second product in the same cart: the run of the cart was under way already. */
  readonly refused: number
  /** Left because they emptied the cart. */
  readonly left: number
  /** Reminders that were sent, and those that nobody got, by reason. */
  readonly reminders: number
  readonly suppressed: Readonly<Record<string, number>>
  /** The same reminders as the mail server of the demonstration counted them. */
  readonly mails: number
}

interface Parts {
  readonly api: DemoApi
  readonly clock: DemoClock
  /** Member numbers of people who put something into their cart. */
  readonly members: readonly string[]
  /** Sends messages to the tracking API, and loads them. */
  readonly track: (messages: readonly object[]) => Promise<void>
  readonly mails: () => number
  /** Reads signals, lets runs go on and sends what is due. */
  readonly work: () => Promise<unknown>
}

const SENT: ReadonlySet<string> = new Set(['handed', 'accepted', 'delivered', 'uncertain'])

/** Carts that were left behind: people put products into them, some add another one, some take everything out again, the others are reminded. */
export async function tellCartJourney({ api, clock, members, track, mails, work }: Parts): Promise<JourneyCounts> {
  const content = await api.post<ContentDetail>('/contents', { content: CONTENT })
  await api.post(`/contents/${content.id}/publish`, { version: content.version })
  const { starters } = await api.get<JourneyStarters>('/journeys/starters')
  const cart = starters.find(({ key }) => key === 'cart')
  if (cart === undefined) throw new AppError('internal', 'demo-starter-gone', 'There is no ready journey for carts.')
  const { definition } = cart
  const made = await api.post<JourneyDetail>('/journeys', {
    definition: {
      ...definition.zh,
      exits: { ...definition.zh.exits, events: [...definition.zh.exits.events, { name: 'Product Removed', where: [] }] },
      steps: definition.zh.steps.map((step) =>
        step.kind === 'send' ? { ...step, content: { id: content.id, version: content.version }, channels: ['email'] } : step,
      ),
    },
  })
  const { id, version } = made.journey
  await api.post(`/journeys/${id}/publish`, { version })
  const before = mails()
  const pass = async (ms: number) => {
    clock.moveTo(new Date(clock.now().getTime() + ms))
    await work()
  }
  const tell = async (event: string, whose: readonly string[]) => {
    clock.moveTo(new Date(clock.now().getTime() + MINUTE_MS))
    const timestamp = clock.now().toISOString()
    await track(
      whose.map((member) => ({
        type: 'track',
        messageId: stableId('demo-cart', event, member, timestamp),
        userId: member,
        event,
        timestamp,
        properties: { cart_id: `cart-${member}`, product_id: 'P001' },
      })),
    )
    await work()
  }
  // A moment in which the journey is live before anything happens.
  await pass(MINUTE_MS)
  await tell('Product Added', members)
  await tell('Product Added', every(members, 5, 0))
  await tell('Product Removed', every(members, 4, 1))
  for (const wait of [HOUR_MS, 5 * MINUTE_MS, DAY_MS, 5 * MINUTE_MS]) await pass(wait)
  const board = await api.get<JourneyBoard>(`/journeys/${id}/board`)
  const sends = board.steps.flatMap((step) => step.sends)
  const suppressed: Record<string, number> = {}
  for (const one of sends) if (one.state === 'suppressed') suppressed[one.reason] = (suppressed[one.reason] ?? 0) + one.sends
  return {
    entered: board.entered,
    inControl: board.inControl,
    refused: sum(board.refused.map(({ entries }) => entries)),
    left: sum(board.ended.filter(({ state }) => state === 'left').map(({ runs }) => runs)),
    reminders: sum(sends.filter(({ state }) => SENT.has(state)).map((one) => one.sends)),
    suppressed,
    mails: mails() - before,
  }
}

function every<T>(all: readonly T[], n: number, from: number): readonly T[] {
  return all.filter((_, i) => i % n === from)
}

function sum(figures: readonly number[]): number {
  return figures.reduce((all, one) => all + one, 0)
}

const CONTENT = {
  name: '购物车提醒',
  purpose: 'marketing',
  fallbacks: {},
  utm: null,
  email: {
    subject: { zh: '您选的商品还在购物车里', en: 'What you chose is still in your cart' },
    preheader: { zh: '', en: '' },
    body: {
      kind: 'text',
      text: {
        zh: '{{ customer.firstName | default: "您好" }}：\n\n您放进购物车的商品还替您留着。有什么想问的，直接回复这封邮件。\n\n{{ shop.name }}',
        en: 'Hello {{ customer.firstName | default: "there" }},\n\nWhat you put into your cart is still there. If you have a question, just reply to this e-mail.\n\n{{ shop.name }}',
      },
    },
  },
}
