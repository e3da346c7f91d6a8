import { Alert, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ContentDetail, ContentLibrary } from '#http/act/content-schemas.ts'
import type { JourneyDefinition, JourneyDetail, JourneyStarters } from '#http/act/journey-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { segment } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import type { ApiProblem } from '../../../api/client.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { FORMS } from '../broadcasts/content-step.tsx'
import { Field } from './field.tsx'
import '../contents/contents.css'

type Starter = JourneyStarters['starters'][number]

/** Begins a journey with nothing, or with a ready one. */
export function NewJourneyDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useNavigate()
  const starters = useApi(endpoints.journeyStarters())
  const create = useChange<JourneyDetail>(['/journeys'])
  const [chosen, setChosen] = useState<Starter | null>(null)
  const begin = (definition: Partial<JourneyDefinition> & { name: string }) =>
    create.mutate(
      { method: 'POST', path: '/journeys', body: { definition } },
      { onSuccess: ({ journey }) => void go(`/retain/journeys/${journey.id}`) },
    )
  return (
    <Modal
      open
      title={chosen === null ? t('journeys.new') : format.text(chosen.label)}
      width={760}
      onCancel={close}
      footer={null}
      destroyOnHidden
    >
      <div className="stack-small">
        {create.error === null ? null : <ErrorNotice problem={create.error} />}
        {chosen === null ? (
          <>
            <p className="soft">{t('journeys.newText')}</p>
            <QueryView query={starters}>
              {(data) => (
                <div className="content-library">
                  <button
                    type="button"
                    className="content-card"
                    disabled={create.isPending}
                    onClick={() => begin({ name: t('journeys.newTitle') })}
                  >
                    <strong>{t('journeys.fromNothing')}</strong>
                    <span>{t('journeys.emptyText')}</span>
                  </button>
                  {data.starters.map((starter) => (
                    <button
                      key={starter.key}
                      type="button"
                      className="content-card"
                      disabled={create.isPending}
                      onClick={() => setChosen(starter)}
                    >
                      <strong>{format.text(starter.label)}</strong>
                      <span>{format.text(starter.use)}</span>
                    </button>
                  ))}
                </div>
              )}
            </QueryView>
          </>
        ) : (
          <FromStarter starter={chosen} back={() => setChosen(null)} begin={begin} isBusy={create.isPending} />
        )}
      </div>
    </Modal>
  )
}

const MAKE = 'make'
const LATER = 'later'

/** What a ready journey needs, and which contents its messages say: made of the library, or chosen. */
function FromStarter({
  starter,
  back,
  begin,
  isBusy,
}: {
  starter: Starter
  back: () => void
  begin: (definition: JourneyDefinition) => void
  isBusy: boolean
}) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const mayMake = can('contents:write')
  const library = useApi(endpoints.contentLibrary())
  const contents = useApi(endpoints.contents({ limit: 200, state: 'published' }))
  const make = useChange<ContentDetail>(['/contents'])
  const [picked, setPicked] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [isMaking, setMaking] = useState(false)
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en'
  const definition = starter.definition[language]
  const keys = [...new Set(Object.values(starter.contents))]
  const choiceOf = (key: string) => picked[key] ?? (mayMake ? MAKE : LATER)
  const itemOf = (key: string): ContentLibrary['items'][number] | undefined => library.data?.items.find((one) => one.key === key)

  /** What stands for a key of the library: a content and what it has forms for. */
  const contentOf = async (key: string): Promise<{ id: string; version: number; channels: readonly string[] } | undefined> => {
    const choice = choiceOf(key)
    const item = itemOf(key)
    if (choice === LATER) return undefined
    if (choice !== MAKE) {
      const row = contents.data?.items.find(({ id }) => id === choice)
      return row === undefined ? undefined : { id: row.id, version: row.published ?? 1, channels: row.channels }
    }
    if (item === undefined) return undefined
    const made = await make.mutateAsync({
      method: 'POST',
      path: '/contents',
      body: { content: { ...item.content, name: format.text(item.label) } },
    })
    await make.mutateAsync({ method: 'POST', path: `/contents/${segment(made.id)}/publish`, body: { version: made.version } })
    return { id: made.id, version: made.version, channels: FORMS.filter((form) => item.content[form] !== undefined) }
  }
  const start = async () => {
    setMaking(true)
    setProblem(null)
    try {
      const found = new Map<string, Awaited<ReturnType<typeof contentOf>>>()
      for (const key of keys) {
        // One after the other: each takes the name of the one before into account.
        const content = await contentOf(key)
        found.set(key, content)
        // What was made is not made again where a later one fails.
        if (content !== undefined) setPicked((before) => ({ ...before, [key]: content.id }))
      }
      const steps = definition.steps.map((step) => {
        const content = step.kind === 'send' ? found.get(starter.contents[step.id] ?? '') : undefined
        if (step.kind !== 'send' || content === undefined) return step
        return {
          ...step,
          content: { id: content.id, version: content.version },
          channels: step.channels.filter((one) => content.channels.includes(one)),
        }
      })
      begin({ ...definition, steps })
    } catch (error) {
      setProblem(error as ApiProblem)
    } finally {
      setMaking(false)
    }
  }
  return (
    <div className="stack">
      <p>{format.text(starter.use)}</p>
      {starter.needs.length === 0 ? null : (
        <Alert
          type="info"
          showIcon
          title={t('journeys.starterNeeds')}
          description={
            <ul>
              {starter.needs.map((need) => (
                <li key={need.en}>{format.text(need)}</li>
              ))}
            </ul>
          }
        />
      )}
      {problem === null ? null : <ErrorNotice problem={problem} />}
      {keys.map((key) => {
        const item = itemOf(key)
        const name = item === undefined ? key : format.text(item.label)
        return (
          <Field key={key} label={t('journeys.contentFor', { name })}>
            {(id) => (
              <Select
                id={id}
                value={choiceOf(key)}
                loading={library.isPending || contents.isPending}
                onChange={(choice: string) => setPicked({ ...picked, [key]: choice })}
                options={[
                  ...(mayMake ? [{ value: MAKE, label: t('journeys.makeContent', { name }) }] : []),
                  { value: LATER, label: t('journeys.contentLater') },
                  ...(contents.data?.items ?? []).map((row) => ({ value: row.id, label: row.name })),
                ]}
                style={{ width: 420, maxWidth: '100%' }}
              />
            )}
          </Field>
        )
      })}
      <div className="row">
        <Button onClick={back}>{t('journeys.otherStarter')}</Button>
        <Button type="primary" disabled={library.data === undefined} loading={isMaking || isBusy} onClick={() => void start()}>
          {t('journeys.makeDraft')}
        </Button>
      </div>
    </div>
  )
}
