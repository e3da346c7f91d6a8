import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { changedPart } from './changed-part.ts'
import { hasParts, isGroup, isOfOthers } from './draft.ts'
import type { DraftNode, GroupDraft, OthersDraft } from './draft.ts'
import { changeNode } from './edit-draft.ts'
import { RowFrame } from './row-frame.tsx'
import { SubjectSelect } from './subject-select.tsx'
import { TestEdit } from './test-edit.tsx'
import { BuilderContext, languageOfGrain, useBuilder } from './use-builder.ts'
import { RoleSelect } from './role-select.tsx'
import { ValueInput } from './value-input.tsx'
import { newTest, peopleType, subjectOf } from './value-types.ts'

/** Groups in groups: the server takes twelve, and what stands before a row counts too. */
const DEEPEST = 5

interface Props {
  id: number
  group: Pick<GroupDraft, 'join' | 'parts'>
  depth: number
}

/** A group: whether all or any of its rows must hold, its rows, and what can be added. */
export function GroupEdit({ id, group, depth }: Props) {
  const { t } = useTranslation()
  const { edit, add, grain } = useBuilder()
  const change = (join: GroupDraft['join']) =>
    edit((root) => changeNode(root, id, (node) => (hasParts(node.base) ? { ...node, base: { ...node.base, join } } : node)))
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
        {group.parts.length === 0 ? (
          <span className="soft">{t(grain === 'accounts' ? 'groups.everyAccount' : 'groups.everyone')}</span>
        ) : null}
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
  const put = (test: typeof base, by = '') => edit((root) => changeNode(root, id, (one) => ({ ...one, base: test })), by)
  const field = base.kind === 'field' ? language.fields.find(({ name }) => name === base.field) : undefined
  const about =
    field !== undefined
      ? format.text(field.label)
      : base.kind === 'did'
        ? t(`groups.act.${base.did}`)
        : isOfOthers(base)
          ? t(`groups.others.${base.kind}`)
          : ''
  return (
    <RowFrame node={node} label={about === '' ? t('groups.rowN', { n: index + 1 }) : t('groups.rowOf', { n: index + 1, what: about })}>
      <SubjectSelect value={subjectOf(base)} isNew={focusId === id} change={(subject) => put(newTest(subject, language))} />
      {isOfOthers(base) ? (
        <OthersEdit id={id} test={base} depth={depth} change={(test) => put(test, `${id} ${changedPart(base, test)}`)} />
      ) : (
        <TestEdit test={base} change={(test) => put(test, `${id} ${changedPart(base, test)}`)} />
      )}
    </RowFrame>
  )
}

/** What is asked of the accounts of a customer, or how many people of an account there must be: in which roles, and rows about them. */
function OthersEdit({ id, test, depth, change }: { id: number; test: OthersDraft; depth: number; change: (test: OthersDraft) => void }) {
  const { t } = useTranslation()
  const builder = useBuilder()
  const inner = useMemo(() => {
    const grain = test.kind === 'account' ? 'accounts' : 'customers'
    return { ...builder, grain, language: languageOfGrain(builder.whole, grain) } as const
  }, [builder, test.kind])
  return (
    <>
      {test.kind === 'people' ? (
        <>
          <Select
            aria-label={t('groups.peopleAs')}
            popupMatchSelectWidth={false}
            value={test.isShare ? 'share' : 'number'}
            onChange={(as) => change({ ...test, isShare: as === 'share', value: { op: 'gte', value: as === 'share' ? 0.5 : 1 } })}
            options={(['number', 'share'] as const).map((value) => ({ value, label: t(`groups.peopleBy.${value}`) }))}
          />
          <ValueInput
            label={t(`groups.peopleBy.${test.isShare ? 'share' : 'number'}`)}
            of={peopleType(test.isShare)}
            value={test.value}
            change={(value) => change({ ...test, value })}
          />
        </>
      ) : null}
      <RoleSelect roles={test.roles} change={(roles) => change({ ...test, roles })} />
      <BuilderContext value={inner}>
        <GroupEdit id={id} group={test} depth={depth + 1} />
      </BuilderContext>
    </>
  )
}
