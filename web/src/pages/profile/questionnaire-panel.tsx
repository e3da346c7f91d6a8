import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { QuestionnaireLink } from '#http/act/questionnaire-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { segment } from '../../api/endpoint.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

/** What a customer answered last, and links to questionnaires that only they may answer. */
export function QuestionnairePanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const { data } = useApi(endpoints.customerQuestionnaires(customerId))
  const link = useChange<QuestionnaireLink>(['/questionnaires'])
  if (data === undefined || (data.items.length === 0 && data.open.length === 0)) return null
  const give = (questionnaire: string) =>
    link.mutate(
      { method: 'POST', path: `/customers/${segment(customerId)}/questionnaires/${segment(questionnaire)}/link`, body: {} },
      {
        onSuccess: ({ url }) =>
          void navigator.clipboard
            .writeText(url)
            .then(() => message.success(t('questionnaires.copied')))
            .catch(() => message.info(url, 20)),
        onError: (problem) => void message.error(problemText(problem)),
      },
    )
  return (
    <Panel title={t('questionnaires.ofCustomer')}>
      {data.items.length === 0 ? <p className="soft">{t('questionnaires.noneOfCustomer')}</p> : null}
      {data.items.map(({ questionnaire, title, saidAt, answers }) => (
        <section key={questionnaire} aria-label={format.text(title)}>
          <h3 className="tag-group">
            {format.text(title)} <span className="faint">{format.date(saidAt)}</span>
          </h3>
          <dl className="pairs">
            {answers.map(({ question, answer }) => (
              <div key={question.en} style={{ display: 'contents' }}>
                <dt>{format.text(question)}</dt>
                <dd>{format.text(answer)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {can('customers:note')
        ? data.open.map(({ questionnaire, title }) => (
            <Button key={questionnaire} size="small" loading={link.isPending} onClick={() => give(questionnaire)}>
              {t('questionnaires.give', { title: format.text(title) })}
            </Button>
          ))
        : null}
    </Panel>
  )
}
