import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { changedPart } from './changed-part.ts'
import { isGroup } from './draft.ts'
import type { DraftNode, GroupDraft, TestDraft } from './draft.ts'
import { changeNode } from './edit-draft.ts'
import { RowFrame } from './row-frame.tsx'
import { SubjectSelect } from './subject-select.tsx'
import { TestEdit } from './test-edit.tsx'
import { useBuilder } from './use-builder.ts'
import { newTest, subjectOf } from './value-types.ts'

/** Groups in groups: the server takes twelve, and what stands before a row counts too. */
const DEEPEST = 5

interface Props {
  id: number
  group: GroupDraft
  depth: number
}

/** A group: whether all or any of its rows must hold, its rows, and what can be added. */
export function GroupEdit({ id, group, depth }: Props) {
  const { t } = useTranslation()
  const { edit, add } = useBuilder()
  const change = (join: GroupDraft['join']) =>
    edit((root) => changeNode(root, id, (node) => (isGroup(node.base) ? { ...node, base: { ...node.base, join } } : node)))
  return (
    <div className={`cond-group cond-group-${group.join}`} role="group" aria-label={t(depth === 0 ? 'groups.conditions' : 'groups.group')}>
      <div className="row cond-group-head">
        <Select
          size="small"
          aria-label={t('groups.join')}
          popupMatchSelectWidth={false}
          value={group.join}
          onChange={change}
          options={(['all', 'any'] as const).map((value) => ({ value, label: t(`groups.joinBy.${value}`) }))}
        />
        {group.parts.length === 0 ? <span className="soft">{t('groups.everyone')}</span> : null}
      </div>
      <ol className="cond-rows">
        {group.parts.map((part, index) => (
          <Row key={part.id} node={part} index={index} depth={depth} />
        ))}
      </ol>
      <div className="row cond-add" data-add={id}>
        <Button size="small" icon={<Icon name="plus" size={13} />} onClick={() => add({ in: id })}>
          {t('groups.addRow')}
        </Button>
        {depth >= DEEPEST ? null : (
          <Button size="small" type="text" icon={<Icon name="plus" size={13} />} onClick={() => add({ in: id }, 'group')}>
            {t('groups.addGroup')}
          </Button>
        )}
      </div>
    </div>
  )
}

function Row({ node, index, depth }: { node: DraftNode; index: number; depth: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { language, edit, focusId } = useBuilder()
  const { id, base } = node
  if (isGroup(base)) {
    return (
      <RowFrame node={node} label={t('groups.groupN', { n: index + 1 })}>
        <GroupEdit id={id} group={base} depth={depth + 1} />
      </RowFrame>
    )
  }
  const put = (test: TestDraft, by = '') => edit((root) => changeNode(root, id, (one) => ({ ...one, base: test })), by)
  const field = base.kind === 'field' ? language.fields.find(({ name }) => name === base.field) : undefined
  const about = field !== undefined ? format.text(field.label) : base.kind === 'did' ? t(`groups.act.${base.did}`) : ''
  return (
    <RowFrame node={node} label={about === '' ? t('groups.rowN', { n: index + 1 }) : t('groups.rowOf', { n: index + 1, what: about })}>
      <SubjectSelect value={subjectOf(base)} isNew={focusId === id} change={(subject) => put(newTest(subject, language))} />
      <TestEdit test={base} change={(test) => put(test, `${id} ${changedPart(base, test)}`)} />
    </RowFrame>
  )
}
