import { Button, Input, Select, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { CustomerSelect } from '../../components/customer-select.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

const CHANNELS = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook'] as const
const KINDS = ['strategy', 'broadcast', 'journey', 'questionnaire'] as const
const NARROWING = ['runId', 'customerId', 'reaction', 'sourceKind', 'sourceId', 'channel', 'accountId', 'variant', 'from', 'until'] as const

const WAITING = new Set(['planned', 'claimed'])
const SENT = new Set(['handed', 'accepted', 'delivered', 'uncertain'])

/** What the address bar narrows the messages by, whatever their state. */
export function narrowedBy(params: PageParams): Record<(typeof NARROWING)[number], string | undefined> {
  return Object.fromEntries(NARROWING.map((name) => [name, params.get(name)])) as ReturnType<typeof narrowedBy>
}

interface Props {
  params: PageParams
  /** By state and reason, the most first. */
  tally: readonly { state: string; reason: string; sends: number }[]
}

/** By source, channel, account, reason, time and customer; all of it in the address bar. */
export function MessageFilters({ params, tally }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const navigate = useNavigate()
  const [runId, reaction, state, reason] = [params.get('runId'), params.get('reaction'), params.get('state'), params.get('reason')]
  const accounts = useApi(endpoints.channelAccounts(), { enabled: can('channels:read') })
  const customers = accounts.data?.items.filter(({ side }) => side !== 'team') ?? []
  const isNarrowed = [...NARROWING, 'state', 'reason'].some((name) => params.get(name) !== undefined)
  return (
    <div className="filters">
      {reaction === undefined ? null : (
        <Tag closable onClose={() => params.set({ reaction: undefined })}>
          {t(`messages.reactions.${reaction as 'opened'}`)}
        </Tag>
      )}
      {params.get('variant') === undefined ? null : (
        <Tag closable onClose={() => params.set({ variant: undefined })}>
          {t('messages.oneVariant')}
        </Tag>
      )}
      {state !== 'sent' && state !== 'waiting' ? null : (
        <Tag closable onClose={() => params.set({ state: undefined })}>
          {t(state === 'sent' ? 'act.sent' : 'messages.waiting')}
        </Tag>
      )}
      {runId === undefined ? null : (
        <>
          <Tag closable onClose={() => params.set({ runId: undefined })}>
            {t('messages.oneRun')}
          </Tag>
          {can('effects:read') ? (
            <Button size="small" onClick={() => void navigate(`/effect/${runId}`)}>
              {t('decide.measure')}
            </Button>
          ) : null}
        </>
      )}
      <SourceSelect params={params} />
      <Select
        allowClear
        aria-label={t('decide.channel')}
        placeholder={t('messages.allChannels')}
        value={params.get('channel') ?? null}
        onChange={(value: string | null) => params.set({ channel: value ?? undefined })}
        options={CHANNELS.map((value) => ({ value, label: code('channel', value) }))}
        popupMatchSelectWidth={false}
        style={{ minWidth: 120 }}
      />
      {customers.length === 0 ? null : (
        <Select
          allowClear
          aria-label={t('messages.account')}
          placeholder={t('messages.allAccounts')}
          value={params.get('accountId') ?? null}
          onChange={(value: string | null) => params.set({ accountId: value ?? undefined })}
          options={customers.map(({ id, name }) => ({ value: id, label: name }))}
          popupMatchSelectWidth={false}
          style={{ minWidth: 130 }}
        />
      )}
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('act.reason')}
        placeholder={t('messages.allReasons')}
        value={reason ?? null}
        onChange={(value: string | null) => params.set({ reason: value ?? undefined })}
        options={reasonOptions()}
        popupMatchSelectWidth={false}
        style={{ minWidth: 130 }}
      />
      <Input
        type="date"
        aria-label={t('messages.from')}
        prefix={<span className="faint">{t('messages.from')}</span>}
        value={params.get('from') ?? ''}
        onChange={({ target }) => params.set({ from: target.value })}
        style={{ width: 'auto' }}
      />
      <Input
        type="date"
        aria-label={t('messages.until')}
        prefix={<span className="faint">{t('messages.until')}</span>}
        value={params.get('until') ?? ''}
        onChange={({ target }) => params.set({ until: target.value })}
        style={{ width: 'auto' }}
      />
      {can('customers:read') ? (
        <CustomerSelect
          label={t('act.customer')}
          first={[]}
          value={params.get('customerId')}
          change={(customerId) => params.set({ customerId })}
          style={{ minWidth: 230 }}
        />
      ) : null}
      {isNarrowed ? (
        <Button
          type="link"
          size="small"
          onClick={() => params.set(Object.fromEntries([...NARROWING, 'state', 'reason'].map((name) => [name, undefined])))}
        >
          {t('messages.clear')}
        </Button>
      ) : null}
    </div>
  )

  /** Of the state that is chosen, with how many there are. */
  function reasonOptions() {
    const sums = new Map<string, number>()
    for (const one of tally) {
      if (one.reason === '' || !isIn(one.state, state)) continue
      sums.set(one.reason, (sums.get(one.reason) ?? 0) + one.sends)
    }
    if (reason !== undefined && !sums.has(reason)) sums.set(reason, 0)
    return [...sums].map(([value, n]) => ({
      value,
      label: t('messages.reasonCount', { reason: code('sendReason', value), n: format.integer(n) }),
    }))
  }
}

/** All of a kind, or one strategy, broadcast or questionnaire. */
function SourceSelect({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { data } = useApi(endpoints.messageSources())
  const [kind, id] = [params.get('sourceKind'), params.get('sourceId')]
  const sources = data?.items ?? []
  const groups = KINDS.filter((one) => kind === one || sources.some((source) => source.kind === one)).map((one) => ({
    label: code('sendSource', one),
    options: [
      { value: one, label: t('messages.anyOf', { kind: code('sendSource', one) }) },
      ...sources
        .filter((source) => source.kind === one)
        .map((source) => ({ value: `${one}/${source.id}`, label: format.text(source.name) })),
    ],
  }))
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('act.source')}
      placeholder={t('messages.allSources')}
      value={kind === undefined ? null : id === undefined ? kind : `${kind}/${id}`}
      onChange={(value: string | null) => {
        const [nextKind, ...rest] = (value ?? '').split('/')
        params.set({ sourceKind: nextKind, sourceId: rest.join('/') })
      }}
      options={groups}
      popupMatchSelectWidth={false}
      style={{ minWidth: 160 }}
    />
  )
}

/** Whether a message of a state is in what is chosen: a state, or all that wait, or all that a customer may have got. */
function isIn(state: string, chosen: string | undefined): boolean {
  if (chosen === undefined || chosen === state) return true
  return chosen === 'waiting' ? WAITING.has(state) : chosen === 'sent' && SENT.has(state)
}
