import { Alert, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeriesTaken } from '#http/collect/series-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { FigureTable } from '../../../charts/chart-panel.tsx'
import { CsvText } from '../../../components/csv-text.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'

const EXAMPLE = 'day,Temperature (°C),Footfall\n2026-03-01,12.5,840\n2026-03-02,11,905'

/** A CSV file or text is looked at first: what it would store is said before anything is stored. */
export function UploadDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [text, setText] = useState('')
  const [fileName, setFileName] = useState('')
  const [decimalMark, setDecimalMark] = useState<'.' | ','>()
  const look = useChange<SeriesTaken>()
  const store = useChange<SeriesTaken>(['/series'])
  const found = look.data
  const check = (mark: '.' | ',' | undefined) => {
    setDecimalMark(mark)
    look.mutate({ method: 'POST', path: '/series', body: { text, fileName, decimalMark: mark, dryRun: true } })
  }
  const change = (value: string, name: string) => {
    setDecimalMark(undefined)
    setText(value)
    setFileName(name)
    look.reset()
    store.reset()
  }
  const problem = look.error ?? store.error
  return (
    <Modal open title={t('series.upload')} onCancel={close} footer={null} destroyOnHidden width={720}>
      <div className="series-upload">
        <p className="soft">{t('series.uploadText')}</p>
        <CsvText text={text} onChange={change} fileLabel={t('series.file')} textLabel={t('series.text')} rows={7} placeholder={EXAMPLE} />
        {problem === null ? null : <ErrorNotice problem={problem} />}
        {found === undefined ? null : (
          <>
            <p>
              {t('series.found', {
                received: format.integer(found.received),
                stored: format.integer(found.stored),
                corrected: format.integer(found.corrected),
                duplicates: format.integer(found.duplicates),
              })}
            </p>
            {found.doubtfulMark === null ? null : (
              <Alert
                type="warning"
                showIcon
                title={t(found.doubtfulMark === '.' ? 'series.doubtfulPoint' : 'series.doubtfulComma')}
                action={
                  <Button size="small" onClick={() => check(found.doubtfulMark === '.' ? ',' : '.')}>
                    {t(found.doubtfulMark === '.' ? 'collect.readComma' : 'collect.readPoint')}
                  </Button>
                }
              />
            )}
            <FigureTable
              label={t('series.title')}
              table={{
                words: true,
                head: [t('series.name'), t('series.place'), t('series.unit'), t('series.grain'), t('series.values'), t('series.state')],
                rows: found.series.map((one) => [
                  one.name,
                  one.place === '' ? t('series.everywhere') : one.place,
                  one.unit === '' ? '—' : one.unit,
                  t(`series.grain_${one.grain}`),
                  format.integer(one.values),
                  t(one.isNew ? 'series.isNew' : 'series.isKnown'),
                ]),
              }}
            />
          </>
        )}
        <div className="series-actions">
          <Button
            disabled={text.trim() === ''}
            loading={look.isPending}
            type={found === undefined ? 'primary' : 'default'}
            onClick={() => check(decimalMark)}
          >
            {t('series.check')}
          </Button>
          {found === undefined ? null : (
            <Button
              type="primary"
              disabled={found.stored === 0}
              loading={store.isPending}
              onClick={() => store.mutate({ method: 'POST', path: '/series', body: { text, fileName, decimalMark } }, { onSuccess: close })}
            >
              {t('series.store')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}
