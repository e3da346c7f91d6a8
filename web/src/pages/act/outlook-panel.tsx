import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerOutlook } from '#http/act/outlook-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { Panel } from '../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { ConsentDialog } from './consent-dialog.tsx'
import type { ConsentFields } from './consent-dialog.tsx'
import { EndPauseButton } from './end-pause-button.tsx'
import './outlook.css'

type Outlook = CustomerOutlook['channels'][number]
type Block = Outlook['blocks'][number]

/** Whether the customer would get a message now, by channel, with everything that stands in the way and what to do about it. */
export function OutlookPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const code = useCode()
  const query = useApi(endpoints.contactOutlook(customerId))
  const [consenting, setConsenting] = useState<ConsentFields['channel']>()
  return (
    <Panel title={t('outlook.title')} note={t('outlook.note')}>
      <QueryView query={query} skeleton={<LinesSkeleton rows={6} />}>
        {({ channels }) => {
          const [known, empty] = [channels.filter(isKnown), channels.filter((one) => !isKnown(one))]
          return (
            <>
              <ul className="outlook">
                {known.map((one) => (
                  <ChannelRow key={one.channel} customerId={customerId} outlook={one} consent={setConsenting} />
                ))}
              </ul>
              {empty.length === 0 ? null : (
                <p className="faint">
                  {t('outlook.unreadyList', { channels: empty.map(({ channel }) => code('channel', channel)).join(t('decide.listComma')) })}
                </p>
              )}
            </>
          )
        }}
      </QueryView>
      {consenting === undefined ? null : (
        <ConsentDialog
          customerId={customerId}
          initial={{ purpose: 'marketing', channel: consenting, granted: true }}
          close={() => setConsenting(undefined)}
        />
      )}
    </Panel>
  )
}

/** A channel that nobody set up and that has nothing to do with this customer takes no room. */
function isKnown({ unready, addresses, consent, refusals }: Outlook): boolean {
  const isSetUp = unready !== 'no_account' && unready !== 'no_webhook_endpoint' && unready !== 'no_mail_server'
  return isSetUp || addresses.length > 0 || consent !== null || refusals.length > 0
}

function ChannelRow({
  customerId,
  outlook,
  consent,
}: {
  customerId: string
  outlook: Outlook
  consent: (channel: ConsentFields['channel']) => void
}) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { channel, isOpen, earliest, blocks } = outlook
  return (
    <li>
      <div className="outlook-head">
        <strong>{code('channel', channel)}</strong>
        <StateTag tone={isOpen ? 'accent' : earliest === null ? 'muted' : 'warn'}>
          {isOpen ? t('outlook.open') : earliest === null ? t('outlook.closed') : t('outlook.from', { when: format.dateTime(earliest) })}
        </StateTag>
      </div>
      <p className="faint">{useFacts(outlook).join(' · ')}</p>
      {blocks.length === 0 ? null : (
        <ul className="outlook-blocks">
          {blocks.map((block) => (
            <BlockRow key={block.reason} customerId={customerId} outlook={outlook} block={block} consent={consent} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** Addresses, places of the caps and quiet hours, as they are now. */
function useFacts({ channel, addresses, day, week, quiet }: Outlook): string[] {
  const { t } = useTranslation()
  const format = useFormat()
  const places = (one: Outlook['day']) =>
    one === null ? t('outlook.noCap') : t('outlook.left', { left: format.integer(one.left), of: format.integer(one.of) })
  return [
    ...addresses.map(({ masked, accountIds, windowUntil, subscriptions }) =>
      [
        masked,
        ...(accountIds?.length === 0 ? [t('outlook.noAccount')] : []),
        ...(windowUntil === null ? [] : [t('outlook.window', { when: format.dateTime(windowUntil) })]),
        ...(subscriptions === null || subscriptions === 0
          ? []
          : [t('outlook.subscriptions', { count: subscriptions, n: format.integer(subscriptions) })]),
      ].join(', '),
    ),
    day === null && week === null ? t('outlook.placesNone') : t('outlook.places', { day: places(day), week: places(week) }),
    ...(channel === 'webhook' ? [] : [quiet === null ? t('outlook.quietNone') : t('outlook.quiet', quiet)]),
  ]
}

function BlockRow({
  customerId,
  outlook: { channel, unready },
  block: { reason, until },
  consent,
}: {
  customerId: string
  outlook: Outlook
  block: Block
  consent: (channel: ConsentFields['channel']) => void
}) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const can = useCan()
  const why = reason === 'channel_not_ready' && unready !== null ? t(`outlook.unready.${unready}` as 'outlook.unready.no_account') : ''
  return (
    <li>
      <span>
        <span className="outlook-reason">{code('outlookReason', reason)}</span>
        {until === null ? null : <span> {t('outlook.until', { when: format.dateTime(until) })}</span>}
        <span className="soft">
          {' '}
          {why} {t(`outlook.remedy.${reason}`)}
        </span>
      </span>
      <Remedy />
    </li>
  )

  function Remedy() {
    switch (reason) {
      case 'unsubscribe':
      case 'complaint':
      case 'consent_refused':
      case 'consent_never_asked':
        return can('consents:manage') ? (
          <Button size="small" onClick={() => consent(channel === 'agent_task' ? 'phone' : channel)}>
            {t('act.recordConsent')}
          </Button>
        ) : null
      case 'pause':
        return can('consents:manage') ? <EndPauseButton customerId={customerId} /> : null
      case 'hard_bounce':
      case 'staff':
      case 'list':
        return can('consents:manage') ? (
          <Link to={`/settings/suppressions?channel=${channel}&reason=${reason}`}>{t('outlook.toSuppressions')}</Link>
        ) : null
      case 'channel_not_ready':
        return can('channels:read') && unready !== 'sample_data' && unready !== 'copied_data' ? (
          <Link to={channel === 'webhook' ? '/settings/webhooks' : '/settings/channels'}>{t('outlook.toChannels')}</Link>
        ) : null
      case 'global_control':
      case 'zone_invalid':
      case 'cap_day':
      case 'cap_week':
      case 'quiet_hours':
        return can('decisions:read') ? <Link to="/settings/contact-rules">{t('outlook.toRules')}</Link> : null
      default:
        return null
    }
  }
}
