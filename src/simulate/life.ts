import { Rng } from '#kernel/rng.ts'
import { SHOPPING_HOURS } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import { SHOP_CHANNELS } from './catalogue.ts'
import type { ShopChannel } from './catalogue.ts'
import { drawGamma } from './draw.ts'
import type { Person } from './person.ts'

/** Why a customer churns. `lapse` is drifting away without a complaint. */
export const LEAVING_CAUSES = ['service', 'price', 'lapse', 'competitor'] as const
export type LeavingCause = (typeof LEAVING_CAUSES)[number]

/** The hidden end of a customer relationship: demand fades from `declineDay`, and at `churnDay` the person has churned. Days from T0. */
export interface Leaving {
  readonly cause: LeavingCause
  readonly declineDay: number
  readonly churnDay: number
}

export interface Session {
  readonly day: number
  readonly at: number
  readonly channel: ShopChannel
  /** Index of the order placed in it, -1 for none. */
  readonly order: number
  readonly abandonedCart: boolean
  readonly lookedForDeals: boolean
}

export interface Purchase {
  readonly seq: number
  readonly day: number
  readonly at: number
  readonly channel: ShopChannel
  /** Basket multiplier of the life stage: shrinks before churn. */
  readonly appetite: number
  /** Days until part or all of it is returned, -1 when it is kept. */
  readonly returnAfterDays: number
}

export interface Ticket {
  readonly seq: number
  readonly openedAt: number
  readonly closedAt: number
  readonly kind: '投诉' | '咨询' | '售后'
  readonly topic: string
  readonly channel: '电话' | '在线客服' | '门店'
  /** 1-5; null without a rating. */
  readonly satisfaction: number | null
}

/** Behaviour of one person without any contact, from the start of the history to the end of the answer period. */
export interface Life {
  readonly leaving: Leaving | null
  readonly sessions: readonly Session[]
  readonly purchases: readonly Purchase[]
  readonly tickets: readonly Ticket[]
}

const COMPLAINTS = ['物流延误', '商品破损', '与描述不符', '客服态度', '退款太慢'] as const
const QUESTIONS = ['配送时间', '发票', '会员积分', '使用方法', '优惠规则'] as const

/** Daily hazards of starting to churn, before the person's own multiplier. */
const HAZARD: Readonly<Record<'lapse' | 'competitor' | 'price', number>> = { lapse: 0.00085, competitor: 0.0003, price: 0.0013 }
const FIRST_ORDER_LEAVE_SHARE = 0.18
const COMPLAINT_LEAVE_SHARE = 0.32

/**
 * Simulates a person's life day by day. Each day takes its draws from one stream in order, so a longer answer period changes nothing
 * before it.
 */
export function liveLife(seed: string, person: Person, calendar: Calendar): Life {
  const rng = new Rng(`${seed}/life/${person.index}`)
  const sessions: Session[] = []
  const purchases: Purchase[] = []
  const tickets: Ticket[] = []
  const start = Math.max(calendar.firstDay, person.accounts[0].joinDay)
  const isNew = person.accounts[0].joinDay >= calendar.firstDay
  let leaving: Leaving | null = null
  let pauseUntil = -Infinity
  let progress = 0
  let target = isNew ? drawGamma(rng, 1.2, 0.15) : drawGamma(rng, person.gapShape, 1) * rng.next()
  const leave = (cause: LeavingCause, day: number, fading: number) => {
    if (leaving === null) leaving = { cause, declineDay: day, churnDay: day + fading }
  }
  for (let day = start; day < calendar.answerDays; day += 1) {
    if (leaving === null) {
      const u = rng.next() / person.frailty
      const price = person.priceSensitive ? HAZARD.price : 0
      if (u < HAZARD.lapse) leave('lapse', day, 25 + rng.int(60))
      else if (u < HAZARD.lapse + HAZARD.competitor) leave('competitor', day, 15 + rng.int(40))
      else if (u < HAZARD.lapse + HAZARD.competitor + price) leave('price', day, 20 + rng.int(50))
      else if (day > pauseUntil && rng.chance(0.0028)) pauseUntil = day + 25 + rng.int(55)
    }
    const stage = stageOf(leaving, day, day <= pauseUntil)
    progress += (stage.wish * calendar.season(day)) / person.gapDays
    let order = -1
    if (progress >= target) {
      order = purchases.length
      progress = 0
      target = drawGamma(rng, person.gapShape, 1)
    }
    const visits = rng.chance(Math.min(0.9, (stage.visits * person.visitsPerGap) / person.gapDays))
    if (order < 0 && !visits) continue
    const at = calendar.instant(day, rng.weighted(SHOPPING_HOURS) + rng.next())
    const channel = SHOP_CHANNELS[rng.weighted(person.channelWeights)] as ShopChannel
    const dealSeeker = (person.priceSensitive ? 0.3 : 0.08) * (stage.unhappyWith === 'price' ? 2 : 1)
    sessions.push({
      day,
      at,
      channel,
      order,
      abandonedCart: order < 0 && rng.chance(stage.fading ? 0.28 : 0.14),
      lookedForDeals: rng.chance(Math.min(0.8, dealSeeker)),
    })
    if (order < 0) continue
    const returned = rng.chance(stage.fading ? 0.11 : 0.045)
    purchases.push({
      seq: order,
      day,
      at,
      channel,
      appetite: stage.basket,
      returnAfterDays: returned ? (rng.chance(0.25) ? 0 : 3 + rng.int(9)) : -1,
    })
    const ticket = ticketAfter(rng, tickets.length, at, stage.fading)
    if (ticket !== null) {
      tickets.push(ticket)
      if (ticket.kind === '投诉' && (ticket.satisfaction ?? 3) <= 3 && rng.chance(COMPLAINT_LEAVE_SHARE))
        leave('service', day + 1, 5 + rng.int(25))
    }
    if (isNew && order === 0 && rng.chance(FIRST_ORDER_LEAVE_SHARE)) leave('lapse', day + 1, 5 + rng.int(30))
  }
  return { leaving, sessions, purchases, tickets }
}

interface Stage {
  readonly wish: number
  readonly visits: number
  readonly basket: number
  readonly fading: boolean
  readonly unhappyWith: LeavingCause | null
}

const STAYING: Stage = { wish: 1, visits: 1, basket: 1, fading: false, unhappyWith: null }
const PAUSING: Stage = { wish: 0.12, visits: 0.35, basket: 1, fading: false, unhappyWith: null }

/** Level of demand, visits and basket on a day: steady, pausing, fading, or churned with a small remainder. */
function stageOf(leaving: Leaving | null, day: number, pausing: boolean): Stage {
  if (leaving === null || day < leaving.declineDay) return pausing ? PAUSING : STAYING
  if (day < leaving.churnDay) {
    const share = (day - leaving.declineDay) / (leaving.churnDay - leaving.declineDay)
    return { wish: 1 - 0.6 * share, visits: 1 - 0.75 * share, basket: 1 - 0.35 * share, fading: true, unhappyWith: leaving.cause }
  }
  return {
    wish: 0.05,
    visits: 0.05 + 0.35 * Math.exp(-(day - leaving.churnDay) / 40),
    basket: 0.7,
    fading: true,
    unhappyWith: leaving.cause,
  }
}

function ticketAfter(rng: Rng, seq: number, orderedAt: number, fading: boolean): Ticket | null {
  const u = rng.next()
  const complaint = u < (fading ? 0.07 : 0.04)
  if (!complaint && u > (fading ? 0.12 : 0.1)) return null
  const openedAt = orderedAt + Math.floor(rng.uniform(0.1, 1) * 86_400_000)
  const slow = complaint && rng.chance(0.5)
  const closedAt = openedAt + Math.floor((slow ? rng.uniform(4, 16) : rng.uniform(0.05, 3)) * 86_400_000)
  const kind = complaint ? '投诉' : rng.chance(0.6) ? '咨询' : '售后'
  const satisfaction = rng.chance(0.35) ? null : complaint ? (slow ? 1 + rng.int(3) : 2 + rng.int(3)) : 3 + rng.int(3)
  return {
    seq,
    openedAt,
    closedAt,
    kind,
    topic: rng.pick(complaint ? COMPLAINTS : QUESTIONS),
    channel: rng.pick(['电话', '在线客服', '在线客服', '门店'] as const),
    satisfaction,
  }
}
