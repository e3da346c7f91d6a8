import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ContentVariant, MessageContent } from '#http/act/content-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { Icon } from '../../../components/icon.tsx'
import { Panel } from '../../../components/page.tsx'
import { useCan } from '../../../session/use-can.ts'
import type { FormChannel } from './content-preview.tsx'
import { MOST_VARIANTS, moved, withCopy, withNew, withVariant, withVariants } from './edit-variants.ts'
import type { FormProps } from './form-texts.tsx'

const CHANNELS: readonly FormChannel[] = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook']

interface Props extends FormProps {
  /** The one that is being written; undefined: the content itself. */
  chosen: ContentVariant | undefined
  choose: (id: string | undefined) => void
}

/** Eight letters: they tell the variants of one content apart, over its versions. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Who gets other words: the variants in their order, then everybody else. One of them is chosen to be written. */
export function VariantsPanel({ draft, set, readOnly, chosen, choose }: Props) {
  const { t } = useTranslation()
  const can = useCan()
  const segments = useApi(endpoints.savedSegments(), { enabled: can('segments:read') })
  const variants = draft.variants ?? []
  const add = () => {
    const id = newId()
    set(withNew(draft, id, t('contents.variant.newName')))
    choose(id)
  }
  const copy = (of: ContentVariant) => {
    const id = newId()
    set(withCopy(draft, of.id, id, (name) => t('contents.variant.copyName', { name })))
    choose(id)
  }
  const segmentName = (id: string) => segments.data?.items.find((one) => one.id === id)?.name ?? t('contents.variant.someSegment')
  return (
    <Panel
      title={t('contents.variant.title')}
      note={t('contents.variant.note')}
      {...(readOnly || variants.length >= MOST_VARIANTS
        ? {}
        : {
            actions: (
              <Button icon={<Icon name="plus" />} onClick={add}>
                {t('contents.variant.add')}
              </Button>
            ),
          })}
    >
      {variants.length === 0 ? (
        <p className="soft">{t('contents.variant.none')}</p>
      ) : (
        <div className="stack-small">
          <ol className="content-variants" aria-label={t('contents.variant.title')}>
            {variants.map((one, i) => (
              <li key={one.id} data-chosen={one.id === chosen?.id}>
                <button type="button" aria-pressed={one.id === chosen?.id} onClick={() => choose(one.id)}>
                  <strong>
                    {i + 1}. {one.name}
                  </strong>
                  <span className="cell-sub">
                    <Whom variant={one} segmentName={segmentName} />
                  </span>
                </button>
                {readOnly ? null : (
                  <span className="content-variant-tools">
                    <Tool
                      icon="arrowUp"
                      label={t('contents.up', { name: one.name })}
                      disabled={i === 0}
                      act={() => set(moved(draft, i, i - 1))}
                    />
                    <Tool
                      icon="arrowDown"
                      label={t('contents.down', { name: one.name })}
                      disabled={i === variants.length - 1}
                      act={() => set(moved(draft, i, i + 1))}
                    />
                    <Tool
                      icon="copy"
                      label={t('contents.variant.copy', { name: one.name })}
                      disabled={variants.length >= MOST_VARIANTS}
                      act={() => copy(one)}
                    />
                    <Tool
                      icon="close"
                      label={t('contents.removeBlock', { name: one.name })}
                      act={() => set(withVariants(draft, (all) => all.filter(({ id }) => id !== one.id)))}
                    />
                  </span>
                )}
              </li>
            ))}
            <li data-chosen={chosen === undefined}>
              <button type="button" aria-pressed={chosen === undefined} onClick={() => choose(undefined)}>
                <strong>{t('contents.variant.base')}</strong>
                <span className="cell-sub">{t('contents.variant.everybodyElse')}</span>
              </button>
            </li>
          </ol>
          {chosen === undefined ? null : <Condition draft={draft} set={set} readOnly={readOnly} variant={chosen} />}
        </div>
      )}
    </Panel>
  )
}

function Tool({
  icon,
  label,
  disabled = false,
  act,
}: {
  icon: 'arrowUp' | 'arrowDown' | 'copy' | 'close'
  label: string
  disabled?: boolean
  act: () => void
}) {
  return <Button size="small" type="text" icon={<Icon name={icon} />} aria-label={label} disabled={disabled} onClick={act} />
}

/** Whom a variant is for, and on which channels. */
function Whom({ variant, segmentName }: { variant: ContentVariant; segmentName: (id: string) => string }) {
  const { t } = useTranslation()
  const code = useCode()
  const { segment, language } = variant.when
  const who = [
    ...(segment === null ? [] : [segmentName(segment)]),
    ...(language === null ? [] : [t(`contents.variant.languages.${language}`)]),
  ].join(t('contents.variant.and'))
  const channels = CHANNELS.filter((channel) => variant[channel] !== undefined).map((channel) => code('channel', channel))
  return (
    <>
      {who === '' ? t('contents.variant.nobody') : who} ·{' '}
      {channels.length === 0 ? t('contents.variant.noChannel') : channels.join(t('contents.comma'))}
    </>
  )
}

/** The name of a variant and whom it is for. */
function Condition({ draft, set, readOnly, variant }: FormProps & { variant: ContentVariant }) {
  const { t } = useTranslation()
  const can = useCan()
  const mayRead = can('segments:read')
  const segments = useApi(endpoints.savedSegments(), { enabled: mayRead })
  const { segment, language } = variant.when
  const put = (when: Partial<ContentVariant['when']>) => set(withVariant(draft, variant.id, { when: { ...variant.when, ...when } }))
  const known = segments.data?.items ?? []
  const usable = known.filter(({ grain, archivedAt }) => grain === 'customers' && archivedAt === null)
  const current = segment !== null && !usable.some(({ id }) => id === segment) ? known.find(({ id }) => id === segment) : undefined
  const options = [
    ...usable.map(({ id, name }) => ({ value: id, label: name })),
    ...(segment === null || usable.some(({ id }) => id === segment) ? [] : [{ value: segment, label: lostLabel(current?.name) }]),
  ]
  return (
    <section className="content-block" aria-label={variant.name}>
      <label className="stack-tight">
        <span>{t('contents.variant.name')}</span>
        <Input
          maxLength={60}
          readOnly={readOnly}
          data-plain
          value={variant.name}
          onChange={({ target }) => set(withVariant(draft, variant.id, { name: target.value }))}
        />
      </label>
      <label className="stack-tight">
        <span>{t('contents.variant.segment')}</span>
        <Select<string | null>
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          disabled={readOnly || !mayRead}
          loading={mayRead && segments.data === undefined && segments.error === null}
          aria-label={t('contents.variant.segment')}
          placeholder={t('contents.variant.anySegment')}
          value={segment}
          onChange={(value) => put({ segment: value ?? null })}
          options={options}
        />
      </label>
      {mayRead ? null : <p className="soft">{t('contents.variant.mayNotRead')}</p>}
      <label className="stack-tight">
        <span>{t('contents.variant.language')}</span>
        <Select<'zh' | 'en' | null>
          allowClear
          disabled={readOnly}
          aria-label={t('contents.variant.language')}
          placeholder={t('contents.variant.anyLanguage')}
          value={language}
          onChange={(value) => put({ language: value ?? null })}
          options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`contents.variant.languages.${value}`) }))}
        />
      </label>
    </section>
  )

  /** A segment that cannot be chosen any more stays to be seen. */
  function lostLabel(name: string | undefined): string {
    if (!mayRead || segments.data === undefined) return t('contents.variant.someSegment')
    return name === undefined ? t('contents.variant.goneSegment') : t('contents.variant.archivedSegment', { name })
  }
}

/** Which variant is looked at or tested, of those that have a form for a channel; nothing where there is none. */
export function VariantSelect({
  content,
  channel,
  auto,
  value,
  change,
}: {
  content: MessageContent
  channel: FormChannel
  /** What stands there while none is chosen. */
  auto: string
  value: string | undefined
  change: (id: string | undefined) => void
}) {
  const { t } = useTranslation()
  const own = (content.variants ?? []).filter((variant) => variant[channel] !== undefined)
  if (own.length === 0) return null
  return (
    <Select<string | null>
      allowClear
      aria-label={t('contents.variant.shown')}
      placeholder={auto}
      value={value ?? null}
      onChange={(id) => change(id ?? undefined)}
      options={[{ value: 'base', label: t('contents.variant.base') }, ...own.map(({ id, name }) => ({ value: id, label: name }))]}
    />
  )
}
