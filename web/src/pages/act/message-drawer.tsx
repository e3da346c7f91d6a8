import { Alert, App, Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { MessageDetail } from '#http/act/message-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { PieceWhy } from './pieces/piece-choice.tsx'
import { remedyOf } from './send-remedy.ts'
import { SendStateTag } from './send-state.tsx'
import { SettleButton } from './settle-button.tsx'
import './messages.css'
import './pieces/pieces.css'

/** One message: what became of it and why, what can be done, and what it said. */
export function MessageDrawer({ sendKey, close }: { sendKey: string | undefined; close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.messageDetail(sendKey ?? ''), { enabled: sendKey !== undefined })
  if (sendKey === undefined) return null
  return (
    <Drawer open size="min(640px, 100vw)" onClose={close} title={t('act.messageTitle')}>
      <QueryView query={query} skeleton={<LinesSkeleton />}>
        {(data) => (
          <div className="stack">
            <Link to={`/customers/${data.customerId}`}>
              {data.maskedName === '' ? data.customerId.slice(0, 8) : data.maskedName} · {t('act.openCustomer')}
            </Link>
            <WhatNow data={data} />
            <Facts data={data} />
            <Pieces data={data} />
            <Steps data={data} />
            <Said key={data.sendKey} data={data} />
          </div>
        )}
      </QueryView>
    </Drawer>
  )
}

/** The state with its reason, and what can be done about it. */
function WhatNow({ data }: { data: MessageDetail }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const remedy = data.state === 'delivered' ? null : remedyOf(data.reason)
  const isUncertain = data.state === 'uncertain'
  return (
    <div className="stack-small">
      <span className="row">
        <SendStateTag state={data.state} />
        {data.reason === '' ? null : (
          <span>
            {code('sendReason', data.reason)}{' '}
            <span className="mono faint" title={t('messages.code')}>
              {data.reason}
            </span>
          </span>
        )}
      </span>
      {remedy === null ? null : (
        <p className="soft">
          {t(`messages.remedy.${remedy}`)} <RemedyLink remedy={remedy} customerId={data.customerId} />
        </p>
      )}
      {isUncertain && !data.canAsk ? <p className="soft">{t('messages.cannotAsk')}</p> : null}
      {isUncertain && can('decisions:run') ? (
        <span className="row">
          {data.canAsk ? <AskButton sendKey={data.sendKey} /> : null}
          <SettleButton sendKey={data.sendKey} />
        </span>
      ) : null}
    </div>
  )
}

function RemedyLink({ remedy, customerId }: { remedy: NonNullable<ReturnType<typeof remedyOf>>; customerId: string }) {
  const { t } = useTranslation()
  const can = useCan()
  switch (remedy) {
    case 'account':
    case 'set_up':
      return can('channels:read') ? <Link to="/settings/channels">{t('messages.toAccount')}</Link> : null
    case 'template':
    case 'content':
      return can('strategies:read') ? <Link to="/retain/contents">{t('messages.toContents')}</Link> : null
    case 'rules':
      return <Link to="/settings/contact-rules">{t('messages.toRules')}</Link>
    case 'address':
    case 'own':
    case 'follow':
      return can('customers:read') ? <Link to={`/customers/${customerId}`}>{t('messages.toCustomer')}</Link> : null
    default:
      return null
  }
}

function AskButton({ sendKey }: { sendKey: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const ask = useChange(['/sends'])
  return (
    <Button
      size="small"
      loading={ask.isPending}
      onClick={() =>
        ask.mutate(
          { method: 'POST', path: `/sends/${encodeURIComponent(sendKey)}/ask` },
          {
            onSuccess: () => void message.success(t('messages.asked')),
            onError: (problem) => void message.error(problemText(problem)),
          },
        )
      }
    >
      {t('messages.ask')}
    </Button>
  )
}

function Facts({ data }: { data: MessageDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { account, providerId, nextChannels, expiresAt, asks, askAt } = data
  return (
    <dl className="pairs">
      <dt>{t('act.source')}</dt>
      <dd>
        {format.text(data.source.name)} · {code('sendSource', data.source.kind)}
      </dd>
      {data.variant === null ? null : (
        <>
          <dt>{t('messages.variant')}</dt>
          <dd>{data.variant.id === 'base' ? t('contents.variant.base') : data.variant.name}</dd>
        </>
      )}
      <dt>{t('decide.channel')}</dt>
      <dd>{code('channel', data.channel)}</dd>
      {nextChannels.length === 0 ? null : (
        <>
          <dt>{t('messages.next')}</dt>
          <dd>{nextChannels.map((one) => code('channel', one)).join(t('decide.listComma'))}</dd>
        </>
      )}
      <dt>{t('messages.purpose')}</dt>
      <dd>{t(data.purpose === 'transactional' ? 'messages.transactional' : 'messages.marketing')}</dd>
      {account === null ? null : (
        <>
          <dt>{t('messages.account')}</dt>
          <dd>{account.name === '' ? t('messages.accountGone') : account.name}</dd>
        </>
      )}
      {providerId === null ? null : (
        <>
          <dt>{t('messages.providerId')}</dt>
          <dd className="mono">{providerId}</dd>
        </>
      )}
      {data.state !== 'planned' ? null : (
        <>
          <dt>{t('messages.due')}</dt>
          <dd>{format.dateTime(data.dueAt)}</dd>
        </>
      )}
      {expiresAt === null ? null : (
        <>
          <dt>{t('messages.expires')}</dt>
          <dd>{format.dateTime(expiresAt)}</dd>
        </>
      )}
      <dt>{t('act.attempts')}</dt>
      <dd>{format.integer(data.attempts)}</dd>
      {asks === 0 && askAt === null ? null : (
        <>
          <dt>{t('messages.asks')}</dt>
          <dd>
            {[
              t('messages.asksTimes', { count: asks, n: format.integer(asks) }),
              ...(askAt === null ? [] : [t('messages.askNext', { when: format.dateTime(askAt) })]),
            ].join(t('decide.listComma'))}
          </dd>
        </>
      )}
    </dl>
  )
}

/** Content pieces that stand in it, and why each was chosen. */
function Pieces({ data: { pieces } }: { data: MessageDetail }) {
  const { t } = useTranslation()
  const can = useCan()
  if (pieces.length === 0) return null
  return (
    <div>
      <h2 className="subhead">{t('messages.pieces')}</h2>
      <ul className="piece-list">
        {pieces.map((piece) => (
          <li key={piece.id}>
            {can('contents:read') ? <Link to={`/retain/pieces?piece=${piece.id}`}>{piece.name}</Link> : <strong>{piece.name}</strong>}{' '}
            <PieceWhy piece={piece} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What happened to it, in the order of time. */
function Steps({ data: { steps, state } }: { data: MessageDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  return (
    <div>
      <h2 className="subhead">{t('messages.steps')}</h2>
      <ol className="message-steps">
        {steps.map(({ kind, at, isMachine, reason }) => (
          <li key={`${kind} ${at}`}>
            <span>
              {kind === 'finished' ? code('sendState', state) : code('sendStep', kind)}
              {reason === '' ? null : <span className="cell-sub">{code('sendReason', reason)}</span>}
              {isMachine ? <span className="cell-sub">{t('messages.byMachine')}</span> : null}
            </span>
            <span className="faint">{format.dateTime(at)}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Shown once asked for: reading it is audited. */
function Said({ data: { sendKey, attempts } }: { data: MessageDetail }) {
  const { t } = useTranslation()
  const can = useCan()
  const [wanted, setWanted] = useState(false)
  const query = useApi(endpoints.sentMessage(sendKey), { enabled: wanted })
  const message = query.data
  return (
    <div>
      <h2 className="subhead">{t('messages.said')}</h2>
      {attempts === 0 ? (
        <p className="soft">{t('messages.notSaid')}</p>
      ) : !can('customers:reveal') ? (
        <Alert type="info" title={t('messages.textHidden')} />
      ) : !wanted ? (
        <span className="row">
          <Button size="small" onClick={() => setWanted(true)}>
            {t('messages.showText')}
          </Button>
          <span className="faint">{t('messages.showTextNote')}</span>
        </span>
      ) : message !== undefined ? (
        <>
          <h3>{message.subject}</h3>
          {message.text === '' ? <p>{t('act.messageNoText')}</p> : <p className="script sent-text">{message.text}</p>}
        </>
      ) : query.error !== null ? (
        <ErrorNotice problem={query.error} />
      ) : (
        <LinesSkeleton />
      )}
    </div>
  )
}
