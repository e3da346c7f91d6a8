import type { DryRunAnswer } from '#http/act/dry-run-schemas.ts'
import { minorDigits } from '#kernel/money.ts'
import type { Door } from './door.ts'

/** What a journey would have done, as lines. */
export function showDryRun(door: Door, answer: DryRunAnswer): void {
  const { language, time } = door
  const { dryRun, isCurrent, currency } = answer
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  if (dryRun === null) {
    door.print(answer, say('这条旅程还没有用历史数据试算过。', 'This journey was not tried on history yet.'))
    return
  }
  const { customers, cost, orders } = dryRun
  const money = (minor: number) => `${(minor / 10 ** minorDigits(currency)).toFixed(minorDigits(currency))} ${currency}`
  const counts = (title: string, found: Readonly<Record<string, number>>) =>
    Object.entries(found).map(([key, n]) => `  ${title} (${key}): ${n}`)
  const busiest = dryRun.byDay.reduce((best, one) => (one.sends > best.sends ? one : best), { day: '', entered: 0, sends: 0 })
  const lines = [
    ...(isCurrent ? [] : [say('旅程在试算之后修改过，请重新试算。', 'The journey changed since it was tried: try it again.')]),
    say(
      `第 ${dryRun.version} 版，${time(dryRun.from)} 至 ${time(dryRun.until)}`,
      `Version ${dryRun.version}, from ${time(dryRun.from)} to ${time(dryRun.until)}`,
    ),
    ...(customers.factor === 1
      ? []
      : [
          say(
            `按 ${customers.all} 位客户中的 ${customers.tried} 位抽样推算，数字为估计值。`,
            `Worked out from a sample of ${customers.tried} of ${customers.all} customers: the figures are estimates.`,
          ),
        ]),
    say(
      `会有 ${dryRun.entered} 次进入（${dryRun.enteredCustomers} 位客户），其中对照组 ${dryRun.heldOut} 次，期末仍在其中 ${dryRun.inside} 次`,
      `Would have entered ${dryRun.entered} times (${dryRun.enteredCustomers} customers), ${dryRun.heldOut} of them in the control group, ${dryRun.inside} still inside at the end`,
    ),
    ...counts(say('未进入', 'did not enter'), dryRun.refused),
    ...dryRun.steps.map(({ stepId, came, waiting, outcomes }) => {
      const ways = Object.entries(outcomes)
        .map(([way, n]) => `${way} ${n}`)
        .join(', ')
      return `  ${stepId}: ${say(`到达 ${came}，停留 ${waiting}`, `${came} came, ${waiting} waiting`)}${ways === '' ? '' : `; ${ways}`}`
    }),
    ...counts(say('发送', 'sent'), dryRun.sends),
    ...counts(say('先等待', 'waited first'), dryRun.waited),
    ...counts(say('未发送', 'not sent'), dryRun.unsent),
    say(
      `费用 ${money(cost.minor)}${cost.unknown === 0 ? '' : `，另有 ${cost.unknown} 条费用未知`}`,
      `Cost ${money(cost.minor)}${cost.unknown === 0 ? '' : `, and ${cost.unknown} messages of unknown cost`}`,
    ),
    say(
      `进入后在衡量期内的订单 ${orders.orders} 笔，共 ${money(orders.amountMinor)}（并非旅程带来的效果）`,
      `Orders after the entry, within the measurement period: ${orders.orders}, ${money(orders.amountMinor)} (no effect of the journey)`,
    ),
    ...(busiest.sends === 0
      ? []
      : [say(`发送最多的一天：${busiest.day}（${busiest.sends} 条）`, `Busiest day: ${busiest.day} (${busiest.sends} messages)`)]),
    ...dryRun.overlaps.map(({ kind, name, customers: n }) =>
      say(`  同时在${kind === 'journey' ? '旅程' : '群发'}“${name}”中：${n} 位客户`, `  also in the ${kind} “${name}”: ${n} customers`),
    ),
    say(`假设：${dryRun.assumptions.join('、')}`, `Assumed: ${dryRun.assumptions.join(', ')}`),
  ]
  door.print(answer, lines.join('\n'))
}
