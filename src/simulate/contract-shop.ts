import { Rng } from '#kernel/rng.ts'
import { CONTRACT_KINDS, type ContractBusiness, type ContractKind } from './contract-kinds.ts'

/** A made-up contract business as the files that it would export, with the risk that nobody but the simulation knows. */
export interface ContractShop {
  readonly subscriptions: readonly string[][]
  readonly measures: readonly string[][]
  readonly tickets: readonly string[][]
  /** The true log-odds of leaving at the next due date, of a member at a time; undefined where no contract runs. */
  readonly hazardAt: (member: string, at: Date) => number | undefined
}

export interface ContractShopOptions {
  readonly business: ContractBusiness
  readonly customers: number
  readonly seed: string
  /** The day of the export: what happens later is in no file. */
  readonly until: Date
  /** Months of history. */
  readonly months: number
}

const PRICE_RISE = 1.15
const SUBSCRIPTION_HEADER = [
  '合约编号',
  '会员号',
  '套餐',
  '开始日期',
  '到期日期',
  '终止日期',
  '取消日期',
  '价格',
  '计费周期',
  '席位数',
  '数据日期',
]

/**
 * Contracts month by month. Some customers begin to drift away: what they use falls, and so does their will to stay; payments that fail, a rise of the price and a young contract add
 * to it. At each due date a customer renews or leaves, half of them by cancelling and half by not paying. Same seed, same shop.
 */
export function contractShop({ business, customers, seed, until, months }: ContractShopOptions): ContractShop {
  const kind: ContractKind = CONTRACT_KINDS[business]
  const subscriptions = [SUBSCRIPTION_HEADER]
  const measures = [['会员号', '统计日期', ...kind.measures.map(({ name, unit }) => (unit === '' ? name : `${name}（${unit}）`))]]
  const tickets = [['工单号', '会员号', '创建时间', '关闭时间', '类型', '主题']]
  const hazards = new Map<string, number[]>()
  const monthOf = (month: number): Date => {
    const date = new Date(until)
    date.setUTCDate(1)
    date.setUTCMonth(date.getUTCMonth() - months + month)
    return date
  }
  for (let i = 0; i < customers; i += 1) {
    const member = `${business.toUpperCase().slice(0, 2)}${String(i).padStart(6, '0')}`
    const rng = new Rng(`${seed}/${business}/${i}`)
    const begins = rng.int(Math.round(months * 0.8))
    const course = courseOf(kind, rng, begins, months)
    hazards.set(member, course.hazards)
    const day = (month: number, of = course.dayOfMonth): string => {
      const date = monthOf(month)
      date.setUTCDate(of)
      return date.toISOString().slice(0, 10)
    }
    const { plan } = course
    const contract = `C-${member}`
    const due = course.leftIn ?? course.nextDue
    const seats = plan.seats ? String(course.seats) : ''
    subscriptions.push([
      contract,
      member,
      plan.name,
      day(begins),
      course.cancels ? '' : day(due),
      course.cancels && course.leftIn !== undefined ? day(course.leftIn) : '',
      '',
      String(plan.price),
      plan.period,
      seats,
      '',
    ])
    if (course.risenIn !== undefined && course.risenIn < (course.leftIn ?? months)) {
      const price = (plan.price * PRICE_RISE).toFixed(2)
      subscriptions.push([contract, member, plan.name, day(begins), '', '', '', price, plan.period, seats, day(course.risenIn)])
    }
    for (const { month, values } of course.used) {
      measures.push([member, day(month, 1), ...values.map((value) => value.toFixed(2))])
    }
    for (const [k, month] of course.failed.entries()) {
      tickets.push([`T-${member}-${k}`, member, `${day(month, 3)} 10:00`, `${day(month, 5)} 10:00`, '咨询', kind.paymentTopic])
    }
  }
  return {
    subscriptions,
    measures,
    tickets,
    hazardAt(member, at) {
      const start = monthOf(0)
      const month = (at.getUTCFullYear() - start.getUTCFullYear()) * 12 + at.getUTCMonth() - start.getUTCMonth()
      return hazards.get(member)?.[month]
    },
  }
}

interface Course {
  readonly plan: ContractKind['plans'][number]
  readonly dayOfMonth: number
  readonly seats: number
  /** Month of the due date at which it ended; undefined while it runs. */
  readonly leftIn: number | undefined
  readonly nextDue: number
  readonly cancels: boolean
  readonly risenIn: number | undefined
  readonly used: readonly { readonly month: number; readonly values: readonly number[] }[]
  readonly failed: readonly number[]
  /** By month; a hole before the start and after the end. */
  readonly hazards: number[]
}

function courseOf(kind: ContractKind, rng: Rng, begins: number, months: number): Course {
  const plan = drawPlan(kind, rng)
  const dayOfMonth = 2 + rng.int(24)
  const every = plan.period === '月付' ? 1 : 12
  const bases = kind.measures.map(({ typical }) => typical * Math.exp(0.7 * rng.normal()))
  const seats = 2 + rng.int(30)
  const cancels = rng.chance(0.5)
  const risenIn = rng.chance(0.35) ? begins + 2 + rng.int(18) : undefined
  const used: { month: number; values: number[] }[] = []
  const failed: number[] = []
  const hazards: number[] = []
  let driftingFor = 0
  let nextDue = begins + every
  let leftIn: number | undefined
  for (let month = begins; month < months; month += 1) {
    if (driftingFor > 0 || rng.chance(kind.drifts)) driftingFor += 1
    if (rng.chance(driftingFor > 1 ? 0.12 : 0.02)) failed.push(month)
    const recent = failed.filter((each) => each > month - 3).length
    const { drift, payment, young, rise } = kind.odds
    const hazard =
      plan.leaving +
      drift * Math.min(driftingFor / 3, 1) +
      payment * recent +
      (month - begins < 6 ? young : 0) +
      (risenIn !== undefined && month >= risenIn && month < risenIn + 3 ? rise : 0)
    hazards[month] = hazard
    if (month === nextDue) {
      if (rng.next() < 1 / (1 + Math.exp(-hazard))) {
        leftIn = month
        break
      }
      nextDue += every
    }
    used.push({
      month,
      values: kind.measures.map(
        ({ falls }, k) => (bases[k] as number) * (falls ? kind.left ** driftingFor : 1) * Math.exp(0.25 * rng.normal()),
      ),
    })
  }
  return { plan, dayOfMonth, seats, leftIn, nextDue, cancels: cancels && leftIn !== undefined, risenIn, used, failed, hazards }
}

function drawPlan({ plans }: ContractKind, rng: Rng): ContractKind['plans'][number] {
  let rest = rng.next()
  for (const plan of plans) {
    rest -= plan.share
    if (rest < 0) return plan
  }
  return plans[0] as ContractKind['plans'][number]
}
