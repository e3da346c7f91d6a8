import type { ChannelAccount, ProviderField } from '#http/act/channel-schemas.ts'

type Values = Readonly<Record<string, string | undefined>>

/** What a form begins with: the values of the account, or those that are usual. Secrets begin empty. */
export function initialValues(
  fields: readonly ProviderField[],
  account: Pick<ChannelAccount, 'settings'> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ name, kind, initial }) => {
      if (kind === 'secret') return []
      const value = account === undefined ? initial : (account.settings[name] ?? '')
      return value === '' ? [] : [[name, value]]
    }),
  )
}

/** What of a form is sent: settings that differ from those of the account, and secrets that were entered. */
export function typedValues(
  fields: readonly ProviderField[],
  account: Pick<ChannelAccount, 'settings'> | undefined,
  values: Values,
): { settings: Record<string, string>; secrets: Record<string, string> } {
  const settings: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  for (const { name, kind } of fields) {
    const text = (values[name] ?? '').trim()
    if (kind === 'secret') {
      if (text !== '') secrets[name] = text
    } else if (text !== (account?.settings[name] ?? '')) settings[name] = text
  }
  return { settings, secrets }
}
