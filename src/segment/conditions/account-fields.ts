import { ACCOUNT_FIELD } from './condition-catalogue.ts'
import type { ConditionField, FieldType } from './condition-field.ts'

/** Said of an account now; what was said before is not kept by time. */
const said = (name: string, type: FieldType, zh: string, en: string): ConditionField => ({
  name: `${ACCOUNT_FIELD}${name}`,
  type,
  label: { zh, en },
  hasPast: false,
})

/** Fields of accounts that every project has. Those of contracts are of all its people together. */
export const ACCOUNT_FIELDS: readonly ConditionField[] = [
  said('id', 'text', '企业编号', 'Account ID'),
  said('name', 'text', '企业名称', 'Account name'),
  said('members', 'number', '成员数', 'Members'),
  said('left_members', 'number', '已离开的成员数', 'Members who left'),
  said('contracts', 'number', '有效合约数', 'Running contracts'),
  said('contract_seats', 'number', '合约席位数', 'Contract seats'),
  said('renews_at', 'time', '最近的续约时间', 'Next renewal'),
  said('first_contract_at', 'time', '首次签约时间', 'First contract'),
  said('contract_ended_at', 'time', '最近终止时间', 'Last contract ended'),
]

/** An attribute of accounts as a field. */
export function accountAttributeField(name: string, type: 'text' | 'number' | 'flag' | 'day'): ConditionField {
  return { name: `${ACCOUNT_FIELD}attribute.${name}`, type, label: { zh: name, en: name }, hasPast: false }
}
