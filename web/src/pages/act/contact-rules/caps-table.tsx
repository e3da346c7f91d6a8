import { InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ContactRules } from '#http/act/contact-rule-schemas.ts'
import { useCode } from '../../../components/codes.ts'

type Caps = ContactRules['caps']
type Cap = Caps['all']
type Channel = keyof Caps['channels']

const CHANNELS: readonly Channel[] = ['email', 'sms', 'wechat', 'push', 'agent_task']
const NO_CAP: Cap = { day: null, week: null }

interface Props {
  caps: Caps
  disabled: boolean
  change: (caps: Caps) => void
}

/** Most contacts of one customer, by channel and in all; an empty field is no cap. */
export function CapsTable({ caps, disabled, change }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const row = (label: string, cap: Cap, set: (cap: Cap) => void) => (
    <tr key={label}>
      <td>{label}</td>
      {(['day', 'week'] as const).map((period) => (
        <td key={period}>
          <InputNumber
            aria-label={t(period === 'day' ? 'contactRules.dayOf' : 'contactRules.weekOf', { what: label })}
            disabled={disabled}
            min={0}
            max={period === 'day' ? 50 : 200}
            precision={0}
            placeholder={t('contactRules.noCap')}
            value={cap[period]}
            onChange={(value) => set({ ...cap, [period]: value })}
          />
        </td>
      ))}
    </tr>
  )
  return (
    <table className="caps-table">
      <thead>
        <tr>
          <th scope="col">{t('decide.channel')}</th>
          <th scope="col">{t('contactRules.aDay')}</th>
          <th scope="col">{t('contactRules.aWeek')}</th>
        </tr>
      </thead>
      <tbody>
        {row(t('contactRules.allChannels'), caps.all, (all) => change({ ...caps, all }))}
        {CHANNELS.map((channel) =>
          row(code('channel', channel), caps.channels[channel] ?? NO_CAP, (cap) =>
            change({ ...caps, channels: { ...caps.channels, [channel]: cap } }),
          ),
        )}
      </tbody>
    </table>
  )
}
