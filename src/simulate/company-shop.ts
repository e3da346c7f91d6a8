import { Rng } from '#kernel/rng.ts'

/** A made-up software business that sells to companies, as the files that it would export, with the risk that nobody but the simulation knows. */
export interface CompanyShop {
  /** Who is in which company; what companies have and use, month by month. */
  readonly accounts: readonly string[][]
  readonly subscriptions: readonly string[][]
  /** What each person did, by day. */
  readonly signIns: readonly string[][]
  /** The true log-odds of leaving at the next due date, of a company at a time; undefined where no contract runs. */
  readonly hazardAt: (company: string, at: Date) => number | undefined
}

export interface CompanyShopOptions {
  readonly companies: number
  readonly seed: string
  /** The day of the export: what happens later is in no file. */
  readonly until: Date
  /** Months of history. */
  readonly months: number
}

const HEADERS = {
  accounts: ['企业编号', '企业名称', '会员号', '角色', '加入日期', '离开日期', '数据日期', '席位数', '项目数', '接口调用'],
  subscriptions: ['合约编号', '会员号', '套餐', '开始日期', '到期日期', '终止日期', '价格', '计费周期', '席位数', '数据日期'],
  signIns: ['活动名称', '签到时间', '会员号'],
} as const
/** Log-odds of leaving at a due date: without trouble, and what each trouble adds. */
const ODDS = { monthly: -4.6, yearly: -2.6, drift: 2.4, championGone: 1.8, fewerSeats: 1.4, narrow: 1.2, young: 0.4 }
/** Chances per month of a company: it begins to drift away; its champion leaves; it gives seats back. */
const CHANCES = { drift: 0.02, championLeaves: 0.015, fewerSeats: 0.012 }
/** Share of use that is left after each month of drifting. */
const LEFT = 0.75
/** Months in which the loss of the champion, or of seats, is felt. */
const FELT = 6
const PRICE_A_SEAT = { monthly: 60, yearly: 600 }

/**
 * Companies month by month, with people of whom one does most of the work. A company drifts away (all use it less and fewer of its people come), loses its champion, or gives seats
 * back; each adds to its will to leave at the next due date. Same seed, same shop.
 */
export function companyShop({ companies, seed, until, months }: CompanyShopOptions): CompanyShop {
  const accounts: string[][] = [[...HEADERS.accounts]]
  const subscriptions: string[][] = [[...HEADERS.subscriptions]]
  const signIns: string[][] = [[...HEADERS.signIns]]
  const hazards = new Map<string, number[]>()
  const day = (month: number, of: number): string => {
    const date = new Date(until)
    date.setUTCDate(1)
    date.setUTCMonth(date.getUTCMonth() - months + month)
    date.setUTCDate(of)
    return date.toISOString().slice(0, 10)
  }
  for (let i = 0; i < companies; i += 1) {
    const company = `CO${String(i).padStart(5, '0')}`
    const rng = new Rng(`${seed}/${i}`)
    const course = courseOf(rng, months)
    const { begins, people, yearly, dueDay } = course
    hazards.set(company, course.hazards)
    const member = (k: number): string => `${company}-${k}`
    const name = `Company ${i}`
    for (let k = 0; k < people; k += 1) {
      const left = k === 0 ? course.championLeft : undefined
      accounts.push([
        company,
        name,
        member(k),
        k === 0 ? 'admin' : 'user',
        day(begins, 1),
        left === undefined ? '' : day(left, 2),
        day(left ?? begins, 2),
        '',
        '',
        '',
      ])
    }
    for (const { month, seats, projects, calls, visits } of course.used) {
      accounts.push([company, name, '', '', '', '', day(month, 28), String(seats), projects.toFixed(1), calls.toFixed(0)])
      visits.forEach((days, k) => {
        for (let visit = 0; visit < days; visit += 1) signIns.push(['Login', `${day(month, 1 + rng.int(27))} 10:00`, member(k)])
      })
    }
    // Whoever signed stays named on the contract, also after they left the company: the second person, so that the champion's leaving does not take the contract away.
    const holder = member(Math.min(1, people - 1))
    const price = String(course.seats * (yearly ? PRICE_A_SEAT.yearly : PRICE_A_SEAT.monthly))
    const ends = course.leftIn
    subscriptions.push([
      `K-${company}`,
      holder,
      'Team',
      day(begins, dueDay),
      ends === undefined ? day(course.nextDue, dueDay) : course.cancels ? '' : day(ends, dueDay),
      ends !== undefined && course.cancels ? day(ends, dueDay) : '',
      price,
      yearly ? '年付' : '月付',
      String(course.seats),
      '',
    ])
  }
  const start = new Date(until)
  start.setUTCDate(1)
  start.setUTCMonth(start.getUTCMonth() - months)
  return {
    accounts,
    subscriptions,
    signIns,
    hazardAt: (company, at) =>
      hazards.get(company)?.[(at.getUTCFullYear() - start.getUTCFullYear()) * 12 + at.getUTCMonth() - start.getUTCMonth()],
  }
}

interface Course {
  readonly begins: number
  readonly people: number
  readonly seats: number
  readonly yearly: boolean
  readonly dueDay: number
  readonly cancels: boolean
  readonly championLeft: number | undefined
  /** Month of the due date at which it ended; undefined while it runs. */
  readonly leftIn: number | undefined
  readonly nextDue: number
  readonly used: readonly {
    readonly month: number
    readonly seats: number
    readonly projects: number
    readonly calls: number
    readonly visits: readonly number[]
  }[]
  readonly hazards: number[]
}

function courseOf(rng: Rng, months: number): Course {
  const begins = rng.int(Math.round(months * 0.7))
  const people = 3 + rng.int(6)
  const seats = people + rng.int(12)
  const yearly = rng.chance(0.3)
  const every = yearly ? 12 : 1
  const dueDay = 3 + rng.int(22)
  const cancels = rng.chance(0.5)
  const typical = { projects: 8 * Math.exp(0.6 * rng.normal()), calls: 3_000 * Math.exp(0.9 * rng.normal()) }
  const used: Course['used'][number][] = []
  const hazards: number[] = []
  let [drifting, seatsNow, nextDue] = [0, seats, begins + every]
  let [championLeft, seatsCut, leftIn]: (number | undefined)[] = [undefined, undefined, undefined]
  for (let month = begins; month < months; month += 1) {
    if (drifting > 0 || rng.chance(CHANCES.drift)) drifting += 1
    if (championLeft === undefined && month > begins + 3 && rng.chance(CHANCES.championLeaves)) championLeft = month
    if (seatsCut === undefined && month > begins + 3 && rng.chance(CHANCES.fewerSeats)) {
      seatsCut = month
      seatsNow = Math.max(1, Math.round(seats * 0.5))
    }
    const left = LEFT ** drifting
    const visits = Array.from({ length: people }, (_, k) => {
      if (k === 0 && championLeft !== undefined && month >= championLeft) return 0
      // Those at the rim stop coming first.
      const comes = k === 0 ? 1 : left ** (1 + k / people)
      return rng.chance(comes) ? 1 + rng.int(k === 0 ? 8 : 3) : 0
    })
    const felt = (since: number | undefined): boolean => since !== undefined && month >= since && month < since + FELT
    const narrow = drifting === 0 ? 0 : 1 - visits.filter((days) => days > 0).length / people
    const hazard =
      (yearly ? ODDS.yearly : ODDS.monthly) +
      ODDS.drift * Math.min(drifting / 3, 1) +
      (felt(championLeft) ? ODDS.championGone : 0) +
      (felt(seatsCut) ? ODDS.fewerSeats : 0) +
      ODDS.narrow * narrow +
      (month - begins < 6 ? ODDS.young : 0)
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
      seats: seatsNow,
      projects: typical.projects * left * Math.exp(0.2 * rng.normal()),
      calls: typical.calls * left * Math.exp(0.35 * rng.normal()),
      visits,
    })
  }
  return { begins, people, seats, yearly, dueDay, cancels, championLeft, leftIn, nextDue, used, hazards }
}
