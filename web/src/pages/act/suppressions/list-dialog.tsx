import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SuppressionListTaken } from '#http/act/suppression-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { CsvText } from '../../../components/csv-text.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import './suppressions.css'

/** A list is looked at first; what it would do is said before anything is written down. */
export function ListDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { message } = App.useApp()
  const [text, setText] = useState('')
  const [channel, setChannel] = useState('email')
  const [why, setWhy] = useState('')
  const look = useChange<SuppressionListTaken>()
  const store = useChange<SuppressionListTaken>(['/suppressions'])
  const found = look.data
  const problem = look.error ?? store.error
  const reset = () => {
    look.reset()
    store.reset()
  }
  const send = (commit: boolean) => {
    const wish = { method: 'POST' as const, path: '/suppressions/lists', body: { text, channel, why, commit } }
    if (!commit) look.mutate(wish)
    else
      store.mutate(wish, {
        onSuccess: ({ added }) => {
          void message.success(t('suppressions.listDone', { count: added ?? 0, n: format.integer(added ?? 0) }))
          close()
        },
      })
  }
  return (
    <Modal open title={t('suppressions.list')} onCancel={close} footer={null} destroyOnHidden width={640}>
      <div className="stack-small">
        <p className="soft">{t('suppressions.listText')}</p>
        <label htmlFor="list-channel">{t('decide.channel')}</label>
        <Select
          id="list-channel"
          value={channel}
          onChange={(value: string) => {
            setChannel(value)
            reset()
          }}
          options={['email', 'sms', 'agent_task'].map((value) => ({ value, label: code('channel', value) }))}
          style={{ width: 200 }}
        />
        <CsvText
          text={text}
          onChange={(value) => {
            setText(value)
            reset()
          }}
          fileLabel={t('suppressions.listFile')}
          textLabel={t('suppressions.listAddresses')}
          rows={6}
          placeholder="anna@example.com"
        />
        {problem === null ? null : <ErrorNotice problem={problem} />}
        {found === undefined ? (
          <Button type="primary" disabled={text.trim() === ''} loading={look.isPending} onClick={() => send(false)}>
            {t('suppressions.listCheck')}
          </Button>
        ) : (
          <>
            <dl className="list-facts" role="status">
              {(
                [
                  ['listAddresses', found.addresses],
                  ['listAlready', found.already],
                  ['listCustomers', found.customers],
                  ['listRepeated', found.repeated],
                  ['listWrong', found.wrong],
                ] as const
              ).map(([key, n]) => (
                <div key={key}>
                  <dt>{t(`suppressions.${key}`)}</dt>
                  <dd className="num">{format.integer(n)}</dd>
                </div>
              ))}
            </dl>
            {found.wrongLines.length === 0 ? null : (
              <p className="soft">{t('suppressions.listWrongLines', { lines: found.wrongLines.join(', ') })}</p>
            )}
            <label htmlFor="list-why">{t('suppressions.why')}</label>
            <Input
              id="list-why"
              maxLength={500}
              value={why}
              placeholder={t('suppressions.whyHint')}
              onChange={(event) => setWhy(event.target.value)}
            />
            <Button type="primary" disabled={why.trim().length < 5} loading={store.isPending} onClick={() => send(true)}>
              {t('suppressions.listCommit')}
            </Button>
          </>
        )}
      </div>
    </Modal>
  )
}
