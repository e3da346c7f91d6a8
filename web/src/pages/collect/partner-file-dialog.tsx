import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PartnerFileTaken } from '#http/collect/partner-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { CsvText } from '../../components/csv-text.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import './series/series.css'

/** Tags of a partner from a CSV file or text: what would become of each line is said before anything is kept. */
export function PartnerFileDialog({ sourceId, identifier, close }: { sourceId: string; identifier: string; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const [text, setText] = useState('')
  const look = useChange<PartnerFileTaken>()
  const store = useChange<PartnerFileTaken>([endpoints.partner(sourceId).path])
  const path = `${endpoints.partner(sourceId).path}-tags`
  const found = store.data ?? look.data
  const change = (value: string) => {
    setText(value)
    look.reset()
    store.reset()
  }
  const problem = look.error ?? store.error
  const done = store.data !== undefined
  return (
    <Modal open title={t('partner.upload')} onCancel={close} footer={null} destroyOnHidden width={720}>
      <div className="series-upload">
        <p className="soft">{t('partner.uploadText', { identifier })}</p>
        <CsvText text={text} onChange={change} fileLabel={t('partner.file')} textLabel={t('partner.text')} rows={6} />
        {problem === null ? null : <ErrorNotice problem={problem} />}
        {found === undefined ? null : (
          <div role="status" className="stack-small">
            <p>
              {t(done ? 'partner.taken' : 'partner.would', {
                received: format.integer(found.received),
                stored: format.integer(found.stored),
                duplicates: format.integer(found.duplicates),
                quarantined: format.integer(found.quarantined),
                dropped: format.integer(found.droppedByConsent),
              })}
            </p>
            {found.ignoredColumns.length === 0 ? null : (
              <p className="soft">{t('partner.ignored', { columns: found.ignoredColumns.join(t('shell.scopeSeparator')) })}</p>
            )}
            {found.problems.length === 0 ? null : (
              <ul className="questions">
                {found.problems.map((one) => (
                  <li key={one.line}>
                    {t('partner.problem', { line: format.integer(one.line), why: code('quarantineReason', one.reason) })}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        <div className="series-actions">
          {done ? (
            <Button type="primary" onClick={close}>
              {t('common.close')}
            </Button>
          ) : (
            <>
              <Button
                disabled={text.trim() === ''}
                loading={look.isPending}
                type={found === undefined ? 'primary' : 'default'}
                onClick={() => look.mutate({ method: 'POST', path, body: { text, dryRun: true } })}
              >
                {t('series.check')}
              </Button>
              {found === undefined ? null : (
                <Button
                  type="primary"
                  disabled={found.stored + found.quarantined === 0}
                  loading={store.isPending}
                  onClick={() => store.mutate({ method: 'POST', path, body: { text } })}
                >
                  {t('series.store')}
                </Button>
              )}
            </>
          )}
        </div>
      </div>
    </Modal>
  )
}
