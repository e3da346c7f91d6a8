import { Alert, Button, Collapse, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { Icon } from '../../../components/icon.tsx'
import { majorUnits, minorUnits } from '../../../format/format.ts'
import { ChosenContent, FORMS } from '../broadcasts/content-step.tsx'
import type { FormChannel } from '../contents/content-preview.tsx'
import type { Step } from './edit-journey.ts'
import { Field, NumberField } from './field.tsx'
import '../contents/contents.css'

type Send = Extract<Step, { kind: 'send' }>

interface Props {
  step: Send
  change: (step: Send) => void
  currency: string
}

/** What a message says, where it goes and until when. */
export function SendForm({ step, change, currency }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const query = useApi(endpoints.contents({ limit: 200, state: 'published' }))
  const { content, channels, unitCosts } = step
  const usable = (query.data?.items ?? []).filter((row) => FORMS.some((one) => row.channels.includes(one)))
  const chosen = usable.find(({ id }) => id === content.id)
  const forms = FORMS.filter((one) => chosen?.channels.includes(one) ?? false)
  const newest = chosen?.published ?? content.version
  const choose = (id: string) => {
    const row = usable.find((one) => one.id === id)
    if (row === undefined) return
    const known = FORMS.filter((one) => row.channels.includes(one))
    const kept = channels.filter((one) => known.some((form) => form === one))
    change({ ...step, content: { id, version: row.published ?? 1 }, channels: kept.length > 0 ? kept : known.slice(0, 1) })
  }
  const move = (index: number, by: -1 | 1) => {
    const next = [...channels]
    const [one] = next.splice(index, 1)
    if (one !== undefined) next.splice(index + by, 0, one)
    change({ ...step, channels: next })
  }
  const left = forms.filter((one) => !channels.includes(one))
  return (
    <>
      <Field label={t('journeys.content')}>
        {(id) => (
          <Select
            id={id}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('journeys.chooseContent')}
            value={content.id === '' ? null : content.id}
            onChange={choose}
            options={[
              ...usable.map((row) => ({ value: row.id, label: row.name })),
              ...(content.id !== '' && chosen === undefined && query.data !== undefined
                ? [{ value: content.id, label: t('journeys.problems.content-draft', { version: content.version }), disabled: true }]
                : []),
            ]}
            notFoundContent={t('journeys.noContents')}
            style={{ width: '100%' }}
          />
        )}
      </Field>
      <Link className="text-link" to={content.id === '' ? '/retain/contents' : `/retain/contents/${content.id}`}>
        {t(content.id === '' ? 'journeys.newContents' : 'broadcasts.openContent')}
      </Link>
      {newest > content.version ? (
        <Alert
          type="info"
          showIcon
          title={t('journeys.newerVersion', { version: newest, mine: content.version })}
          action={
            <Button size="small" onClick={() => choose(content.id)}>
              {t('journeys.takeNewer', { version: newest })}
            </Button>
          }
        />
      ) : null}
      <div className="stack-small">
        <strong>{t('journeys.channels')}</strong>
        {channels.length === 0 ? <p className="soft">{t('journeys.lines.noChannel')}</p> : null}
        <ol className="broadcast-channels">
          {channels.map((channel, index) => {
            const name = code('channel', channel)
            return (
              <li key={channel}>
                <span className="num">{index + 1}</span>
                <strong>{name}</strong>
                <span className="row-end">
                  <Button
                    size="small"
                    disabled={index === 0}
                    aria-label={t('broadcasts.earlier', { name })}
                    icon={<Icon name="arrowUp" size={14} />}
                    onClick={() => move(index, -1)}
                  />
                  <Button
                    size="small"
                    disabled={index === channels.length - 1}
                    aria-label={t('broadcasts.later', { name })}
                    icon={<Icon name="arrowDown" size={14} />}
                    onClick={() => move(index, 1)}
                  />
                  <Button
                    size="small"
                    aria-label={t('broadcasts.removeChannel', { name })}
                    onClick={() => change({ ...step, channels: channels.filter((one) => one !== channel) })}
                  >
                    {t('broadcasts.remove')}
                  </Button>
                </span>
              </li>
            )
          })}
        </ol>
        {left.length === 0 ? null : (
          <Select<FormChannel>
            aria-label={t('broadcasts.addChannel')}
            placeholder={t('broadcasts.addChannel')}
            value={null}
            onChange={(channel) => change({ ...step, channels: [...channels, channel] })}
            options={left.map((value) => ({ value, label: code('channel', value) }))}
            style={{ width: 220 }}
          />
        )}
      </div>
      <Radio.Group
        className="check-list"
        aria-label={t('journeys.sendTime')}
        value={step.time}
        onChange={({ target }) => change({ ...step, time: target.value as Send['time'] })}
        options={(['now', 'best_hour'] as const).map((value) => ({ value, label: t(`journeys.sendTimes.${value}`) }))}
      />
      <NumberField
        label={t('journeys.expires')}
        help={t('journeys.expiresHelp')}
        min={1}
        max={720}
        value={step.expiresHours}
        change={(expiresHours) => change({ ...step, expiresHours })}
      />
      <Collapse
        ghost
        items={
          channels.length === 0
            ? []
            : [
                {
                  key: 'costs',
                  label: t('journeys.costs'),
                  children: (
                    <div className="row">
                      {channels.map((channel) => (
                        <Field key={channel} label={t('journeys.costOf', { channel: code('channel', channel), currency })}>
                          {(id) => (
                            <InputNumber
                              id={id}
                              min={0}
                              value={unitCosts[channel] === undefined ? null : majorUnits({ minor: unitCosts[channel], currency })}
                              onChange={(next) => {
                                const { [channel]: _old, ...others } = unitCosts
                                change({
                                  ...step,
                                  unitCosts: next === null ? others : { ...others, [channel]: minorUnits(next, currency).minor },
                                })
                              }}
                              style={{ width: 140 }}
                            />
                          )}
                        </Field>
                      ))}
                    </div>
                  ),
                },
              ]
        }
      />
      {content.id === '' ? null : <ChosenContent key={`${content.id} ${content.version}`} id={content.id} version={content.version} />}
    </>
  )
}
