import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NoticeSettingsState } from '#http/act/notice-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import '../channels/channels.css'
import { useCan } from '../../../session/use-can.ts'

/** Phone numbers of colleagues: typed in, never shown again in full. */
export function NoticePhones({ people }: { people: NoticeSettingsState['people'] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('notices.phones')} note={t('notices.phonesHelp')}>
      <ul className="channel-accounts">
        {people.map((one) => (
          <PhoneRow key={one.id} person={one} />
        ))}
      </ul>
    </Panel>
  )
}

function PhoneRow({ person }: { person: NoticeSettingsState['people'][number] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const text = useProblemText()
  const manages = useCan()('channels:manage')
  const [typed, setTyped] = useState('')
  const change = useChange(['/notices'])
  const set = (phone: string | null) =>
    change.mutate(
      { method: 'PUT', path: `/notices/phones/${encodeURIComponent(person.id)}`, body: { phone } },
      { onSuccess: () => setTyped(''), onError: (problem) => void message.error(text(problem)) },
    )
  return (
    <li className="channel-account" aria-label={person.name}>
      <div className="channel-account-text">
        <strong>{person.name}</strong>
        <span className="soft">{person.phone ?? t('notices.noPhone')}</span>
      </div>
      {manages ? (
        <div className="channel-account-actions">
          <Input
            size="small"
            value={typed}
            maxLength={40}
            inputMode="tel"
            autoComplete="off"
            aria-label={t('notices.phoneOf', { name: person.name })}
            placeholder={t('notices.phone')}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button size="small" disabled={typed.trim() === ''} loading={change.isPending} onClick={() => set(typed)}>
            {t('notices.setPhone')}
          </Button>
          {person.phone === null ? null : (
            <Button size="small" type="text" onClick={() => set(null)}>
              {t('notices.removePhone')}
            </Button>
          )}
        </div>
      ) : null}
    </li>
  )
}
