import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Consents } from '#http/profile/customer-schemas.ts'
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

const PURPOSES = ['marketing', 'service', 'analytics'] as const
const CHANNELS = ['email', 'sms', 'phone', 'wechat', 'push', 'webhook'] as const
const SHOWN_FIRST = 4

type Word = Partial<ConsentFields>

/** What the customer agrees to by channel and purpose, and what was said when and where. */
export function ConsentPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const query = useApi(endpoints.consents(customerId))
  const [asked, setAsked] = useState<Word>()
  const record = can('consents:manage') ? setAsked : undefined
  return (
    <Panel
      title={t('act.consents')}
      actions={
        record === undefined ? null : (
          <Button size="small" onClick={() => record({})}>
            {t('act.recordConsent')}
          </Button>
        )
      }
    >
      <QueryView query={query} skeleton={<LinesSkeleton rows={4} />}>
        {({ current, history }) => (
          <div className="stack-small">
            <ConsentGrid current={current} record={record} />
            {current.length === 0 ? <p className="soft">{t('act.consentsNone')}</p> : null}
            {history.length === 0 ? null : <ConsentHistory history={history} />}
          </div>
        )}
      </QueryView>
      {asked === undefined ? null : <ConsentDialog customerId={customerId} initial={asked} close={() => setAsked(undefined)} />}
    </Panel>
  )
}

function ConsentGrid({ current, record }: { current: Consents['current']; record: ((word: Word) => void) | undefined }) {
  const { t } = useTranslation()
  const code = useCode()
  const states = new Map(current.map(({ purpose, channel, granted }) => [`${purpose} ${channel}`, granted]))
  return (
    <table className="consent-grid">
      <thead>
        <tr>
          <th scope="col">{t('act.consentChannel')}</th>
          {PURPOSES.map((purpose) => (
            <th scope="col" key={purpose}>
              {code('purpose', purpose)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {CHANNELS.map((channel) => (
          <tr key={channel}>
            <th scope="row">{code('channel', channel)}</th>
            {PURPOSES.map((purpose) => {
              const granted = states.get(`${purpose} ${channel}`)
              const word = granted === undefined ? t('act.notAsked') : t(granted ? 'act.granted' : 'act.withdrawn')
              const tone = granted === undefined ? 'consent-none' : granted ? 'consent-yes' : 'consent-no'
              return (
                <td key={purpose}>
                  {record === undefined ? (
                    <span className={tone}>{word}</span>
                  ) : (
                    <button
                      type="button"
                      className={`consent-cell ${tone}`}
                      aria-label={t('act.changeConsent', {
                        purpose: code('purpose', purpose),
                        channel: code('channel', channel),
                        state: word,
                      })}
                      onClick={() => record({ purpose, channel, granted: granted !== true })}
                    >
                      {word}
                    </button>
                  )}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const TONES = { granted: 'accent', withdrawn: 'muted', void: 'plain' } as const

function ConsentHistory({ history }: { history: Consents['history'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const [all, setAll] = useState(false)
  const shown = all ? history : history.slice(0, SHOWN_FIRST)
  return (
    <>
      <h3 className="cell-sub">{t('act.consentHistory')}</h3>
      <ul className="id-list">
        {shown.map((entry) => (
          <li key={entry.id}>
            <span className="id-main">
              {code('purpose', entry.purpose)} · {code('channel', entry.channel)}
              <span className="cell-sub">
                {format.dateTime(entry.at)} · {code('consentSource', entry.source)}
                {entry.by === '' ? '' : ` · ${entry.by}`}
              </span>
              <Origin entry={entry} />
            </span>
            <StateTag tone={TONES[entry.state]}>{t(`act.consentStates.${entry.state}`)}</StateTag>
          </li>
        ))}
      </ul>
      {history.length > SHOWN_FIRST ? (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? t('act.fewerEntries') : t('act.allEntries', { count: history.length, n: format.integer(history.length) })}
        </Button>
      ) : null}
    </>
  )
}

/** Where a word comes from: the line of a file, or what was written down beside it. */
function Origin({ entry: { file, evidence, noticeVersion, source } }: { entry: Consents['history'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  // Of a link the evidence is the key of the message: nothing to read.
  const said = source === 'staff' || source === 'api' ? evidence : ''
  const parts = [
    file === null ? '' : file.line === null ? file.name : t('act.fileLine', { file: file.name, line: format.integer(file.line) }),
    said,
    noticeVersion === '' ? '' : t('act.noticeVersion', { version: noticeVersion }),
  ].filter((part) => part !== '')
  return parts.length === 0 ? null : <span className="cell-sub">{parts.join(' · ')}</span>
}
