import { Drawer, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChosenPiece, PieceChoice } from '#http/act/piece-schemas.ts'
import { useAnswer } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { CustomerSelect } from '../../../components/customer-select.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'

const CHANNELS = ['email', 'sms', 'wechat', 'push', 'agent_task'] as const

/** Which pieces one customer would get and why, and why not the others. */
export function PieceChoiceDrawer({ close }: { close: () => void }) {
  const { t, i18n } = useTranslation()
  const code = useCode()
  const [customerId, setCustomerId] = useState<string>()
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('email')
  const [language, setLanguage] = useState<'zh' | 'en'>(i18n.language.startsWith('zh') ? 'zh' : 'en')
  const choice = useAnswer<PieceChoice>('/pieces/choice', { customerId, channel, language }, { enabled: customerId !== undefined })
  return (
    <Drawer open size="min(640px, 100vw)" onClose={close} title={t('pieces.choice')}>
      <div className="stack-small">
        <p className="soft">{t('pieces.choiceHelp')}</p>
        <CustomerSelect label={t('pieces.customer')} first={[]} value={customerId} change={setCustomerId} />
        <div className="piece-tag-words">
          <Select
            aria-label={t('decide.channel')}
            value={channel}
            onChange={setChannel}
            options={CHANNELS.map((value) => ({ value, label: code('channel', value) }))}
          />
          <Segmented<'zh' | 'en'>
            value={language}
            aria-label={t('contents.language')}
            onChange={setLanguage}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        {choice.error === null ? null : <ErrorNotice problem={choice.error} />}
        {choice.data === undefined || choice.error !== null ? null : <Choice choice={choice.data} />}
      </div>
    </Drawer>
  )
}

function Choice({ choice: { ranked, refused } }: { choice: PieceChoice }) {
  const { t } = useTranslation()
  const code = useCode()
  return (
    <>
      <h2 className="subhead">{t('pieces.would')}</h2>
      {ranked.length === 0 ? <p className="soft">{t('pieces.noneLeft')}</p> : null}
      <ol className="piece-list">
        {ranked.map((piece) => (
          <li key={piece.id}>
            <strong>{piece.name}</strong> <PieceWhy piece={piece} />
          </li>
        ))}
      </ol>
      {refused.length === 0 ? null : (
        <>
          <h2 className="subhead">{t('pieces.wouldNot')}</h2>
          <ul className="piece-list">
            {refused.map(({ id, name, reason }) => (
              <li key={id}>
                <strong>{name}</strong> <span className="cell-sub">{code('pieceRefusal', reason)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** Why a piece was chosen, in words. */
export function PieceWhy({ piece: { reasons } }: { piece: ChosenPiece }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { tag, cause, clickShare, delivered, clicked, pinned } = reasons
  const parts = [
    ...(pinned ? [t('pieces.pinned')] : []),
    ...(cause === null ? [t('pieces.noPreference')] : [t('pieces.because', { tag, cause: code('pieceCause', cause) })]),
    t('pieces.believed', { share: format.percent(clickShare, 1), clicked: format.integer(clicked), delivered: format.integer(delivered) }),
  ]
  return <span className="cell-sub">{parts.join(' · ')}</span>
}
