import { Form, Input, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProjectValues } from '#http/project/project-schemas.ts'
import { useFormat } from '../../format/use-format.ts'
import { countryChoices, currencyChoices, timeZoneChoices } from './project-choices.ts'

interface Props {
  values: ProjectValues
  /** Names of the fields start with this: the part of a larger form they are. */
  under?: string
  size?: 'large' | 'middle'
}

const byLabel = { showSearch: true, optionFilterProp: 'label' } as const

/** Shop name, currency, time zone and country, each with what it touches. What the server's environment sets can be seen but not changed. */
export function ProjectFields({ values, under, size = 'middle' }: Props) {
  const { t } = useTranslation()
  const { language } = useFormat()
  const currencies = useMemo(() => currencyChoices(language), [language])
  const countries = useMemo(() => countryChoices(language), [language])
  const zones = useMemo(() => timeZoneChoices([values.timeZone.value]), [values.timeZone.value])
  const field = (name: keyof ProjectValues) => {
    const fixed = values[name].source === 'environment'
    return {
      item: {
        name: under === undefined ? name : [under, name],
        label: t(`project.${name}`),
        extra: fixed ? t('project.projectFixed') : t(`project.${name}Help`),
        rules: [{ required: true, message: t('common.required') }],
      },
      input: { size, disabled: fixed },
    }
  }
  const [shopName, currency, timeZone, country] = [field('shopName'), field('currency'), field('timeZone'), field('country')]
  return (
    <>
      <Form.Item {...shopName.item}>
        <Input {...shopName.input} maxLength={100} />
      </Form.Item>
      <Form.Item {...currency.item}>
        <Select {...currency.input} {...byLabel} options={currencies} />
      </Form.Item>
      <Form.Item {...timeZone.item}>
        <Select {...timeZone.input} {...byLabel} options={zones} />
      </Form.Item>
      <Form.Item {...country.item}>
        <Select {...country.input} {...byLabel} options={countries} />
      </Form.Item>
    </>
  )
}
