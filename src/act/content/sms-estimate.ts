import type { ProviderValues } from '../providers/provider.ts'
import { smsPrice } from '../providers/sms/sms-fields.ts'
import type { MessagePurpose } from '../outgoing-message.ts'
import { smsCost, smsLength, smsTextFor } from './sms-length.ts'
import type { SmsLength, SmsRegion } from './sms-length.ts'

/** The account that a text message would leave by. */
export interface SmsAccount {
  readonly name: string
  readonly provider: string
  readonly settings: ProviderValues
}

/** How long a text is in one region, and what it costs over an account. */
export interface SmsEstimate extends Pick<SmsLength, 'encoding' | 'used' | 'parts' | 'left' | 'limit' | 'isTooLong' | 'outsideGsm7'> {
  readonly region: SmsRegion
  /** Without 【】; '' where the account puts none before the text. */
  readonly signature: string
  /** In millionths of the project's currency; null: nobody said what a part costs. */
  readonly costMicros: number | null
}

/** A number of each region, as far as its length and the way to refuse depend on it. */
const NUMBERS: Readonly<Record<SmsRegion, string>> = { home: '+86', international: '+1' }

/**
 * One for each region that the account sends to. `text` has its values filled in and links as long as those that leave; what a template of the provider says
 * around its values is not known here.
 * @param account null: there is none yet, and no signature is counted
 */
export function smsEstimates(text: string, purpose: MessagePurpose, account: SmsAccount | null): readonly SmsEstimate[] {
  return regionsOf(account).map((region) => {
    const signature = account?.settings['signName'] ?? ''
    const words = smsTextFor(text, { purpose, to: NUMBERS[region] })
    const { encoding, used, parts, left, limit, isTooLong, outsideGsm7 } = smsLength({ text: words, signature, region })
    const costMicros = account === null ? null : smsCost(parts, smsPrice(account.settings, region))
    return { region, signature, encoding, used, parts, left, limit, isTooLong, outsideGsm7, costMicros }
  })
}

function regionsOf(account: SmsAccount | null): readonly SmsRegion[] {
  if (account === null || account.provider === 'twilio') return ['home', 'international']
  return account.settings['foreign'] === 'true' ? ['home', 'international'] : ['home']
}
