import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelAccount, ProviderSide } from '#http/act/channel-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice, useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AccountWizard } from './account-wizard.tsx'
import type { WizardStart } from './account-wizard.tsx'
import { BounceMailboxLine } from './bounce-mailbox-line.tsx'
import './channels.css'

const SIDES: readonly ProviderSide[] = ['email', 'sms', 'wechat', 'push', 'team']

/** The accounts of every channel, whether they can send, and what to do where they cannot. */
export function ChannelsTab() {
  const { t } = useTranslation()
  const can = useCan()
  const query = useApi(endpoints.channelAccounts(), { refetchInterval: 15_000 })
  const [start, setStart] = useState<WizardStart>()
  const manages = can('channels:manage')
  if (query.error !== null) return <ErrorNotice problem={query.error} retry={() => void query.refetch()} />
  const accounts = query.data?.items
  if (accounts === undefined) return null
  return (
    <div className="stack">
      {SIDES.map((side) => {
        const own = accounts.filter((account) => account.side === side)
        return (
          <Panel
            key={side}
            title={t(`codes.channelSide.${side}`)}
            note={readinessKey(own) === null ? t('channels.ready') : t(`channels.notReady.${readinessKey(own) ?? 'none'}`)}
            actions={
              manages ? (
                <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => setStart({ side })}>
                  {t('channels.add')}
                </Button>
              ) : undefined
            }
          >
            {own.length === 0 ? (
              <p className="soft">{t(`channels.emptyText.${side}`)}</p>
            ) : (
              <ul className="channel-accounts">
                {own.map((account, at) => (
                  <AccountRow
                    key={account.id}
                    account={account}
                    before={own[at - 1]}
                    all={own}
                    change={manages ? () => setStart({ account }) : undefined}
                  />
                ))}
              </ul>
            )}
          </Panel>
        )
      })}
      <AccountWizard start={start} close={() => setStart(undefined)} />
    </div>
  )
}

function readinessKey(accounts: readonly ChannelAccount[]): 'none' | 'off' | 'halted' | null {
  if (accounts.length === 0) return 'none'
  if (accounts.some(({ state, isBroken }) => state === 'on' && !isBroken)) return null
  return accounts.some(({ state }) => state === 'halted') ? 'halted' : 'off'
}

interface RowProps {
  account: ChannelAccount
  /** The one that goes before it. */
  before: ChannelAccount | undefined
  all: readonly ChannelAccount[]
  /** Undefined for who may only look. */
  change: (() => void) | undefined
}

function AccountRow({ account, before, all, change }: RowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { message } = App.useApp()
  const text = useProblemText()
  const act = useChange(['/channels', '/strategies', '/first-run'])
  const path = `/channels/accounts/${encodeURIComponent(account.id)}`
  const told = { onError: (problem: Parameters<typeof text>[0]) => void message.error(text(problem)) }
  const goBefore = () => {
    const ids = all.map(({ id }) => id)
    const at = ids.indexOf(account.id)
    ids.splice(at - 1, 2, account.id, before?.id ?? '')
    act.mutate({ method: 'PUT', path: '/channels/order', body: { side: account.side, ids } }, told)
  }
  return (
    <li className="channel-account" aria-label={account.name}>
      <div className="channel-account-text">
        <span className="row">
          <strong>{account.name}</strong>
          <StateTag
            tone={account.isBroken ? 'danger' : account.state === 'on' ? 'accent' : account.state === 'halted' ? 'danger' : 'muted'}
          >
            {account.isBroken ? t('channels.broken') : code('accountState', account.state)}
          </StateTag>
        </span>
        <span className="soft">
          {t(`channels.provider.${account.provider}`)}
          {account.fromEnvironment ? ` · ${t('channels.environment')}` : ''}
          {account.limitToday === null
            ? account.takenToday === 0
              ? ''
              : ` · ${t('channels.takenToday', { n: format.integer(account.takenToday) })}`
            : ` · ${t('channels.limitToday', { taken: format.integer(account.takenToday), n: format.integer(account.limitToday) })}`}
        </span>
        {account.isBroken ? <span className="cell-error">{t('channels.brokenHelp')}</span> : null}
        {account.state === 'halted' ? (
          <span className="cell-error">
            {code('channelReason', account.reason)}
            {account.haltedUntil === null
              ? ` ${t('channels.haltedHelp')}`
              : ` ${t('channels.haltedUntil', { at: format.dateTime(account.haltedUntil) })}`}
          </span>
        ) : null}
        {account.limitToday !== null && account.takenToday >= account.limitToday ? (
          <span className="cell-error">{t('channels.limitReached')}</span>
        ) : null}
        {account.askProblem === '' ? null : <span className="cell-error">{t('channels.notAsked')}</span>}
        {account.settings['imapHost'] === undefined ? null : <BounceMailboxLine accountId={account.id} manages={change !== undefined} />}
      </div>
      {change === undefined ? null : (
        <div className="channel-account-actions">
          {before === undefined ? null : (
            <Button
              size="small"
              icon={<Icon name="arrowUp" size={14} />}
              aria-label={t('channels.goBefore', { name: account.name })}
              onClick={goBefore}
            />
          )}
          <Button
            size="small"
            loading={act.isPending}
            onClick={() => act.mutate({ method: 'POST', path: `${path}/${account.state === 'on' ? 'off' : 'on'}` }, told)}
          >
            {t(account.state === 'on' ? 'channels.turnOff' : 'channels.turnOn')}
          </Button>
          <Button size="small" onClick={change}>
            {t('channels.change')}
          </Button>
          {account.fromEnvironment ? null : (
            <Popconfirm
              title={t('channels.removeAsk')}
              okText={t('channels.remove')}
              cancelText={t('common.cancel')}
              onConfirm={() => act.mutate({ method: 'DELETE', path }, told)}
            >
              <Button size="small">{t('channels.remove')}</Button>
            </Popconfirm>
          )}
        </div>
      )}
    </li>
  )
}
