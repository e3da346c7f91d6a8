import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SavedQuestionnaire } from '#http/act/questionnaire-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import '../../segment/tags/tag-list.css'

/** How each question was answered; each bar opens its people. */
export function QuestionnaireResultsPanel({ of }: { of: SavedQuestionnaire }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.questionnaireResults(of.id))
  return (
    <Panel title={t('questionnaires.results')} note={format.text(of.content.title)}>
      <QueryView query={query}>
        {({ questions }) =>
          questions.every(({ values }) => values.length === 0) ? (
            <p className="soft">{t('questionnaires.noAnswers')}</p>
          ) : (
            <div className="stack">
              {questions.map(({ name, label, values }) => (
                <section key={name} aria-label={format.text(label)} className="stack-small">
                  <h3 className="tag-group">{format.text(label)}</h3>
                  {values.length === 0 ? <p className="soft">{t('questionnaires.noAnswers')}</p> : null}
                  <ul className="tag-bars">
                    {values.map(({ value, label: word, customers, where }) => (
                      <li key={value}>
                        <span className="tag-bar-name" title={format.text(word)}>
                          {format.text(word)}
                        </span>
                        <span className="tag-bar" aria-hidden="true">
                          <span
                            style={{ width: `${of.answered === 0 ? 0 : Math.min(100, Math.max(1, (100 * customers) / of.answered))}%` }}
                          />
                        </span>
                        <Link
                          to={`/customers?${new URLSearchParams({ where }).toString()}`}
                          className="num"
                          aria-label={t('questionnaires.openPeople', { value: format.text(word), customers: format.integer(customers) })}
                        >
                          {format.integer(customers)}
                        </Link>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          )
        }
      </QueryView>
    </Panel>
  )
}
