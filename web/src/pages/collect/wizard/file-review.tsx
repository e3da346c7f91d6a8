import { Alert, Button, Segmented } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { FigureTable } from '../../../charts/chart-panel.tsx'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { ColumnReadings } from './column-readings.tsx'
import { RecordFigures } from './record-figures.tsx'
import { FileFigures } from './file-figures.tsx'
import type { Outcome } from './import-outcome.ts'
import { MissingColumns } from './missing-columns.tsx'
import { NoticeList, QuestionList } from './question-list.tsx'
import { ReadingChoices } from './reading-choices.tsx'
import { StatusWords } from './status-words.tsx'
import { UnderstoodRows } from './understood-rows.tsx'
import type { FileReading, Preview, Said } from './use-file-reading.ts'
import './file-tables.css'

const kinds = ['orders', 'customers', 'tickets', 'measures', 'feedback', 'subscriptions', 'accounts', 'sign_ins'] as const

interface Props {
  reading: FileReading
  preview: Preview
  /** Of the whole file, once it was checked. */
  checked: Outcome | null
  /** Of the last check, also after a correction. */
  wholeStatuses: Outcome['statuses']
  say: (change: Partial<Said>) => void
}

/** What a file comes to and how it is read, with everything that corrects it. */
export function FileReview({ reading, preview, checked, wholeStatuses, say }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { said, before, error } = reading
  const { truth } = preview
  const figures = checked ?? truth
  const correct = (corrections: Said['corrections']) => say({ corrections })
  const seen = preview.truth?.statuses ?? []
  const further = wholeStatuses.filter(({ word }) => !seen.some((one) => one.word === word))
  const asked = new Set([...reading.asked, ...further.flatMap(({ word, counts }) => (counts === null ? [word] : []))])
  const statuses = [...seen, ...further]
  const known = statuses.filter(({ word }) => !asked.has(word))
  const unknown = statuses.filter(({ word }) => asked.has(word))
  const rest = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // What was answered is gone, and the focus with it: it goes on at the figures.
    if (before !== undefined && document.activeElement === document.body) rest.current?.focus({ preventScroll: true })
  }, [before])
  const rows = checked?.rows ?? truth?.rows ?? 0
  const refused = checked?.quarantined ?? truth?.refused ?? 0
  const note = checked === null && truth?.whole !== true ? 'collect.truthHead' : 'collect.truthWhole'
  const records = checked?.records ?? preview.records
  const read = checked?.rows ?? records?.rows ?? 0
  const recordNote = checked === null && !preview.whole ? 'collect.truthHead' : 'collect.truthWhole'
  return (
    <>
      <div className="between">
        <strong className="file-name">{preview.fileName}</strong>
        <Segmented
          className="kind-switch"
          aria-label={t('collect.kind')}
          value={said.kind}
          onChange={(kind) => say({ kind, corrections: {} })}
          options={kinds.map((value) => ({ value, label: t(`codes.importKind.${value}`) }))}
        />
      </div>
      <span className="visually-hidden" role="status">
        {before === undefined ? '' : t(sameFigures(before, preview) ? 'collect.nothingChanged' : 'collect.changed')}
      </span>
      {error === null ? null : <ErrorNotice problem={error} />}
      <MissingColumns preview={preview} corrections={said.corrections} correct={correct} />
      <QuestionList preview={preview} questions={questionsOf(preview, checked)} said={said} say={say} />
      {unknown.length === 0 ? null : (
        <section className="stack-small" aria-label={t('collect.unknownStatuses')}>
          <h2 className="subhead">{t('collect.unknownStatuses')}</h2>
          <p className="soft">{t('collect.unknownText')}</p>
          <StatusWords statuses={unknown} corrections={said.corrections} correct={correct} />
        </section>
      )}
      <div ref={rest} tabIndex={-1} className="rest" />
      <RefusedRows preview={preview} refused={refused} rows={rows} />
      {figures === null || said.kind !== 'orders' ? null : (
        <FileFigures
          figures={figures}
          before={checked === null ? (before?.truth ?? undefined) : undefined}
          refused={refused}
          note={t(note, { count: rows, rows: format.integer(rows) })}
        />
      )}
      {records === null ? null : <RecordFigures records={records} note={t(recordNote, { count: read, rows: format.integer(read) })} />}
      <NoticeList preview={preview} questions={questionsOf(preview, checked)} said={said} say={say} />
      <ReadingChoices preview={preview} said={said} say={say} />
      {known.length === 0 ? null : (
        <section className="stack-small" aria-label={t('collect.statuses')}>
          <h2 className="subhead">{t('collect.statuses')}</h2>
          <StatusWords statuses={known} corrections={said.corrections} correct={correct} />
        </section>
      )}
      {truth === null ? <FirstRows preview={preview} /> : <UnderstoodRows preview={preview} />}
      <ColumnReadings preview={preview} first={reading.first ?? preview} corrections={said.corrections} correct={correct} />
    </>
  )
}

function sameFigures({ truth: a }: Preview, { truth: b }: Preview): boolean {
  return a?.orders === b?.orders && a?.customers === b?.customers && JSON.stringify(a?.sales) === JSON.stringify(b?.sales)
}

/** Of the whole file where it was checked; what only a look at the file itself says stays. */
function questionsOf(preview: Preview, checked: Outcome | null) {
  if (checked === null) return preview.questions
  const again = new Set(checked.questions.map(({ code, field }) => `${code} ${field ?? ''}`))
  return [
    ...checked.questions,
    ...preview.questions.filter(({ code, field }) => code === 'as-you-said' && !again.has(`${code} ${field ?? ''}`)),
  ]
}

/** Rows that cannot be read and why, the first few by name. */
function RefusedRows({ preview, refused, rows }: { preview: Preview; refused: number; rows: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { issues, fields } = preview
  if (refused === 0 && issues.length === 0) return null
  const labelOf = (name: string) => {
    const field = fields.find((one) => one.name === name)
    return field === undefined ? name : format.text(field.label)
  }
  return (
    <Alert
      type="warning"
      showIcon
      title={
        refused === 0
          ? t('collect.issuesTitle')
          : t('collect.refusedRows', { count: refused, n: format.integer(refused), rows: format.integer(rows) })
      }
      description={
        <ul>
          {issues.slice(0, 5).map(({ row, field, reason }) => (
            <li key={`${row}-${field}`}>
              {field === ''
                ? t('collect.issueRow', { row, message: code('quarantineHelp', reason) })
                : t('collect.issue', { row, field: labelOf(field), message: code('quarantineHelp', reason) })}
            </li>
          ))}
        </ul>
      }
    />
  )
}

/** Of files without money: their first rows as they stand. */
function FirstRows({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  return (
    <section className="stack-small" aria-label={t('collect.sampleTitle')}>
      <h2 className="subhead">{t('collect.sampleTitle')}</h2>
      <FigureTable label={t('collect.sampleTitle')} table={{ head: preview.columns, rows: preview.sample.slice(0, 6), words: true }} />
    </section>
  )
}

/** Why the import cannot start yet, and the buttons to check the file and to start. */
export function ReviewActions({
  preview,
  open,
  pending,
  run,
  leave,
}: {
  preview: Preview
  /** How many questions are open. */
  open: number
  pending: boolean
  run: (dryRun: boolean) => void
  leave: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const missing = preview.missing.length > 0
  const why = missing
    ? t('collect.blockedMissing')
    : open > 0
      ? t('collect.blockedQuestions', { count: open, n: format.integer(open) })
      : t('collect.nothingWritten')
  return (
    <div className="row wizard-actions">
      <Button type="primary" loading={pending} disabled={missing || open > 0} aria-describedby="import-blocked" onClick={() => run(false)}>
        {t('collect.importRows')}
      </Button>
      <Button loading={pending} disabled={missing} onClick={() => run(true)}>
        {t('collect.check')}
      </Button>
      <Button type="text" onClick={leave}>
        {t('collect.changeFile')}
      </Button>
      <span id="import-blocked" className="soft" role="status">
        {why}
      </span>
    </div>
  )
}
