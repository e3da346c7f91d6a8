import type { FileQuestion } from '../columns/file-question.ts'
import { FirstAndLast } from './first-and-last.ts'
import { KeyCounter } from './key-counter.ts'
import { LinkedPeople } from './linked-people.ts'
import type { SubscriptionRow } from './subscription-row-step.ts'

/** The totals of a file of subscriptions, counting readable rows. */
export interface SubscriptionFigures {
  readonly kind: 'subscriptions'
  readonly rows: number
  readonly subscriptions: number
  readonly people: number
  /** Rows with an end that lies in the past or the future. */
  readonly ended: number
  readonly endsLater: number
  readonly plans: number
  /** Rows with neither a price, a period nor a renewal: nothing but who and since when. */
  readonly bare: number
  /** When they started; ISO 8601. */
  readonly firstAt: string | null
  readonly lastAt: string | null
}

/** Adds up the rows of a file of subscriptions. @param links Whether people are counted here instead of by identity. */
export class SubscriptionTally {
  readonly #people: LinkedPeople | undefined
  readonly #ids = new KeyCounter()
  readonly #plans = new KeyCounter()
  readonly #statements = new KeyCounter()
  readonly #different = new KeyCounter()
  readonly #times = new FirstAndLast()
  #rows = 0
  #ended = 0
  #endsLater = 0
  #bare = 0
  #renewals = 0
  #unknownStatus = 0
  #unknownPeriod = 0

  constructor(links: boolean) {
    this.#people = links ? new LinkedPeople() : undefined
  }

  add(row: SubscriptionRow): void {
    this.#rows += 1
    this.#people?.add(row.identifiers)
    this.#ids.addText(row.subscriptionId)
    if (row.plan !== '') this.#plans.addText(row.plan)
    this.#times.add(row.startedAt)
    if (row.endsLater) this.#endsLater += 1
    else if (row.endedAt !== undefined) this.#ended += 1
    if (row.renewsAt !== undefined) this.#renewals += 1
    if (row.price === undefined && row.period === '' && row.renewsAt === undefined && row.endedAt === undefined) this.#bare += 1
    if (row.statusUnknown) this.#unknownStatus += 1
    if (row.periodUnknown) this.#unknownPeriod += 1
    const place = `${row.subscriptionId}\u0001${row.startedAt}\u0001${row.saidAt}`
    this.#statements.addText(place)
    this.#different.addText([place, row.plan, row.renewsAt, row.endedAt, row.price, row.seats].join('\u0001'))
  }

  /** @param people As identity counted them, where it did. */
  figures(people = this.#people?.count ?? 0): SubscriptionFigures {
    return {
      kind: 'subscriptions',
      rows: this.#rows,
      subscriptions: this.#ids.size,
      people,
      ended: this.#ended,
      endsLater: this.#endsLater,
      plans: this.#plans.size,
      bare: this.#bare,
      ...this.#times.said(),
    }
  }

  /** What makes no sense in the figures, before anything is stored. */
  questions(): FileQuestion[] {
    const questions: FileQuestion[] = []
    const replaced = this.#different.size - this.#statements.size
    const ends = this.#ended + this.#endsLater
    if (this.#renewals === 0 && this.#endsLater >= 5 && this.#endsLater * 2 > ends) {
      questions.push({
        code: 'ends-or-renewals',
        weight: 'blocking',
        field: 'endedAt',
        text: {
          zh: `“终止日期”对应的列中，有 ${this.#endsLater} 个日期在将来（共 ${ends} 个）。这一列是不是本期到期日（到期后可续费）？如果是，请改为“到期日期”；如果合约到时确实终止，请确认。`,
          en: `${this.#endsLater} of the ${ends} dates read as the end lie in the future. Is the column the end of the current period, after which the customer may renew? If so, map it to "Renews at". Accept it if the contracts will really end then.`,
        },
      })
    }
    if (replaced > 0) {
      questions.push({
        code: 'subscriptions-replaced',
        weight: 'blocking',
        field: 'subscriptionId',
        text: {
          zh: `有 ${replaced} 行与同一合约、同一开始日期的另一行内容不同，只有最后一行会保留。如果这些行是续费或变更记录，请指定“数据日期”一列；如果是不同的合约，请检查合约编号对应的列。`,
          en: `${replaced === 1 ? 'One row differs' : `${replaced} rows differ`} from another of the same subscription and start, and only the last one is kept. If they are renewals or changes, say which column holds the date of the change ("As of"). If they are different contracts, check the column of the subscription id.`,
        },
      })
    }
    if (this.#unknownStatus > 0) {
      questions.push({
        code: 'status-not-compared',
        weight: 'question',
        field: 'status',
        text: {
          zh: `有 ${this.#unknownStatus} 行的状态无法识别，未与日期核对。是否终止只看日期。`,
          en: `The status of ${this.#unknownStatus} ${this.#unknownStatus === 1 ? 'row is' : 'rows is'} not known and was not compared with the dates. Whether a subscription ended is decided by its dates alone.`,
        },
      })
    }
    if (this.#unknownPeriod > 0) {
      questions.push({
        code: 'period-unknown',
        weight: 'question',
        field: 'period',
        text: {
          zh: `有 ${this.#unknownPeriod} 行的计费周期无法识别，按未填写处理。可用：周、月、季、半年、年。`,
          en: `The billing period of ${this.#unknownPeriod} ${this.#unknownPeriod === 1 ? 'row is' : 'rows is'} not known and is left empty. Known are week, month, quarter, half-year and year.`,
        },
      })
    }
    return questions
  }
}
