import type { AttributeType } from '#collect/columns/attribute.ts'
import type { Channel } from '#decide/strategy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { Duration, EventPattern, JourneyDefinition, JourneyEntry, JourneyStep } from './journey.ts'
import { reachedSteps, stepsOfTimelessCircles, waysOut } from './journey-graph.ts'
import { JOURNEY_LIMITS } from './journey-limits.ts'

/** Something that is wrong with a journey. */
export interface JourneyProblem {
  /** Where: `name`, `entry/key`, `steps/ID`, `steps/ID/cases/ID/condition`. */
  readonly place: string
  readonly code: JourneyProblemCode
  readonly details: Readonly<Record<string, string | number>>
}

export const JOURNEY_PROBLEMS = [
  'name',
  'no-first',
  'no-steps',
  'too-many',
  'id-wrong',
  'id-twice',
  'gone-step',
  'unreached',
  'circle',
  'shares',
  'share-wrong',
  'no-ways',
  'event-name',
  'key-empty',
  'time-wrong',
  'days-wrong',
  'number-wrong',
  'text-missing',
  'text-long',
  'duration-wrong',
  'holdout-waiver',
  'holdout-wrong',
  'no-channel',
  'channel-twice',
  'no-form',
  'content-gone',
  'content-draft',
  'unknown-segment',
  'unknown-tag',
  'tag-value',
  'tag-worked-out',
  'unknown-attribute',
  'attribute-value',
  'unknown-date',
  'no-tiers',
  'condition',
] as const
export type JourneyProblemCode = (typeof JOURNEY_PROBLEMS)[number]

/** What the project knows that a journey may name. */
export interface JourneyFacts {
  /** A version of a content; null: there is none. */
  readonly content: (id: string, version: number) => { readonly isPublished: boolean; readonly forms: readonly Channel[] } | null
  readonly segments: ReadonlySet<string>
  /** Tags by name, with the values that they can have; null: any. */
  readonly tags: ReadonlyMap<string, readonly string[] | null>
  readonly attributes: ReadonlyMap<string, AttributeType>
  /** Fields of customers that are dates. */
  readonly dates: ReadonlySet<string>
  /** What is wrong with a condition; null: nothing is. */
  readonly condition: (condition: Condition) => { readonly code: string; readonly message: string } | null
}

const ID = /^[A-Za-z0-9-]{1,40}$/u
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/u
/** Shares are typed in per cent: three thirds must do. */
const SHARE_SLACK = 0.001

type Say = (place: string, code: JourneyProblemCode, details?: JourneyProblem['details']) => void

/**
 * Everything that is wrong with a journey at once, so that whoever edits it sees all of it. A journey without a problem can be published.
 *
 * @example checkJourney(empty, facts) // [{ place: 'first', code: 'no-first', details: {} }, …]
 */
export function checkJourney(journey: JourneyDefinition, facts: JourneyFacts): readonly JourneyProblem[] {
  const problems: JourneyProblem[] = []
  const say: Say = (place, code, details = {}) => void problems.push({ place, code, details })
  checkHead(journey, say)
  checkEntry(journey.entry, facts, say)
  checkCondition('audience', journey.audience, facts, say)
  if (journey.rule.kind === 'days') checkNumber('rule/days', journey.rule.days, 1, JOURNEY_LIMITS.reentryDays, say)
  checkShape(journey, say)
  for (const step of journey.steps) checkStep(step, facts, say)
  journey.exits.events.forEach((event, i) => checkEvent(`exits/events/${i}`, event, facts, say))
  if (journey.exits.events.length > JOURNEY_LIMITS.exitEvents) say('exits/events', 'too-many', { most: JOURNEY_LIMITS.exitEvents })
  if (journey.exits.condition !== null) checkCondition('exits/condition', journey.exits.condition, facts, say)
  if (journey.goal !== null) checkEvent('goal/event', journey.goal.event, facts, say)
  return problems
}

function checkHead({ name, holdout, holdoutWaiver, priority, windowDays }: JourneyDefinition, say: Say): void {
  if (name.trim() === '' || name.length > JOURNEY_LIMITS.name) say('name', 'name', { most: JOURNEY_LIMITS.name })
  checkNumber('priority', priority, 0, 100, say)
  checkNumber('windowDays', windowDays, 1, JOURNEY_LIMITS.windowDays, say)
  if (!(holdout >= 0 && holdout <= JOURNEY_LIMITS.holdout)) say('holdout', 'holdout-wrong', { most: JOURNEY_LIMITS.holdout })
  if (holdout === 0 && holdoutWaiver.trim().length < JOURNEY_LIMITS.leastWaiver) {
    say('holdoutWaiver', 'holdout-waiver', { least: JOURNEY_LIMITS.leastWaiver })
  }
}

function checkEntry(entry: JourneyEntry, facts: JourneyFacts, say: Say): void {
  switch (entry.kind) {
    case 'event':
      checkEvent('entry/event', entry.event, facts, say)
      if (entry.key?.trim() === '') say('entry/key', 'key-empty')
      return
    case 'order':
      return
    case 'segment':
      if (!facts.segments.has(entry.segmentId)) say('entry/segmentId', 'unknown-segment', { id: entry.segmentId })
      return
    case 'tag':
      checkTag('entry', entry, facts, say)
      return
    case 'risk':
      if (entry.tiers.length === 0) say('entry/tiers', 'no-tiers')
      return
    case 'date':
      if (!facts.dates.has(entry.field)) say('entry/field', 'unknown-date', { field: entry.field })
      checkNumber('entry/days', entry.days, -JOURNEY_LIMITS.dateDays, JOURNEY_LIMITS.dateDays, say)
      checkTime('entry/at', entry.at, say)
      return
    case 'product':
      checkNumber('entry/days', entry.days, 1, JOURNEY_LIMITS.productDays, say)
      if (entry.change === 'price_drop' && !(entry.least > 0 && entry.least < 1)) say('entry/least', 'share-wrong')
      return
    case 'audience':
      checkTime('entry/at', entry.at, say)
  }
}

/** That the steps hang together. */
function checkShape({ first, steps }: JourneyDefinition, say: Say): void {
  if (steps.length === 0) say('steps', 'no-steps')
  else if (first === null) say('first', 'no-first')
  if (steps.length > JOURNEY_LIMITS.steps) say('steps', 'too-many', { most: JOURNEY_LIMITS.steps })
  const ids = new Set<string>()
  for (const { id } of steps) {
    if (!ID.test(id)) say(`steps/${id}`, 'id-wrong', { id })
    if (ids.has(id)) say(`steps/${id}`, 'id-twice', { id })
    ids.add(id)
  }
  if (first !== null && !ids.has(first)) say('first', 'gone-step', { id: first })
  for (const step of steps) {
    for (const { way, to } of waysOut(step)) {
      if (to !== null && !ids.has(to)) say(`steps/${step.id}/${way}`, 'gone-step', { id: to })
    }
  }
  const reached = reachedSteps({ first, steps })
  // Without a first step nothing is reached, which was said.
  if (first !== null && ids.has(first)) {
    for (const { id } of steps) if (!reached.has(id)) say(`steps/${id}`, 'unreached')
  }
  for (const id of stepsOfTimelessCircles({ steps })) say(`steps/${id}`, 'circle')
}

function checkStep(step: JourneyStep, facts: JourneyFacts, say: Say): void {
  const at = `steps/${step.id}`
  if (step.name.length > JOURNEY_LIMITS.name) say(`${at}/name`, 'text-long', { most: JOURNEY_LIMITS.name })
  switch (step.kind) {
    case 'send':
      checkSend(at, step, facts, say)
      return
    case 'wait':
      if (step.wait.kind === 'for') checkDuration(`${at}/wait`, step.wait.duration, say)
      else {
        checkTime(`${at}/wait`, step.wait.at, say)
        const { days } = step.wait
        if (days.some((day) => !Number.isInteger(day) || day < 1 || day > 7) || new Set(days).size < days.length) {
          say(`${at}/wait`, 'days-wrong')
        }
      }
      return
    case 'wait_event':
      checkEvent(`${at}/event`, step.event, facts, say)
      checkDuration(`${at}/timeout`, step.timeout, say)
      return
    case 'branch':
      if (step.cases.length === 0) say(at, 'no-ways')
      if (step.cases.length > JOURNEY_LIMITS.cases) say(at, 'too-many', { most: JOURNEY_LIMITS.cases })
      checkIds(at, step.cases, say)
      for (const one of step.cases) checkCondition(`${at}/cases/${one.id}/condition`, one.condition, facts, say)
      return
    case 'split':
      if (step.arms.length < 2) say(at, 'no-ways')
      if (step.arms.length > JOURNEY_LIMITS.arms) say(at, 'too-many', { most: JOURNEY_LIMITS.arms })
      checkIds(at, step.arms, say)
      for (const one of step.arms) if (!(one.share > 0 && one.share < 1)) say(`${at}/arms/${one.id}`, 'share-wrong')
      checkSum(at, step.arms, say)
      return
    case 'task':
      for (const [field, text] of [['title', step.title] as const, ['script', step.script] as const]) {
        if (text.zh.trim() === '' && text.en.trim() === '') say(`${at}/${field}`, 'text-missing')
        if (field === 'title' && Math.max(text.zh.length, text.en.length) > JOURNEY_LIMITS.text) {
          say(`${at}/${field}`, 'text-long', { most: JOURNEY_LIMITS.text })
        }
      }
      checkNumber(`${at}/slaHours`, step.slaHours, 1, JOURNEY_LIMITS.slaHours, say)
      return
    case 'webhook':
      if (step.note.length > JOURNEY_LIMITS.text) say(`${at}/note`, 'text-long', { most: JOURNEY_LIMITS.text })
      return
    case 'tag':
      checkTag(at, step, facts, say)
      // Every tag is worked out of other things (ADR 0042): what is said of a customer by hand is an attribute, which a tag may follow.
      if (facts.tags.has(step.tag)) say(`${at}/tag`, 'tag-worked-out', { tag: step.tag })
      return
    case 'attribute':
      checkAttribute(at, step, facts, say)
  }
}

function checkSend(at: string, step: Extract<JourneyStep, { kind: 'send' }>, facts: JourneyFacts, say: Say): void {
  const { content, channels, expiresHours, unitCosts } = step
  const found = content.id === '' ? null : facts.content(content.id, content.version)
  if (found === null) say(`${at}/content`, 'content-gone', { id: content.id, version: content.version })
  else if (!found.isPublished) say(`${at}/content`, 'content-draft', { version: content.version })
  if (channels.length === 0) say(`${at}/channels`, 'no-channel')
  if (new Set(channels).size < channels.length) say(`${at}/channels`, 'channel-twice')
  const missing = found === null ? [] : channels.filter((channel) => !found.forms.includes(channel))
  for (const channel of missing) say(`${at}/channels`, 'no-form', { channel })
  checkNumber(`${at}/expiresHours`, expiresHours, 1, JOURNEY_LIMITS.expiresHours, say)
  for (const [channel, cost] of Object.entries(unitCosts)) checkNumber(`${at}/unitCosts/${channel}`, cost, 0, 1_000_000, say)
}

function checkTag(
  at: string,
  { tag, value }: { readonly tag: string; readonly value: string | null },
  { tags }: JourneyFacts,
  say: Say,
): void {
  const values = tags.get(tag)
  if (values === undefined) say(`${at}/tag`, 'unknown-tag', { tag })
  else if (value !== null && (value.trim() === '' || (values !== null && !values.includes(value))))
    say(`${at}/value`, 'tag-value', { tag, value })
}

function checkAttribute(
  at: string,
  { attribute, value }: Extract<JourneyStep, { kind: 'attribute' }>,
  { attributes }: JourneyFacts,
  say: Say,
): void {
  const kind = attributes.get(attribute)
  if (kind === undefined) say(`${at}/attribute`, 'unknown-attribute', { attribute })
  // What others said of the customer cannot be taken back: only a value can be said.
  else if (value === null || !isOfKind(kind, value)) say(`${at}/value`, 'attribute-value', { attribute })
}

function isOfKind(kind: AttributeType, value: string | number | boolean): boolean {
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'yes-no':
      return typeof value === 'boolean'
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/u.test(value) && !Number.isNaN(Date.parse(value))
    case 'text':
      return typeof value === 'string' && value.trim() !== ''
  }
}

function checkIds(at: string, ways: readonly { readonly id: string }[], say: Say): void {
  const ids = ways.map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) say(at, 'id-twice', { id: twice })
  const wrong = ids.find((id) => !ID.test(id) || id === 'next' || id === 'late')
  if (wrong !== undefined) say(at, 'id-wrong', { id: wrong })
}

function checkSum(at: string, arms: readonly { readonly share: number }[], say: Say): void {
  const sum = arms.reduce((all, { share }) => all + share, 0)
  if (Math.abs(sum - 1) > SHARE_SLACK) say(at, 'shares', { sum: Math.round(sum * 1000) / 1000 })
}

function checkEvent(at: string, { name, where }: EventPattern, facts: JourneyFacts, say: Say): void {
  if (name.trim() === '') say(`${at}/name`, 'event-name')
  else if (where.length > 0) checkCondition(`${at}/where`, { did: 'event', name, where, op: 'gte', value: 1 }, facts, say)
}

function checkCondition(at: string, condition: Condition, facts: JourneyFacts, say: Say): void {
  const wrong = facts.condition(condition)
  if (wrong !== null) say(at, 'condition', { reason: wrong.code, message: wrong.message })
}

function checkTime(at: string, time: string, say: Say): void {
  if (!TIME.test(time)) say(at, 'time-wrong', { time })
}

function checkNumber(at: string, value: number, least: number, most: number, say: Say): void {
  if (!Number.isInteger(value) || value < least || value > most) say(at, 'number-wrong', { least, most })
}

const UNIT_MS: Readonly<Record<Duration['unit'], number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS }

export function durationMs({ n, unit }: Duration): number {
  return n * UNIT_MS[unit]
}

function checkDuration(at: string, duration: Duration, say: Say): void {
  const isRight = Number.isInteger(duration.n) && duration.n > 0 && durationMs(duration) <= JOURNEY_LIMITS.waitDays * DAY_MS
  if (!isRight) say(at, 'duration-wrong', { most: JOURNEY_LIMITS.waitDays })
}
