import { stableId } from '#kernel/id.ts'
import type { ProviderValues } from '../providers/provider.ts'

/** An account whose values come from environment variables: shown, ordered, limited and halted as any other, but its values are not ours to change. */
export interface EnvironmentAccount {
  readonly id: string
  readonly provider: 'smtp'
  readonly side: 'email'
  readonly name: string
  readonly settings: ProviderValues
  readonly secrets: ProviderValues
}

/** The account of LIUKE_SMTP_URL. Without a choice of encryption, STARTTLS is used when the server offers it. */
export function environmentMail(server: {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly user?: string
  readonly password?: string
}): EnvironmentAccount {
  const { host, port, secure, user, password } = server
  return {
    id: stableId('channel-account', 'environment', 'smtp'),
    provider: 'smtp',
    side: 'email',
    name: 'LIUKE_SMTP_URL',
    settings: { host, port: String(port), ...(secure ? { security: 'tls' } : {}), ...(user === undefined ? {} : { user }) },
    secrets: password === undefined ? {} : { password },
  }
}
