import { App, Button, Form, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecommendExclusions } from '#http/predict/recommend-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useCan } from '../../../session/use-can.ts'
import { productName, useProductOptions } from './product-select.tsx'

/** What is never recommended: single products, whole categories, and what was bought a short while ago. */
export function ExclusionsEditor() {
  const query = useApi(endpoints.recommendExclusions())
  return <QueryView query={query}>{(saved) => <Editor key={JSON.stringify(saved)} saved={saved} />}</QueryView>
}

function Editor({ saved }: { saved: RecommendExclusions }) {
  const { t } = useTranslation()
  const can = useCan()
  const { notification } = App.useApp()
  const find = useProductOptions()
  const [draft, setDraft] = useState(saved)
  const [names, setNames] = useState<Record<string, string>>({})
  const save = useChange<RecommendExclusions>(['/recommendations'])
  const may = can('models:train')
  const changed = JSON.stringify(draft) !== JSON.stringify(saved)
  const categories = [...new Set(find.products.map((one) => one.category))].filter((one) => one !== '')
  const known = (id: string) => {
    const product = find.products.find((one) => one.productId === id)
    return product === undefined ? (names[id] ?? id) : productName(product)
  }
  const put = (body: RecommendExclusions, before?: RecommendExclusions) =>
    save.mutate(
      { method: 'PUT', path: '/recommendations/exclusions', body },
      {
        onSuccess: () =>
          notification.success({
            key: 'exclusions',
            title: t('recommendation.exclusionsSaved'),
            duration: 10,
            ...(before === undefined
              ? {}
              : {
                  actions: (
                    <Button
                      size="small"
                      onClick={() => {
                        notification.destroy('exclusions')
                        put(before)
                      }}
                    >
                      {t('recommendation.undo')}
                    </Button>
                  ),
                }),
          }),
      },
    )
  return (
    <Panel title={t('recommendation.exclusions')} note={t('recommendation.exclusionsNote')}>
      <Form layout="vertical" className="exclusions" onFinish={() => put(draft, saved)}>
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <Form.Item label={t('recommendation.excludedProducts')} htmlFor="excluded-products">
          <Select
            id="excluded-products"
            mode="multiple"
            disabled={!may}
            showSearch={{ filterOption: false, onSearch: find.search }}
            value={[...draft.productIds]}
            onChange={(productIds: string[]) => {
              setNames((before) => ({ ...before, ...Object.fromEntries(productIds.map((id) => [id, known(id)])) }))
              setDraft({ ...draft, productIds })
            }}
            options={[
              ...find.options,
              ...draft.productIds
                .filter((id) => !find.options.some((one) => one.value === id))
                .map((id) => ({ value: id, label: known(id) })),
            ]}
            notFoundContent={t('recommendation.noProduct')}
            placeholder={t('recommendation.searchProduct')}
          />
        </Form.Item>
        <Form.Item
          label={t('recommendation.excludedCategories')}
          htmlFor="excluded-categories"
          extra={t('recommendation.excludedCategoriesHelp')}
        >
          <Select
            id="excluded-categories"
            mode="tags"
            disabled={!may}
            value={[...draft.categories]}
            onChange={(chosen: string[]) => setDraft({ ...draft, categories: chosen })}
            options={categories.map((value) => ({ value, label: value }))}
            placeholder={t('recommendation.categoryPlaceholder')}
          />
        </Form.Item>
        <Form.Item label={t('recommendation.boughtWithin')} htmlFor="bought-within" extra={t('recommendation.boughtWithinHelp')}>
          <InputNumber
            id="bought-within"
            min={0}
            max={730}
            precision={0}
            disabled={!may}
            suffix={t('churn.days')}
            value={draft.boughtWithinDays}
            onChange={(value) => value !== null && setDraft({ ...draft, boughtWithinDays: value })}
          />
        </Form.Item>
        {may ? (
          <div className="row">
            <Button type="primary" htmlType="submit" disabled={!changed} loading={save.isPending}>
              {t('common.save')}
            </Button>
            <Button disabled={!changed} onClick={() => setDraft(saved)}>
              {t('common.cancel')}
            </Button>
          </div>
        ) : (
          <p className="soft">{t('common.noPermission')}</p>
        )}
      </Form>
    </Panel>
  )
}
