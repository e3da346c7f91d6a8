import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { RISK_LABELS } from '#predict/churn/tiers/churn-labels.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { CHANNEL_NAMES, spanWords } from '#segment/conditions/sentence-words.ts'
import type { EventPattern, JourneyDefinition, JourneyEntry, JourneyStep } from './journey.ts'
import { waysOut } from './journey-graph.ts'

/** What things that a journey names by an id are called. Without a name its id is said. */
export interface JourneyNames {
  readonly content: (id: string) => string | null
  readonly segment: (id: string) => string | null
  readonly tag: (name: string) => BilingualText | null
  readonly field: (name: string) => BilingualText | null
  readonly condition: (condition: Condition) => BilingualText
}

export interface JourneyInWords {
  /** In one sentence: who enters and how many steps there are. */
  readonly summary: BilingualText
  /** One sentence each: entry, audience, re-entry, exits, goal, control group. */
  readonly rules: readonly BilingualText[]
  readonly steps: readonly StepInWords[]
}

export interface StepInWords {
  readonly id: string
  readonly text: BilingualText
  /** Where each way out leads, as a number of the list; null: the journey ends there. */
  readonly ways: readonly { readonly way: string; readonly text: BilingualText; readonly to: number | null }[]
}

type Say = (language: TextLanguage) => string
const both = (say: Say): BilingualText => ({ zh: say('zh'), en: say('en') })

/** A journey as sentences in both languages, for lists, approvals and the command line. */
export function describeJourney(journey: JourneyDefinition, names: JourneyNames): JourneyInWords {
  const entry = entryWords(journey.entry, names)
  const count = journey.steps.length
  const order = stepsInOrder(journey)
  return {
    summary: {
      zh: `${entry.zh}，共 ${count} 个步骤`,
      en: `${entry.en}, ${count} ${count === 1 ? 'step' : 'steps'}`,
    },
    rules: rulesInWords(journey, entry, names),
    steps: order.map((step) => ({
      id: step.id,
      text: both((language) => stepWords(step, language, names)),
      ways: waysOut(step).map(({ way, to }) => {
        const place = order.findIndex(({ id }) => id === to)
        return { way, text: both((language) => wayWords(step, way, language, names)), to: place === -1 ? null : place + 1 }
      }),
    })),
  }
}

/** As they are come to, each before what follows it where that is possible; those that nobody comes to stand last. */
export function stepsInOrder({ first, steps }: Pick<JourneyDefinition, 'first' | 'steps'>): readonly JourneyStep[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const order: JourneyStep[] = []
  const seen = new Set<string>()
  const visit = (id: string | null) => {
    const step = id === null ? undefined : byId.get(id)
    if (step === undefined || seen.has(step.id)) return
    seen.add(step.id)
    order.push(step)
    for (const { to } of waysOut(step)) visit(to)
  }
  visit(first)
  for (const { id } of steps) visit(id)
  return order
}

function rulesInWords(journey: JourneyDefinition, entry: BilingualText, names: JourneyNames): readonly BilingualText[] {
  const { audience, rule, exits, goal, windowDays, holdout } = journey
  const rules: BilingualText[] = [{ zh: `进入：${entry.zh}。`, en: `Entry: ${entry.en}.` }]
  const who = names.condition(audience)
  rules.push({ zh: `适用客户：${who.zh}。`, en: `Audience: ${who.en}.` })
  rules.push(
    rule.kind === 'once'
      ? { zh: '每位客户只进入一次。', en: 'Each customer enters once.' }
      : rule.kind === 'again'
        ? { zh: '走完后可再次进入。', en: 'A customer can enter again when the last run is over.' }
        : { zh: `距上次进入满 ${rule.days} 天可再次进入。`, en: `A customer can enter again ${days(rule.days)} after the last entry.` },
  )
  for (const event of exits.events) {
    const what = eventWords(event, names)
    rules.push({ zh: `发生“${what.zh}”时退出。`, en: `Leaves when this happens: ${what.en}.` })
  }
  if (exits.condition !== null) {
    const what = names.condition(exits.condition)
    rules.push({ zh: `满足以下条件时退出：${what.zh}。`, en: `Leaves once this holds: ${what.en}.` })
  }
  if (goal === null) rules.push({ zh: `目标：${windowDays} 天内下单。`, en: `Goal: an order within ${days(windowDays)}.` })
  else {
    const what = eventWords(goal.event, names)
    rules.push({
      zh: `目标：${windowDays} 天内发生“${what.zh}”${goal.ends ? '，达成即退出' : ''}。`,
      en: `Goal: ${what.en} within ${days(windowDays)}${goal.ends ? ', which ends the run' : ''}.`,
    })
  }
  rules.push(
    holdout === 0
      ? { zh: `没有对照组：${journey.holdoutWaiver.trim()}`, en: `No control group: ${journey.holdoutWaiver.trim()}` }
      : { zh: `进入时随机留出 ${percent(holdout)} 作为对照组。`, en: `${percent(holdout)} of entries are kept as the control group.` },
  )
  return rules
}

const days = (n: number) => spanWords({ n, unit: 'day' }, 'en')
const percent = (share: number) => `${Math.round(share * 1000) / 10}%`

function entryWords(entry: JourneyEntry, names: JourneyNames): BilingualText {
  switch (entry.kind) {
    case 'event': {
      const what = eventWords(entry.event, names)
      const key = entry.key === null ? { zh: '', en: '' } : { zh: `（按 ${entry.key} 区分）`, en: ` (one run for each ${entry.key})` }
      return { zh: `发生“${what.zh}”时${key.zh}`, en: `when ${what.en} happens${key.en}` }
    }
    case 'order':
      return entry.first ? { zh: '首次下单时', en: 'with the first order' } : { zh: '每次下单时', en: 'with an order' }
    case 'segment': {
      const name = names.segment(entry.segmentId) ?? entry.segmentId
      return entry.change === 'entered'
        ? { zh: `进入分群“${name}”时`, en: `on entering the segment “${name}”` }
        : { zh: `离开分群“${name}”时`, en: `on leaving the segment “${name}”` }
    }
    case 'tag': {
      const label = names.tag(entry.tag) ?? { zh: entry.tag, en: entry.tag }
      return entry.value === null
        ? { zh: `标签“${label.zh}”有新值时`, en: `when the tag “${label.en}” is set` }
        : { zh: `标签“${label.zh}”变为“${entry.value}”时`, en: `when the tag “${label.en}” becomes “${entry.value}”` }
    }
    case 'risk':
      return {
        zh: `流失风险变为${entry.tiers.map((tier) => RISK_LABELS[tier].zh).join('、')}时`,
        en: `when the churn risk becomes ${entry.tiers.map((tier) => RISK_LABELS[tier].en.toLowerCase()).join(' or ')}`,
      }
    case 'date': {
      const label = names.field(entry.field) ?? { zh: entry.field, en: entry.field }
      const n = Math.abs(entry.days)
      const zh = entry.days === 0 ? '当天' : entry.days < 0 ? `前 ${n} 天` : `后 ${n} 天`
      const en = entry.days === 0 ? 'on the day of' : `${days(n)} ${entry.days < 0 ? 'before' : 'after'}`
      return {
        zh: `${label.zh}${zh} ${entry.at}${entry.yearly ? '（每年）' : ''}`,
        en: `${en} ${label.en} at ${entry.at}${entry.yearly ? ' (every year)' : ''}`,
      }
    }
    case 'product':
      return entry.change === 'price_drop'
        ? {
            zh: `近 ${entry.days} 天看过或加购的商品降价至少 ${percent(entry.least)} 时`,
            en: `when a product viewed or put into a cart in the last ${days(entry.days)} drops in price by ${percent(entry.least)} or more`,
          }
        : {
            zh: `近 ${entry.days} 天看过或加购的商品到货时`,
            en: `when a product viewed or put into a cart in the last ${days(entry.days)} is back in stock`,
          }
    case 'audience': {
      const every = {
        day: { zh: '每天', en: 'every day' },
        week: { zh: '每周', en: 'every week' },
        month: { zh: '每月', en: 'every month' },
      }
      const when = entry.every === null ? { zh: '发布后一次', en: 'once, when it goes live' } : every[entry.every]
      return { zh: `${when.zh} ${entry.at} 符合条件的客户`, en: `customers who match, ${when.en} at ${entry.at}` }
    }
  }
}

function eventWords({ name, where }: EventPattern, names: JourneyNames): BilingualText {
  if (where.length === 0) return { zh: name, en: name }
  return names.condition({ did: 'event', name, where, op: 'gte', value: 1 })
}

const WEEKDAYS: readonly BilingualText[] = [
  { zh: '周一', en: 'Monday' },
  { zh: '周二', en: 'Tuesday' },
  { zh: '周三', en: 'Wednesday' },
  { zh: '周四', en: 'Thursday' },
  { zh: '周五', en: 'Friday' },
  { zh: '周六', en: 'Saturday' },
  { zh: '周日', en: 'Sunday' },
]

const CHANNELS: Readonly<Record<string, BilingualText>> = {
  ...CHANNEL_NAMES,
  agent_task: { zh: '人工任务', en: 'a task' },
  webhook: { zh: 'Webhook', en: 'webhook' },
}

function stepWords(step: JourneyStep, language: TextLanguage, names: JourneyNames): string {
  const zh = language === 'zh'
  switch (step.kind) {
    case 'send': {
      const name = names.content(step.content.id) ?? (zh ? '未选择的内容' : 'no content chosen')
      const by = step.channels.map((channel) => CHANNELS[channel]?.[language] ?? channel)
      if (zh)
        return `发送“${name}”，渠道：${by.length === 0 ? '未选择' : by.join('、其次')}${step.time === 'best_hour' ? '，在客户最常活跃的时段' : ''}`
      return `Send “${name}” by ${by.length === 0 ? 'no channel' : by.join(', else ')}${step.time === 'best_hour' ? ', at the best hour of the customer' : ''}`
    }
    case 'wait': {
      if (step.wait.kind === 'for')
        return zh ? `等待 ${spanWords(step.wait.duration, 'zh')}` : `Wait for ${spanWords(step.wait.duration, 'en')}`
      const on = step.wait.days.map((day) => WEEKDAYS[day - 1]?.[language] ?? String(day))
      if (zh) return `等到客户当地时间${on.length === 0 ? '' : on.join('、')} ${step.wait.at}`
      return `Wait until ${step.wait.at} in the customer’s local time${on.length === 0 ? '' : ` on ${on.join(' or ')}`}`
    }
    case 'wait_event': {
      const what = eventWords(step.event, names)[language]
      return zh ? `等待“${what}”，最长 ${spanWords(step.timeout, 'zh')}` : `Wait for ${what}, for up to ${spanWords(step.timeout, 'en')}`
    }
    case 'branch':
      return zh ? '按条件分支，取第一个符合的' : 'Branch: the first case that matches is taken'
    case 'split':
      return zh
        ? `随机分流：${step.arms.map((arm, i) => `${wayName(arm.name, i)} ${percent(arm.share)}`).join('、')}`
        : `Split at random: ${step.arms.map((arm, i) => `${wayName(arm.name, i)} ${percent(arm.share)}`).join(', ')}`
    case 'task': {
      const title = step.title[language].trim() === '' ? step.title[zh ? 'en' : 'zh'] : step.title[language]
      return zh
        ? `创建人工任务“${title}”，处理时限 ${step.slaHours} 小时`
        : `Create the task “${title}”, to be done within ${spanWords({ n: step.slaHours, unit: 'hour' }, 'en')}`
    }
    case 'webhook':
      return `${zh ? '通知 Webhook' : 'Tell the webhooks'}${step.note.trim() === '' ? '' : `${zh ? '：' : ': '}${step.note}`}`
    case 'tag': {
      const label = names.tag(step.tag)?.[language] ?? step.tag
      if (step.value === null) return zh ? `移除标签“${label}”` : `Remove the tag “${label}”`
      return zh ? `打上标签“${label}”：${step.value}` : `Set the tag “${label}” to ${step.value}`
    }
    case 'attribute': {
      const label = names.field(`attribute.${step.attribute}`)?.[language] ?? step.attribute
      if (step.value === null) return zh ? `清空属性“${label}”` : `Clear the attribute “${label}”`
      const value =
        typeof step.value === 'boolean' ? (step.value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' })[language] : String(step.value)
      return zh ? `将属性“${label}”设为 ${value}` : `Set the attribute “${label}” to ${value}`
    }
  }
}

/** Of a way without a name its letter: A, B. */
function wayName(name: string, index: number): string {
  return name.trim() === '' ? String.fromCodePoint(65 + index) : name.trim()
}

function wayWords(step: JourneyStep, way: string, language: TextLanguage, names: JourneyNames): string {
  const zh = language === 'zh'
  if (step.kind === 'branch') {
    const found = step.cases.find(({ id }) => id === way)
    if (found === undefined) return zh ? '其他客户' : 'Everyone else'
    const condition = names.condition(found.condition)[language]
    return found.name.trim() === '' ? condition : zh ? `${found.name}（${condition}）` : `${found.name} (${condition})`
  }
  if (step.kind === 'split') {
    const index = step.arms.findIndex(({ id }) => id === way)
    const arm = step.arms[index]
    return arm === undefined ? way : `${wayName(arm.name, index)} ${percent(arm.share)}`
  }
  if (step.kind === 'wait_event') {
    if (way === 'late') return zh ? '超时未发生' : 'It did not happen in time'
    return zh ? '已发生' : 'It happened'
  }
  return zh ? '然后' : 'Then'
}
