import { languageOf } from '../compose-email.ts'
import type { Letterhead } from '../compose-email.ts'
import type { VariantPicker } from '../content/variant-picker.ts'
import { BASE } from '../content/variant-reasons.ts'
import type { PlannedVariants } from './plan-block.ts'

/** Variants as they would be chosen now. What a customer gets is chosen once more when the message is made. */
export function createPlannedVariants(
  picker: Pick<VariantPicker, 'choose'>,
  letterhead: Pick<Letterhead, 'defaultLanguage'>,
): PlannedVariants {
  return async (content, planned) => {
    const asks = planned.map(({ customerId, channel, language }) => ({
      key: customerId,
      customerId,
      channel,
      language: languageOf({ language }, letterhead),
      content,
      isRepeat: false,
    }))
    return new Map([...(await picker.choose(asks))].map(([customerId, variant]) => [customerId, variant?.id ?? BASE]))
  }
}
