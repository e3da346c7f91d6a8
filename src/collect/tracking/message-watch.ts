import { cutText, storableText } from '#kernel/cut-text.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { codeOfId, maskMessage, maskedId, maskIdentifiers } from './mask-message.ts'
import { signalStep } from './steps/signal-step.ts'
import { Dropped, Quarantined } from './steps/step-result.ts'
import type { StepName } from './steps/step-result.ts'
import { FORMER_ID, leftOutOf, type StoredEvent } from './tracked-event.ts'
import { isObject } from './tracking-message.ts'

/** What one step said of a message. `skipped`: it was not reached. */
export interface StepVerdict {
  readonly step: StepName
  readonly verdict: 'ok' | 'dropped' | 'quarantined' | 'skipped'
  /** Why it did not pass, or what it said beyond ok; '' for nothing. */
  readonly reason: string
}

export type MessageVerdict = 'stored' | 'duplicate' | 'quarantined' | 'dropped'

/** A message of a watched source, for a person to look at: without personal data in clear. */
export interface WatchedMessage {
  readonly sourceId: string
  /** Epoch milliseconds. */
  readonly receivedAt: number
  readonly type: string
  readonly name: string
  /** Of who sent it, shortened; '' where it named nobody or may not be kept. */
  readonly user: string
  /** Codes of its userId and anonymousId; see `codeOfId`. */
  readonly userCodes: readonly string[]
  readonly verdict: MessageVerdict
  /** The step that ended its way; null for what was stored. */
  readonly step: StepName | null
  readonly reason: string
  /** The field that is to blame for a quarantine; '' for none. */
  readonly field: string
  /** Null where nobody is known, and for what was not stored. */
  readonly customerId: string | null
  readonly steps: readonly StepVerdict[]
  /** As it came, masked. Null for what may not be kept at all. */
  readonly received: unknown
  /** As the events table has it; null for what was not stored. */
  readonly stored: Readonly<Record<string, unknown>> | null
}

const STEPS: readonly StepName[] = ['parse', 'consent', 'clock', 'validate', 'clean', 'dedupe', 'identify', 'enrich', 'store', 'signal']

/** Messages of one source that one load keeps for looking at: more come in than anybody reads. */
export const WATCHED_AT_ONCE = 100

/** Collects, during one load, what became of the messages of the sources that somebody watches. All others cost one look into an empty set. */
export class MessageWatch {
  readonly #sources: ReadonlySet<string>
  readonly #secret: string
  readonly #messages = new Map<string, WatchedMessage[]>()

  constructor(sources: ReadonlySet<string>, secret: string) {
    this.#sources = sources
    this.#secret = secret
  }

  /** The newest of each source, the oldest first. */
  get messages(): readonly WatchedMessage[] {
    return [...this.#messages.values()].flat()
  }

  ended(request: { readonly sourceId: string; readonly receivedAt: number }, record: unknown, stop: Dropped | Quarantined): void {
    if (!this.#sources.has(request.sourceId)) return
    // What the person does not want kept is not kept here either.
    const isRefused = stop instanceof Dropped && stop.reason === 'no_consent'
    this.#add({
      ...this.#head(request, isRefused ? null : record),
      verdict: stop instanceof Quarantined ? 'quarantined' : stop.reason === 'duplicate' ? 'duplicate' : 'dropped',
      step: stop.step,
      reason: stop.reason,
      field: stop instanceof Quarantined ? stop.field : '',
      customerId: null,
      steps: stepsUntil(stop),
      stored: null,
    })
  }

  stored(request: { readonly sourceId: string; readonly receivedAt: number }, record: unknown, event: StoredEvent): void {
    if (!this.#sources.has(request.sourceId)) return
    this.#add({
      ...this.#head(request, record),
      verdict: 'stored',
      step: null,
      reason: '',
      field: '',
      customerId: event.customerId === NO_CUSTOMER ? null : event.customerId,
      steps: stepsOfStored(event),
      stored: shownEvent(event),
    })
  }

  #head({ sourceId, receivedAt }: { readonly sourceId: string; readonly receivedAt: number }, record: unknown) {
    const fields = isObject(record) ? record : {}
    const ids = [fields['userId'], fields['anonymousId']].filter((id) => typeof id === 'string' || typeof id === 'number').map(String)
    return {
      sourceId,
      receivedAt,
      type: text(fields['type']),
      name: text(fields['event'] ?? fields['name']),
      user: ids[0] === undefined ? '' : cutText(maskedId(storableText(ids[0])), LONGEST_NAME),
      userCodes: ids.map((id) => codeOfId(id, this.#secret)),
      received: record === null ? null : maskMessage(record),
    }
  }

  #add(message: WatchedMessage): void {
    const kept = this.#messages.get(message.sourceId) ?? []
    this.#messages.set(message.sourceId, kept)
    kept.push(message)
    if (kept.length > WATCHED_AT_ONCE) kept.shift()
  }
}

const LONGEST_NAME = 200

function text(value: unknown): string {
  return typeof value === 'string' ? cutText(withoutPersonal(storableText(value)), LONGEST_NAME) : ''
}

function stepsUntil(stop: Dropped | Quarantined): StepVerdict[] {
  const at = STEPS.indexOf(stop.step)
  return STEPS.map((step, i) => {
    if (i < at) return { step, verdict: 'ok', reason: '' }
    if (i > at) return { step, verdict: 'skipped', reason: '' }
    return { step, verdict: stop instanceof Quarantined ? 'quarantined' : 'dropped', reason: stop.reason }
  })
}

/** Every step of a stored event passed; some have more to say. */
function stepsOfStored(event: StoredEvent): StepVerdict[] {
  const signal = signalStep(event)
  const said: Partial<Record<StepName, string>> = {
    clock: event.clockClamped ? 'clamped' : '',
    validate: event.violations?.find(({ mode }) => mode === 'flag')?.kind ?? '',
    clean: event.isBot ? 'bot' : event.isTest ? 'test' : '',
    identify: event.customerId === NO_CUSTOMER ? (namesPerson(event) ? 'shared' : 'nobody') : (leftOutOf(event)[0]?.reason ?? ''),
    enrich: event.isRepeat ? 'repeat' : '',
    signal: signal instanceof Dropped ? signal.reason : signal,
  }
  return STEPS.map((step) => ({
    step,
    verdict: step === 'signal' && signal instanceof Dropped ? 'dropped' : 'ok',
    reason: said[step] ?? '',
  }))
}

/** The sender named more than a device, and that was of no use: several customers share it, or it is blocked. */
function namesPerson({ identifiers }: StoredEvent): boolean {
  return identifiers.some(({ kind }) => kind !== 'device' && kind !== FORMER_ID)
}

/** The columns of the events table that tell a person something. */
function shownEvent(event: StoredEvent): Record<string, unknown> {
  const { messageId, type, name, channel, anonymousId, productId, category, amount, currency, properties } = event
  const { clockClamped, isBot, isTest, isRepeat } = event
  const leftOut = leftOutOf(event)
  return {
    messageId,
    type,
    name,
    channel,
    anonymousId: maskedId(anonymousId),
    occurredAt: new Date(event.occurredAt).toISOString(),
    receivedAt: new Date(event.receivedAt).toISOString(),
    availableAt: new Date(event.availableAt).toISOString(),
    productId,
    category,
    amount,
    currency,
    properties: maskIdentifiers(properties),
    ...(leftOut.length === 0 ? {} : { traitsLeftOut: Object.fromEntries(leftOut.map(({ trait, reason }) => [trait, reason])) }),
    clockClamped,
    isBot,
    isTest,
    isRepeat,
  }
}
