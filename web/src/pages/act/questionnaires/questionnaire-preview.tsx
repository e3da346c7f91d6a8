import { useTranslation } from 'react-i18next'
import type { QuestionnaireGiven } from '#http/act/questionnaire-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'

/** How it looks on a phone, in the language of the console; nothing can be sent from here. */
export function QuestionnairePreview({ content }: { content: QuestionnaireGiven }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="form-phone" aria-label={t('questionnaires.preview')}>
      <h3>{format.text(content.title)}</h3>
      <p className="soft">{format.text(content.intro)}</p>
      {content.questions.map((question, i) => (
        // A question that is just being written has no name yet.
        <fieldset key={`${question.name} ${i + 1}`} disabled>
          <legend>
            {format.text(question.label)} {question.isRequired ? null : <small>{t('questionnaires.optional')}</small>}
          </legend>
          {question.kind === 'single' || question.kind === 'multiple' ? (
            question.options.map(({ value, label }) => (
              <label key={value} className="form-tick">
                <input type={question.kind === 'single' ? 'radio' : 'checkbox'} readOnly /> <span>{format.text(label)}</span>
              </label>
            ))
          ) : (
            <input type={question.kind} aria-label={format.text(question.label)} readOnly />
          )}
        </fieldset>
      ))}
      <label className="form-tick">
        <input type="checkbox" disabled /> <span>{format.text(content.consent)}</span>
      </label>
      <p className="form-send">{t('questionnaires.previewSend')}</p>
    </section>
  )
}
