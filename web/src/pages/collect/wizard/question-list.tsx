import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Corrections, FileQuestion } from '#http/collect/import-preview-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { attributeField, openQuestions, withAnswer, withColumn } from './corrected.ts'
import type { Preview, Said } from './use-file-reading.ts'

interface Props {
  preview: Preview
  /** Of the whole file where it was checked, else of its first rows. */
  questions: readonly FileQuestion[]
  said: Said
  say: (change: Partial<Said>) => void
}

type ItemProps = Omit<Props, 'questions'> & { question: FileQuestion }

/** What must be answered and what looks odd, each with what corrects it at one click. */
export function QuestionList({ preview, questions, said, say }: Props) {
  const { t } = useTranslation()
  const open = openQuestions(questions, said.corrections)
  const odd = questions.filter((one) => one.weight !== 'notice' && !open.includes(one))
  const item = (question: FileQuestion) => (
    <QuestionItem key={keyOf(question)} question={question} preview={preview} said={said} say={say} />
  )
  return (
    <>
      {open.length === 0 ? null : (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={t('collect.questions')}
          description={<ul className="questions">{open.map(item)}</ul>}
        />
      )}
      {odd.length === 0 ? null : (
        <Alert type="warning" showIcon title={t('collect.doubts')} description={<ul className="questions">{odd.map(item)}</ul>} />
      )}
    </>
  )
}

/** How the file was read where it could be read otherwise, each with what corrects it. */
export function NoticeList({ preview, questions, said, say }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const notices = questions.filter(({ weight }) => weight === 'notice')
  if (notices.length + preview.notes.length === 0 && !said.forget) return null
  return (
    <section className="stack-small" aria-label={t('collect.notices')}>
      <h2 className="subhead">{t('collect.notices')}</h2>
      <ul className="questions">
        {preview.notes.map((note) => (
          <li key={note.text.en}>{format.text(note.text)}</li>
        ))}
        {notices.map((question) => (
          <QuestionItem key={keyOf(question)} question={question} preview={preview} said={said} say={say} />
        ))}
        {said.forget ? (
          <li>
            <span>{t('collect.forgotten')}</span>
            <Button size="small" onClick={() => say({ forget: false, corrections: {} })}>
              {t('collect.useAgain')}
            </Button>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

function keyOf({ code, field, text }: FileQuestion): string {
  return `${code} ${field ?? ''} ${text.en}`
}

function QuestionItem({ question, ...rest }: ItemProps) {
  const format = useFormat()
  return (
    <li>
      <span>{format.text(question.text)}</span>
      <Remedy question={question} {...rest} />
    </li>
  )
}

/** The buttons that settle one question. */
function Remedy({ question, preview, said, say }: ItemProps) {
  const { t } = useTranslation()
  const { code, weight, field, columns = [], freeName, words } = question
  const { corrections } = said
  const correct = (next: Corrections) => say({ corrections: next })
  if (code === 'as-you-said') {
    return (
      <Button size="small" onClick={() => say({ forget: true, corrections: {} })}>
        {t('collect.forget')}
      </Button>
    )
  }
  // Their choices stand below and stay there once they are made.
  if (words !== undefined) return null
  if (code === 'day-or-month') {
    const others = (['dmy', 'mdy'] as const).filter((order) => order !== preview.dateOrder)
    return (
      <Choices
        choices={others.map((order) => [order, t(order === 'dmy' ? 'collect.readDmy' : 'collect.readMdy')])}
        pick={(order) => correct({ ...corrections, dateOrder: order === 'dmy' ? 'dmy' : 'mdy' })}
      />
    )
  }
  if (code === 'month-alone') {
    return (
      <Choices
        choices={[
          ['last', t('collect.monthLast')],
          ['first', t('collect.monthFirst')],
        ]}
        pick={(day) => correct({ ...corrections, monthDay: day === 'first' ? 'first' : 'last' })}
      />
    )
  }
  if (code === 'decimal-mark') {
    const mark = preview.decimals[field ?? '']?.mark ?? '.'
    const other = mark === '.' ? ',' : '.'
    return (
      <Choices
        choices={[[other, t(other === '.' ? 'collect.readPoint' : 'collect.readComma')]]}
        pick={() => correct({ ...corrections, decimalMark: other })}
      />
    )
  }
  if (field !== undefined && columns.length > 1) {
    return (
      <Choices
        choices={[
          ...columns.map((column): [string, string] => [column, t('collect.useColumn', { column })]),
          ['', t('collect.noneOfThese')],
        ]}
        pick={(column) => correct(withColumn(corrections, field, column === '' ? null : column))}
      />
    )
  }
  const [only] = columns
  if (code === 'column-guessed' && field !== undefined && only !== undefined) {
    return <Choices choices={[['', t('collect.notThisColumn')]]} pick={() => correct(withColumn(corrections, field, null))} />
  }
  if (weight !== 'blocking') return null
  const isSo = corrections.accept?.includes(code) === true
  return (
    <span className="row">
      {freeName === undefined || only === undefined || isSo ? null : (
        <Button size="small" onClick={() => correct(withColumn(corrections, attributeField(freeName), only))}>
          {t('collect.keepAs', { name: freeName })}
        </Button>
      )}
      {isSo ? <strong>{t('collect.accepted')}</strong> : null}
      <Button size="small" onClick={() => correct(withAnswer(corrections, code, !isSo))}>
        {isSo ? t('collect.takeBack') : t('collect.accept')}
      </Button>
    </span>
  )
}

function Choices({ choices, pick }: { choices: readonly (readonly [string, string])[]; pick: (choice: string) => void }) {
  return (
    <span className="row">
      {choices.map(([choice, label]) => (
        <Button key={choice} size="small" onClick={() => pick(choice)}>
          {label}
        </Button>
      ))}
    </span>
  )
}
