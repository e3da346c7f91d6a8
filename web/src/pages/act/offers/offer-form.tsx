import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import type { FormInstance } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCode } from '../../../components/codes.ts'
import { AudienceEdit } from '../../decide/strategy-audience-tab.tsx'
import '../../segment/builder/builder.css'
import { hasValue } from './offer-fields.ts'
import type { OfferFields } from './offer-fields.ts'
import { PriceRulesDrawer } from './price-rules-drawer.tsx'
import { KINDS, MODES } from './use-offer-words.ts'

interface Props {
  form: FormInstance<OfferFields>
  start: OfferFields
  fields: OfferFields
  currency: string
  readOnly: boolean
  save: (fields: OfferFields) => void
}

/** The fields of an offer; its name, terms and words in both languages, how many there are, codes, and who may have it. */
export function OfferForm({ form, start, fields, currency, readOnly, save }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const [showsRules, setShowsRules] = useState(false)
  const { kind, mode, whom } = fields
  const required = { required: true, whitespace: true, message: t('common.required') }
  return (
    <Form<OfferFields> form={form} layout="vertical" requiredMark={false} initialValues={start} onFinish={save} disabled={readOnly}>
      <Form.Item name="name" label={t('offers.name')} extra={t('offers.nameHelp')} rules={[required]}>
        <Input maxLength={100} />
      </Form.Item>
      <h2 className="subhead">{t('offers.whatItGives')}</h2>
      <div className="offer-row">
        <Form.Item name="kind" label={t('offers.kind')}>
          <Select options={KINDS.map((value) => ({ value, label: code('offerKind', value) }))} />
        </Form.Item>
        {hasValue(kind) ? (
          <Form.Item
            name="value"
            label={t(kind === 'percent' ? 'offers.value' : kind === 'amount' ? 'offers.amount' : 'offers.points')}
            {...(kind === 'percent' ? { extra: t('offers.percentHelp') } : {})}
            rules={[{ required: true, message: t('common.required') }]}
          >
            <InputNumber min={kind === 'percent' ? 1 : 0} {...(kind === 'percent' ? { max: 100 } : {})} suffix={unitOf(kind, currency)} />
          </Form.Item>
        ) : null}
        <Form.Item name="minSpend" label={t('offers.minSpend')} extra={t('offers.minSpendHelp')}>
          <InputNumber min={0} suffix={currency} />
        </Form.Item>
      </div>
      <div className="offer-row">
        <Form.Item name="categories" label={t('offers.categories')} extra={t('offers.allProducts')}>
          <Select mode="tags" open={false} suffixIcon={null} maxCount={100} tokenSeparators={[',', '，']} />
        </Form.Item>
        <Form.Item name="products" label={t('offers.products')} extra={t('offers.allProducts')}>
          <Select mode="tags" open={false} suffixIcon={null} maxCount={500} tokenSeparators={[',', '，']} />
        </Form.Item>
      </div>
      <h2 className="subhead">{t('offers.terms')}</h2>
      <p className="soft offer-note">{t('offers.termsHelp')}</p>
      {(['zh', 'en'] as const).map((language) => (
        <div key={language} lang={language === 'zh' ? 'zh-CN' : 'en'}>
          <Form.Item name={['title', language]} label={`${t('offers.titleOf')} · ${language === 'zh' ? '中文' : 'English'}`}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name={['terms', language]} label={`${t('offers.terms')} · ${language === 'zh' ? '中文' : 'English'}`}>
            <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 8 }} />
          </Form.Item>
        </div>
      ))}
      <h2 className="subhead">{t('offers.when')}</h2>
      <div className="offer-row">
        <DayField name="validFrom" label={t('offers.firstDay')} />
        <DayField name="validUntil" label={t('offers.lastDay')} />
        <Form.Item name="daysToUse" label={t('offers.daysToUse')} extra={t('offers.daysHelp')}>
          <InputNumber min={1} max={730} precision={0} />
        </Form.Item>
      </div>
      <h2 className="subhead">{t('offers.howMany')}</h2>
      <div className="offer-row">
        <Form.Item name="stock" label={t('offers.stock')} extra={t('offers.stockHelp')}>
          <InputNumber min={1} precision={0} />
        </Form.Item>
        <Form.Item name="perCustomer" label={t('offers.perCustomer')}>
          <InputNumber min={1} precision={0} />
        </Form.Item>
        <Form.Item name="cost" label={t('offers.cost')}>
          <InputNumber min={0} suffix={currency} />
        </Form.Item>
      </div>
      <Form.Item name="costBasis" label={t('offers.costBasis')} extra={t('offers.costBasisHelp')}>
        <Input maxLength={300} />
      </Form.Item>
      <h2 className="subhead">{t('offers.codes')}</h2>
      <Form.Item name="mode" label={t('offers.codeMode')}>
        <Select options={MODES.map((value) => ({ value, label: code('codeMode', value) }))} />
      </Form.Item>
      {mode === 'shared' ? (
        <Form.Item name="code" label={t('offers.sharedCode')} rules={[required]}>
          <Input maxLength={60} />
        </Form.Item>
      ) : null}
      {mode === 'shop' ? (
        <Form.Item name="url" label={t('offers.shopUrl')} extra={t('offers.shopHelp')} rules={[required]}>
          <Input maxLength={2000} placeholder="https://" />
        </Form.Item>
      ) : null}
      <h2 className="subhead">{t('offers.who')}</h2>
      <Form.Item name="whom">
        <Radio.Group
          aria-label={t('offers.who')}
          options={[
            { value: 'everybody', label: t('offers.everybody') },
            { value: 'some', label: t('offers.some') },
          ]}
        />
      </Form.Item>
      {whom === 'some' ? (
        <>
          <p>
            <Button type="link" size="small" disabled={false} onClick={() => setShowsRules(true)}>
              {t('offers.rules')}
            </Button>
          </p>
          <Form.Item
            name="audience"
            rules={[
              {
                validator: (_, value: unknown) =>
                  value === null ? Promise.reject(new Error(t('decide.audienceGaps'))) : Promise.resolve(),
              },
            ]}
          >
            <AudienceEdit />
          </Form.Item>
          <Form.Item name="audienceReason" label={t('offers.reason')} extra={t('offers.reasonHelp')}>
            <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
          </Form.Item>
        </>
      ) : null}
      {showsRules ? <PriceRulesDrawer close={() => setShowsRules(false)} /> : null}
    </Form>
  )
}

function unitOf(kind: OfferFields['kind'], currency: string): string {
  if (kind === 'percent') return '%'
  return kind === 'amount' ? currency : ''
}

function DayField({ name, label }: { name: 'validFrom' | 'validUntil'; label: string }) {
  return (
    <Form.Item
      name={name}
      label={label}
      getValueProps={(value: string | null | undefined) => ({ value: value ?? '' })}
      normalize={(value: string) => (value === '' ? null : value)}
    >
      <Input type="date" />
    </Form.Item>
  )
}
