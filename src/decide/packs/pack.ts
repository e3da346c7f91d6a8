import type { BilingualText } from '#kernel/bilingual-text.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import { readConditionText } from '#segment/conditions/read-condition-text.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import type { Channel, Offer } from '../strategy.ts'
import { COST_OF_CALL, COST_OF_EMAIL, NO_OFFER, STANDARD } from '../strategy-standard.ts'
import type { Cost, LibraryStrategy } from '../strategy-standard.ts'

type Words = readonly [zh: string, en: string]

/** A strategy of a pack, said briefly: the same of all of one pack stands once. */
export interface PackStrategy {
  readonly id: string
  readonly name: Words
  readonly summary: Words
  /** Whom it is for, as the text of a condition. */
  readonly where: string
  /** The preferred channel first. */
  readonly channels: readonly [Channel, ...Channel[]]
  /** Default: none. */
  readonly offer?: Offer
  readonly subject: Words
  readonly body: Words
  /** Cost of a contact beside the offer's own, such as a gift. In yuan; default: what the first channel costs. */
  readonly yuan?: number
  /** An assumption until the control group says more. */
  readonly effect: number
  /** As many contacts as a team can make in a run; default: no limit. */
  readonly atMost?: number
  readonly slaHours?: number
  /** Days over which the effect is counted, where it differs from the pack's. */
  readonly windowDays?: number
}

const COST_OF_TEXT = 0.05
const COSTS: Readonly<Record<Channel, number>> = {
  email: COST_OF_EMAIL,
  sms: COST_OF_TEXT,
  wechat: 0.02,
  push: 0.01,
  agent_task: COST_OF_CALL,
  webhook: 0,
}

/** The fields that every project has: no audience asks for others. */
const CATALOGUE = catalogueOf([...CUSTOMER_FIELDS, ...PREDICTION_FIELDS])

/** The strategies of one industry, as drafts. */
export function packOf(pack: string, windowDays: number, cost: Cost, strategies: readonly PackStrategy[]): LibraryStrategy[] {
  return strategies.map((one) => {
    const [channel, ...nextChannels] = one.channels
    const yuan = one.yuan ?? COSTS[channel]
    const days = one.windowDays ?? windowDays
    return {
      id: `${pack}-${one.id}`,
      active: false,
      definition: {
        ...STANDARD,
        name: both(one.name),
        summary: both(one.summary),
        pack,
        audience: parseCondition(readConditionText(one.where), CATALOGUE),
        channel,
        ...(nextChannels.length === 0 ? {} : { nextChannels }),
        offer: one.offer ?? NO_OFFER,
        content: { subject: both(one.subject), body: both(one.body) },
        contactCost: cost(yuan),
        expectedEffect: one.effect,
        budget: one.atMost === undefined ? null : cost(yuan * one.atMost),
        cooldownDays: days,
        windowDays: days,
        slaHours: one.slaHours ?? STANDARD.slaHours,
      },
    }
  })
}

/** A letter: the greeting before and the name of the shop after it. */
export function letter(zh: string, en: string): Words {
  return [
    `{{ customer.firstName | default: "您好" }}：\n\n${zh}\n\n{{ shop.name }}`,
    `Hello {{ customer.firstName | default: "there" }},\n\n${en}\n\n{{ shop.name }}`,
  ]
}

export function coupon(percent: number, validDays: number, zh: string, en: string): Offer {
  return { kind: 'coupon', discount: percent / 100, validDays, label: { zh, en } }
}

export function gift(validDays: number, zh: string, en: string): Offer {
  return { kind: 'gift', discount: 0, validDays, label: { zh, en } }
}

export function service(validDays: number, zh: string, en: string): Offer {
  return { kind: 'service', discount: 0, validDays, label: { zh, en } }
}

function both([zh, en]: Words): BilingualText {
  return { zh, en }
}
