import { AppError } from '#kernel/app-error.ts'
import type { ProviderField, ProviderValues } from './provider.ts'

/** For an address of the provider other than its own: a proxy in China, a private cloud, a server of a test. */
export const ENDPOINT_FIELD: ProviderField = {
  name: 'endpoint',
  kind: 'url',
  required: false,
  advanced: true,
  label: { zh: '接口地址', en: 'API address' },
  hint: {
    zh: '一般留空。只有经代理或专有云访问服务商时才填写，例如 https://proxy.example.com。',
    en: 'Leave empty. Only for a proxy or a private cloud of the provider, such as https://proxy.example.com.',
  },
}

/** The address to call: the one of the account, or the provider's own; without a slash at the end. */
export function endpointOf(settings: ProviderValues, own: string): string {
  const text = (settings['endpoint'] ?? '').trim()
  return (text === '' ? own : text).replace(/\/$/, '')
}

/** @throws AppError `provider-value-wrong` where a required value is missing, a number is none or the address is none. */
export function checkFields(fields: readonly ProviderField[], settings: ProviderValues, secrets: ProviderValues): void {
  for (const field of fields) {
    const value = ((field.kind === 'secret' ? secrets : settings)[field.name] ?? '').trim()
    if (value === '') {
      if (field.required) throw valueWrong(field.name, 'it is missing')
    } else if (field.kind === 'choice' && field.choices?.every((choice) => choice.value !== value) === true) {
      throw valueWrong(field.name, 'it is none of the choices')
    } else if (field.kind === 'flag' && value !== 'true' && value !== 'false') {
      throw valueWrong(field.name, 'it is neither true nor false')
    }
  }
  const endpoint = (settings['endpoint'] ?? '').trim()
  if (endpoint !== '' && !/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(endpoint)) {
    throw valueWrong('endpoint', 'it is not an http or https address without a query')
  }
}

/** `what` completes "… cannot be used: " and never repeats the value, which may be a secret. `reason` is what the console has a sentence of its own for. */
export function valueWrong(field: string, what: string, reason = ''): AppError {
  return new AppError(
    'invalid-input',
    'provider-value-wrong',
    `The value of ${field} cannot be used: ${what}. Copy it again from the provider's console.`,
    // Until somebody who knows the field's labels puts them in.
    { details: { field, labelZh: field, labelEn: field, ...(reason === '' ? {} : { reason }) } },
  )
}
