import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PageParams } from '../../components/use-page-params.ts'

const tiers = ['new', 'active', 'high_value', 'at_risk', 'dormant'] as const
const classes = ['high_value', 'potential', 'general', 'at_risk'] as const
const risks = ['high', 'medium', 'watch', 'low'] as const
const causes = ['lapsed-cadence', 'spend-drop', 'visit-drop', 'service-problem', 'one-time-buyer', 'price-sensitive', 'other'] as const
const channels = ['web', 'app', 'mini_program', 'store'] as const

export type CustomerFilter = 'q' | 'riskTier' | 'lifecycleTier' | 'valueClass' | 'cause' | 'channel'

interface Props {
  params: PageParams
  show?: readonly CustomerFilter[]
}

const everything: readonly CustomerFilter[] = ['q', 'riskTier', 'lifecycleTier', 'valueClass', 'cause', 'channel']

/** The filters of customers; each is a parameter of the address, named as in the API. */
export function CustomerFilters({ params, show = everything }: Props) {
  const { t } = useTranslation()
  const choice = (name: CustomerFilter, label: string, options: { value: string; label: string }[]) =>
    show.includes(name) ? (
      <Select
        key={name}
        allowClear
        aria-label={label}
        placeholder={label}
        value={params.get(name) ?? null}
        onChange={(value: string | null) => params.set({ [name]: value ?? undefined })}
        options={options}
        popupMatchSelectWidth={false}
      />
    ) : null
  const active = show.some((name) => params.get(name) !== undefined)
  return (
    <div className="filters" role="search">
      {show.includes('q') ? <ExactSearch key={params.get('q') ?? ''} params={params} /> : null}
      {choice(
        'riskTier',
        t('profile.risk'),
        risks.map((value) => ({ value, label: t(`codes.riskLong.${value}`) })),
      )}
      {choice(
        'lifecycleTier',
        t('profile.tier'),
        tiers.map((value) => ({ value, label: t('codes.inLifecycle', { tier: t(`codes.lifecycle.${value}`) }) })),
      )}
      {choice(
        'valueClass',
        t('profile.valueClass'),
        classes.map((value) => ({ value, label: t('codes.inValueClass', { tier: t(`codes.valueClass.${value}`) }) })),
      )}
      {choice(
        'cause',
        t('profile.cause'),
        causes.map((value) => ({ value, label: t(`codes.cause.${value}`) })),
      )}
      {choice(
        'channel',
        t('profile.channel'),
        channels.map((value) => ({ value, label: t(`codes.channel.${value}`) })),
      )}
      {active ? (
        <Button type="text" onClick={() => params.set(Object.fromEntries(show.map((name) => [name, undefined])))}>
          {t('common.clearFilters')}
        </Button>
      ) : null}
    </div>
  )
}

function ExactSearch({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  return (
    <Input.Search
      className="exact-search"
      allowClear
      aria-label={t('profile.searchLabel')}
      placeholder={t('profile.searchLabel')}
      title={t('profile.searchHelp')}
      defaultValue={params.get('q') ?? ''}
      onSearch={(value) => params.set({ q: value.trim() })}
    />
  )
}
