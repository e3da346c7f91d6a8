import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactRules } from '#http/act/contact-rule-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { countryChoices } from '../../project/project-choices.ts'
import { QuietBar } from './quiet-bar.tsx'

type Rule = ContactRules['quiet'][number]

export const RULED_CHANNELS = ['sms', 'wechat', 'push', 'email', 'agent_task'] as const
const NONE = 'none'

interface Props {
  rules: readonly Rule[]
  disabled: boolean
  change: (rules: Rule[]) => void
}

/** Quiet hours by channel and country; each is a day that can be read at a glance. */
export function QuietRules({ rules, disabled, change }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const { language } = useFormat()
  const countries = useMemo(() => [{ value: '*', label: t('contactRules.otherCountries') }, ...countryChoices(language)], [language, t])
  const times = useMemo(
    () => Array.from({ length: 48 }, (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`),
    [],
  )
  const set = (index: number, part: Partial<Rule>) => change(rules.map((rule, i) => (i === index ? { ...rule, ...part } : rule)))
  const choices = (now: string) => [...new Set([...times, now])].toSorted().map((value) => ({ value, label: value }))
  return (
    <div>
      {rules.map((rule, index) => {
        const where = t('contactRules.ruleOf', {
          channel: code('channel', rule.channel),
          country: countries.find(({ value }) => value === rule.country)?.label ?? rule.country,
        })
        return (
          <div className="quiet-rule" key={`${index} ${rule.channel} ${rule.country}`}>
            <Select
              aria-label={t('decide.channel')}
              disabled={disabled}
              value={rule.channel}
              onChange={(channel: Rule['channel']) => set(index, { channel })}
              options={RULED_CHANNELS.map((value) => ({ value, label: code('channel', value) }))}
            />
            <Select
              aria-label={t('contactRules.country')}
              disabled={disabled}
              showSearch
              optionFilterProp="label"
              value={rule.country}
              onChange={(country: string) => set(index, { country })}
              options={countries}
            />
            <Select
              aria-label={t('contactRules.quietFrom', { where })}
              disabled={disabled}
              value={rule.quiet?.from ?? NONE}
              onChange={(from: string) => set(index, { quiet: from === NONE ? null : { from, to: rule.quiet?.to ?? '08:00' } })}
              options={[{ value: NONE, label: t('contactRules.none') }, ...choices(rule.quiet?.from ?? '21:00')]}
            />
            <span className="quiet-dash">{rule.quiet === null ? '' : '–'}</span>
            {rule.quiet === null ? (
              <span />
            ) : (
              <Select
                aria-label={t('contactRules.quietTo', { where })}
                disabled={disabled}
                value={rule.quiet.to}
                onChange={(to: string) => set(index, { quiet: { from: rule.quiet?.from ?? '21:00', to } })}
                options={choices(rule.quiet.to)}
              />
            )}
            <QuietBar quiet={rule.quiet} />
            <Button
              size="small"
              disabled={disabled}
              aria-label={t('contactRules.removeRule', { where })}
              onClick={() => change(rules.filter((_, i) => i !== index))}
            >
              {t('contactRules.remove')}
            </Button>
          </div>
        )
      })}
      <div className="row" style={{ marginTop: 12 }}>
        <Button
          size="small"
          disabled={disabled}
          icon={<Icon name="plus" size={14} />}
          onClick={() => change([...rules, { channel: 'sms', country: freeCountry(rules), quiet: { from: '21:00', to: '08:00' } }])}
        >
          {t('contactRules.addRule')}
        </Button>
      </div>
    </div>
  )
}

/** One that text messages have no rule for yet. */
function freeCountry(rules: readonly Rule[]): string {
  const taken = new Set(rules.flatMap(({ channel, country }) => (channel === 'sms' ? [country] : [])))
  return ['*', 'CN', 'HK', 'SG', 'US', 'GB', 'JP', 'DE'].find((country) => !taken.has(country)) ?? 'FR'
}
